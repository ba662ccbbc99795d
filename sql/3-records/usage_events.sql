-- Grain: one row per event that this run is the first to count: landed since, or waited for until now.
-- Kind: increment
-- source varchar: the source, as the config names it
-- stream varchar: the stream within the source
-- event_id varchar: the event, as its source names it
-- load_id varchar: the load it came with
-- landed_on date: the date it landed on
-- account_key varchar: <source>:<the source's own account id>
-- user_id varchar: who used it
-- feature varchar: what was used
-- occurred_at timestamp(3): when it happened
-- usage_date date: the UTC day it happened on
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
        and usage_date <= date '{{ as_of_date }}'
),
come_due as (
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
        and usage_date <= date '{{ as_of_date }}'
),
due as (
    select * from arrived
    union all
    select * from come_due
),
ranked as (
    select
        *,
        row_number() over (
            partition by source, event_id
            order by landed_on, occurred_at, account_key, user_id, feature, events, minutes, stream, load_id
        ) as place
    from due
),
firsts as (
    select * from ranked
    where place = 1
),
-- Nothing to look for is no reason to look at everything.
earliest as (
    select coalesce(min(usage_date), date '9999-12-31') as usage_date
    from firsts
),
-- An event counted before stands in the partition of its own day or a later one, and no stream looks back
-- further than 60 days from a landing. Days before the earliest event of this run are not even scanned.
counted as (
    select
        source,
        event_id
    from history_usage_events
    where as_of_date >= cast(date '{{ previous_date }}' - interval '60' day as date)
        and as_of_date <= date '{{ previous_date }}'
        and usage_date >= (select usage_date from earliest)
),
usage_events as (
    select
        firsts.source,
        firsts.stream,
        firsts.event_id,
        firsts.load_id,
        firsts.landed_on,
        firsts.account_key,
        firsts.user_id,
        firsts.feature,
        firsts.occurred_at,
        firsts.usage_date,
        firsts.events,
        firsts.minutes
    from firsts
    left join counted
        on firsts.source = counted.source
        and firsts.event_id = counted.event_id
    where counted.event_id is null
)
select * from usage_events
