-- Grain: one row per account with users in the 30 days before the last 30, as known at the end of as_of_date.
-- Kind: snapshot
-- Label: decrease of active users
-- Unit: share
-- Better: lower
-- account_id varchar: the account
-- value double: how many fewer of the members used the product in the last 30 days than in the 30 days before, as a
--     share of the earlier number; negative when more did
-- sample_size bigint: users of the 30 days before
-- observed_at timestamp(3): as_of_date
with usage_rows as (
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
    where as_of_date >= cast(date '{{ as_of_date }}' - interval '59' day as date)
),

account_users as (
    select
        account_id,
        count(distinct case
            when usage_date > cast(date '{{ as_of_date }}' - interval '30' day as date) then user_id
        end) as users,
        count(distinct case
            when usage_date <= cast(date '{{ as_of_date }}' - interval '30' day as date) then user_id
        end) as earlier_users
    from usage_rows
    where
        usage_date > cast(date '{{ as_of_date }}' - interval '60' day as date)
        and usage_date <= date '{{ as_of_date }}'
        and account_id is not null
    group by account_id
),

decreases as (
    select
        account_id,
        1 - cast(users as double) / nullif(earlier_users, 0) as value,
        earlier_users as sample_size,
        cast(date '{{ as_of_date }}' as timestamp(3)) as observed_at
    from account_users
)

select * from decreases
