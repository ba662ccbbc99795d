-- Grain: one row per usage stream of the config: counts of the rows that this run read.
-- Kind: increment
-- Readers: internal
-- source varchar: the source, by its name in the config
-- stream varchar: the stream within the source
-- current bigint: events that this run is the first to count, or to keep as pending
-- duplicate bigint: rows of events that were already counted or appear twice
-- filtered bigint: rows that the mapping filters out
-- pending bigint: events dated after as_of_date; they count as current too
with known_streams as (
    select
        source,
        stream,
        lookback_days
    from streams
    where as_of_date = date '{{ as_of_date }}'
        and entity = 'usage'
),

batches as (
    select
        source,
        stream,
        load_id,
        landed_on
    from run_batches
    where as_of_date = date '{{ as_of_date }}'
),

staged_usage_rows as (
    select
        source,
        stream,
        record_id as event_id
    from staged_usage
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason is null
),

usage_rows as (
    select
        source,
        stream,
        event_id,
        load_id,
        landed_on,
        usage_date > date '{{ as_of_date }}' as is_pending
    from usage_events
    where as_of_date = date '{{ as_of_date }}'
),

waiting_before as (
    select
        source,
        event_id,
        load_id,
        landed_on
    from history_usage_pending
    where as_of_date = date '{{ previous_date }}'
),

-- The run that first read a pending event counted it as current, so a copy that replaces it is a duplicate.
replaced as (
    select distinct
        waiting_before.source,
        waiting_before.event_id,
        waiting_before.landed_on
    from waiting_before
    left join usage_rows
        on usage_rows.source = waiting_before.source
        and usage_rows.event_id = waiting_before.event_id
        and usage_rows.load_id = waiting_before.load_id
        and usage_rows.landed_on = waiting_before.landed_on
    where usage_rows.event_id is null
),

events as (
    select
        source,
        stream,
        event_id,
        count(*) as times
    from staged_usage_rows
    group by source, stream, event_id
),

counted_now as (
    select
        usage_rows.source,
        usage_rows.stream,
        usage_rows.event_id,
        usage_rows.is_pending
    from usage_rows
    inner join batches
        on batches.source = usage_rows.source
        and batches.stream = usage_rows.stream
        and batches.load_id = usage_rows.load_id
        and batches.landed_on = usage_rows.landed_on
    inner join known_streams
        on known_streams.source = usage_rows.source
        and known_streams.stream = usage_rows.stream
    left join replaced
        on replaced.source = usage_rows.source
        and replaced.event_id = usage_rows.event_id
        and abs(date_diff('day', replaced.landed_on, usage_rows.landed_on)) <= known_streams.lookback_days
    where replaced.event_id is null
),

counted_now_counts as (
    select
        source,
        stream,
        count(*) as current_rows,
        count(*) filter (where is_pending) as pending
    from counted_now
    group by source, stream
),

other_events as (
    select
        events.source,
        events.stream,
        events.event_id,
        events.times
    from events
    left join counted_now
        on counted_now.source = events.source
        and counted_now.stream = events.stream
        and counted_now.event_id = events.event_id
    where counted_now.event_id is null
),

counted_ever as (
    select
        source,
        event_id
    from usage_rows
    union all
    select
        source,
        event_id
    from usage_repeats
    where as_of_date = date '{{ as_of_date }}'
),

known_events as (
    select distinct
        other_events.source,
        other_events.stream,
        other_events.event_id
    from other_events
    inner join counted_ever
        on counted_ever.source = other_events.source
        and counted_ever.event_id = other_events.event_id
),

-- Returns a row even without events: otherwise the stream's rows would not be counted anywhere and would not reconcile.
lost_counts as (
    select
        other_events.source,
        other_events.stream,
        sum(other_events.times) as lost
    from other_events
    left join known_events
        on known_events.source = other_events.source
        and known_events.stream = other_events.stream
        and known_events.event_id = other_events.event_id
    where known_events.event_id is null
    group by other_events.source, other_events.stream
),

row_counts as (
    select
        source,
        stream,
        sum(times) as usable
    from events
    group by source, stream
),

filtered_counts as (
    select
        source,
        stream,
        count(*) as filtered
    from staged_usage
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason = 'filtered'
    group by source, stream
),

usage_counts as (
    select
        known_streams.source,
        known_streams.stream,
        coalesce(counted_now_counts.current_rows, 0) as current,
        cast(
            coalesce(row_counts.usable, 0)
            - coalesce(counted_now_counts.current_rows, 0)
            - coalesce(lost_counts.lost, 0)
            as bigint
        ) as duplicate,
        coalesce(filtered_counts.filtered, 0) as filtered,
        coalesce(counted_now_counts.pending, 0) as pending
    from known_streams
    left join counted_now_counts
        on counted_now_counts.source = known_streams.source
        and counted_now_counts.stream = known_streams.stream
    left join row_counts
        on row_counts.source = known_streams.source
        and row_counts.stream = known_streams.stream
    left join lost_counts
        on lost_counts.source = known_streams.source
        and lost_counts.stream = known_streams.stream
    left join filtered_counts
        on filtered_counts.source = known_streams.source
        and filtered_counts.stream = known_streams.stream
)

select * from usage_counts
