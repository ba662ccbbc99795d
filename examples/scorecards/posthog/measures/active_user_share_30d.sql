-- Grain: one row per account with members, as known at the end of as_of_date.
-- Kind: snapshot
-- Label: active user percentage
-- Unit: share
-- Better: higher
-- account_id varchar: the account
-- value double: the share of the account's members who used the product in the last 30 days
-- sample_size bigint: members of the account
-- observed_at timestamp(3): as_of_date
with members as (
    select
        account_id,
        count(distinct contact_id) as members
    from contacts
    where
        as_of_date = date '{{ as_of_date }}'
        and is_active
        and account_id is not null
    group by account_id
),

usage_rows as (
    select
        account_id,
        user_id,
        feature,
        usage_date
    from usage_daily
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        account_id,
        user_id,
        feature,
        usage_date
    from history_usage_daily
    where as_of_date >= cast(date '{{ as_of_date }}' - interval '29' day as date)
),

account_users as (
    select
        account_id,
        count(distinct user_id) as users
    from usage_rows
    where
        usage_date > cast(date '{{ as_of_date }}' - interval '30' day as date)
        and usage_date <= date '{{ as_of_date }}'
    group by account_id
),

shares as (
    select
        members.account_id,
        cast(coalesce(account_users.users, 0) as double) / nullif(members.members, 0) as value,
        members.members as sample_size,
        cast(date '{{ as_of_date }}' as timestamp(3)) as observed_at
    from members
    left join account_users on account_users.account_id = members.account_id
)

select * from shares
