-- Grain: one row per account key that has ever had usage, as known at the end of as_of_date.
-- Kind: snapshot
-- account_key varchar: <source>:<the source's own account id>
-- first_used_on date: the UTC day of its first event
-- last_used_on date: the UTC day of its latest event
with arrived as (
    select
        account_key,
        min(usage_date) as first_used_on,
        max(usage_date) as last_used_on
    from staged_usage
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason is null
        and usage_date <= date '{{ as_of_date }}'
    group by account_key
),
come_due as (
    select
        account_key,
        min(usage_date) as first_used_on,
        max(usage_date) as last_used_on
    from history_usage_pending
    where as_of_date = date '{{ previous_date }}'
        and usage_date <= date '{{ as_of_date }}'
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
    select * from arrived
    union all
    select * from come_due
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
