-- Grain: one row per event of this run that an earlier run has counted, and date on which that copy landed.
-- Kind: increment
-- Readers: internal
-- source varchar: the source, by its name in the config
-- event_id varchar: the event's id in its source
-- landed_on date: the date on which the counted copy landed
with known_ids as (
    select
        source,
        record_id as event_id
    from staged_usage
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason is null
    union
    select
        source,
        event_id
    from history_usage_pending
    where as_of_date = date '{{ previous_date }}'
),

longest_look_back as (
    select max(lookback_days) as lookback_days
    from streams
    where as_of_date = date '{{ as_of_date }}'
        and entity = 'usage'
),

earliest_landing as (
    select min(landed_on) as landed_on
    from staged_usage
    where as_of_date = date '{{ as_of_date }}'
),

-- Without new events no earlier day is read.
earliest as (
    select
        coalesce(
            cast(earliest_landing.landed_on - interval '1' day * longest_look_back.lookback_days as date),
            date '9999-12-31'
        ) as landed_on
    from earliest_landing
    cross join longest_look_back
),

-- A counted event is in the partition of its landing or a later one, and no stream has a look-back of more than
-- 60 days.
counted_events as (
    select
        source,
        event_id,
        landed_on
    from history_usage_events
    where as_of_date >= cast(date '{{ previous_date }}' - interval '60' day as date)
        and as_of_date <= date '{{ previous_date }}'
        and usage_date <= as_of_date
        and landed_on >= (select landed_on from earliest)
),

usage_repeats as (
    select distinct
        counted_events.source,
        counted_events.event_id,
        counted_events.landed_on
    from counted_events
    inner join known_ids
        on known_ids.source = counted_events.source
        and known_ids.event_id = counted_events.event_id
)

select * from usage_repeats
