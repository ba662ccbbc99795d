-- Grain: one row per scored account, as known at the end of as_of_date.
-- Kind: snapshot
-- Label: users who create feature flags
-- Unit: share
-- Better: higher
-- account_id varchar: the account
-- value double: the share of the users of the last 30 days who created or changed feature flags in them; 0 without users
-- sample_size bigint: users of the last 30 days
-- observed_at timestamp(3): as_of_date
with scored_accounts as (
    select account_id
    from accounts
    where as_of_date = date '{{ as_of_date }}' and is_scored
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
        count(distinct user_id) as users,
        count(distinct case when feature in ('flag created', 'flag updated') then user_id end) as feature_users
    from usage_rows
    where
        usage_date > cast(date '{{ as_of_date }}' - interval '30' day as date)
        and usage_date <= date '{{ as_of_date }}'
    group by account_id
),

shares as (
    select
        scored_accounts.account_id,
        coalesce(cast(account_users.feature_users as double) / nullif(account_users.users, 0), 0) as value,
        coalesce(account_users.users, 0) as sample_size,
        cast(date '{{ as_of_date }}' as timestamp(3)) as observed_at
    from scored_accounts
    left join account_users on account_users.account_id = scored_accounts.account_id
)

select * from shares
