-- Grain: one row per account key with any usage so far, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: internal
-- account_key varchar: <source>:<the source's own account id>
-- first_used_on date: the UTC date of the first use
-- last_used_on date: the UTC date of the latest use
with used_now as (
    select
        account_key,
        min(usage_date) as first_used_on,
        max(usage_date) as last_used_on
    from usage_events
    where as_of_date = date '{{ as_of_date }}'
        and is_use
    group by account_key
),

before as (
    select
        account_key,
        first_used_on,
        last_used_on
    from history_usage_accounts
    where as_of_date = date '{{ previous_date }}'
),

spans as (
    select * from used_now
    union all
    select * from before
),

usage_accounts as (
    select
        account_key,
        min(first_used_on) as first_used_on,
        max(last_used_on) as last_used_on
    from spans
    group by account_key
)

select * from usage_accounts
