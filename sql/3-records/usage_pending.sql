-- Grain: one row per event that is dated after as_of_date and has already landed.
-- Kind: snapshot
-- source varchar: the source, as the config names it
-- stream varchar: the stream within the source
-- event_id varchar: the event, as its source names it
-- load_id varchar: the load it came with
-- landed_on date: the date it landed on
-- account_key varchar: <source>:<the source's own account id>
-- user_id varchar: who used it
-- feature varchar: what was used
-- occurred_at timestamp(3): when it happens
-- usage_date date: the UTC day it happens on
-- events bigint: how many uses the row stands for
-- minutes double: how long it was used
with arrived as (
    select
        source,
        stream,
        record_id as event_id,
        load_id,
        landed_on,
        account_key,
        user_id,
        feature,
        occurred_at,
        usage_date,
        coalesce(events, 1) as events,
        minutes
    from staged_usage
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason is null
        and usage_date > date '{{ as_of_date }}'
),
waiting as (
    select
        source,
        stream,
        event_id,
        load_id,
        landed_on,
        account_key,
        user_id,
        feature,
        occurred_at,
        usage_date,
        events,
        minutes
    from history_usage_pending
    where as_of_date = date '{{ previous_date }}'
        and usage_date > date '{{ as_of_date }}'
),
known as (
    select * from arrived
    union all
    select * from waiting
),
ranked as (
    select
        *,
        row_number() over (
            partition by source, event_id
            order by landed_on, occurred_at, account_key, user_id, feature, events, minutes, stream, load_id
        ) as place
    from known
),
usage_pending as (
    select
        source,
        stream,
        event_id,
        load_id,
        landed_on,
        account_key,
        user_id,
        feature,
        occurred_at,
        usage_date,
        events,
        minutes
    from ranked
    where place = 1
)
select * from usage_pending
