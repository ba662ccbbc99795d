-- Grain: one row per account key and usage_date with usage, from the events that this run added.
-- Kind: increment
-- Readers: internal
-- account_key varchar: <source>:<the source's own account id>
-- usage_date date: the UTC date of use
-- events bigint: the number of uses
-- minutes double: the minutes of use
with usage_account_days as (
    select
        account_key,
        usage_date,
        cast(sum(events) as bigint) as events,
        sum(minutes) as minutes
    from usage_events
    where as_of_date = date '{{ as_of_date }}'
        and is_use
    group by account_key, usage_date
)

select * from usage_account_days
