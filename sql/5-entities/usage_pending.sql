-- Grain: one row per event that is dated after as_of_date and has already landed.
-- Kind: snapshot
-- Readers: internal
-- source varchar: the source, as the config names it
-- stream varchar: the stream within the source
-- event_id varchar: the event, as its source names it
-- load_id varchar: the load it came with
-- landed_on date: the date it landed on
-- extracted_at timestamp(3): when its load was made
-- account_key varchar: <source>:<the source's own account id>
-- user_id varchar: who used it
-- feature varchar: what was used
-- occurred_at timestamp(3): when it happens
-- usage_date date: the UTC day it happens on
-- events bigint: how many uses the row stands for
-- minutes double: how long it was used
with usage_pending as (
    select
        source,
        stream,
        event_id,
        load_id,
        landed_on,
        extracted_at,
        account_key,
        user_id,
        feature,
        occurred_at,
        usage_date,
        events,
        minutes
    from usage_events
    where as_of_date = date '{{ as_of_date }}'
        and usage_date > date '{{ as_of_date }}'
)
select * from usage_pending
