-- Grain: one row per stream of the config that brings usage: what became of the rows that this run read of it.
-- Kind: increment
-- source varchar: the source, as the config names it
-- stream varchar: the stream within the source
-- current bigint: events that this run is the first to count, or that wait for their day
-- duplicate bigint: events that were counted already, or are there again
-- pending bigint: events dated after as_of_date; they are current too
with known_streams as (
    select
        source,
        stream
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
        record_id as event_id,
        usage_date
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
        false as is_pending
    from usage_events
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        source,
        stream,
        event_id,
        load_id,
        landed_on,
        true as is_pending
    from usage_pending
    where as_of_date = date '{{ as_of_date }}'
),
events as (
    select
        source,
        stream,
        event_id,
        count(*) as times,
        min(usage_date) as usage_date
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
        on usage_rows.source = batches.source
        and usage_rows.stream = batches.stream
        and usage_rows.load_id = batches.load_id
        and usage_rows.landed_on = batches.landed_on
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
        events.usage_date
    from events
    left join counted_now
        on events.source = counted_now.source
        and events.stream = counted_now.stream
        and events.event_id = counted_now.event_id
    where counted_now.event_id is null
),
-- Nothing to look for is no reason to look at everything.
earliest as (
    select coalesce(min(usage_date), date '9999-12-31') as usage_date
    from other_events
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
    from history_usage_events
    where as_of_date >= cast(date '{{ previous_date }}' - interval '60' day as date)
        and as_of_date <= date '{{ previous_date }}'
        and usage_date >= (select usage_date from earliest)
),
counted_before as (
    select distinct
        other_events.source,
        other_events.stream,
        other_events.event_id
    from other_events
    inner join counted_ever
        on other_events.source = counted_ever.source
        and other_events.event_id = counted_ever.event_id
),
counted_before_counts as (
    select
        source,
        stream,
        count(*) as counted_before
    from counted_before
    group by source, stream
),
repeated_event_counts as (
    select
        source,
        stream,
        sum(times - 1) as repeated
    from events
    group by source, stream
),
usage_counts as (
    select
        known_streams.source,
        known_streams.stream,
        coalesce(counted_now_counts.current_rows, 0) as current,
        cast(
            coalesce(repeated_event_counts.repeated, 0) + coalesce(counted_before_counts.counted_before, 0)
            as bigint
        ) as duplicate,
        coalesce(counted_now_counts.pending, 0) as pending
    from known_streams
    left join counted_now_counts
        on known_streams.source = counted_now_counts.source
        and known_streams.stream = counted_now_counts.stream
    left join counted_before_counts
        on known_streams.source = counted_before_counts.source
        and known_streams.stream = counted_before_counts.stream
    left join repeated_event_counts
        on known_streams.source = repeated_event_counts.source
        and known_streams.stream = repeated_event_counts.stream
)
select * from usage_counts
