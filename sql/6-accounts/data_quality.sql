-- Grain: one row per stream of the config: what became of the rows that this run read of it.
-- Kind: increment
-- Readers: public
-- Section: The data itself
-- Purpose: What became of every row that landed.
-- source varchar: the source, as the config names it
-- stream varchar: the stream within the source
-- entity varchar: what the stream brings
-- landed bigint: rows that landed, as their loads counted them
-- unreadable bigint: rows beside those that could not be read, and are in quarantine
-- current bigint: rows that are the latest of their record, or will be on a later day, or count as usage
-- superseded bigint: rows that a later version of their record, or a newer snapshot, has replaced
-- duplicate bigint: rows that say again what another row of the record says, or an event counted already
-- rejected bigint: rows that cannot be used
-- too_late bigint: events that landed after the stream's look-back
-- filtered bigint: rows that the mapping leaves out, which are neither right nor wrong
-- cells_unread bigint: cells that could not be read, of rows that count all the same: see cell_problems
-- pending bigint: events dated after as_of_date; they are current too
-- absent varchar: what became of records that a full export no longer had: deleted, or kept, because more than max_loss of its rows could not be read; null where no full export came
with known_streams as (
    select
        source,
        stream,
        entity
    from streams
    where as_of_date = date '{{ as_of_date }}'
),
landed_counts as (
    select
        source,
        stream,
        sum(records) as landed,
        sum(unreadable) as unreadable,
        sum(records) filter (where not is_read) as passed_over,
        bool_and(is_whole) filter (where is_read and mode = 'full') as is_whole
    from run_batches
    where as_of_date = date '{{ as_of_date }}'
    group by source, stream
),
reject_counts as (
    select
        source,
        stream,
        count(*) filter (where reason <> 'too_late') as rejected,
        count(*) filter (where reason = 'too_late') as too_late
    from rejects
    where as_of_date = date '{{ as_of_date }}'
    group by source, stream
),
unread_cells as (
    select
        source,
        stream,
        sum(cells) as cells_unread
    from cell_problems
    where as_of_date = date '{{ as_of_date }}'
        and not is_rejected
    group by source, stream
),
counts as (
    select
        source,
        stream,
        current,
        superseded,
        duplicate,
        filtered,
        cast(0 as bigint) as pending
    from record_counts
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        source,
        stream,
        current,
        cast(0 as bigint) as superseded,
        duplicate,
        filtered,
        pending
    from usage_counts
    where as_of_date = date '{{ as_of_date }}'
),
data_quality as (
    select
        known_streams.source,
        known_streams.stream,
        known_streams.entity,
        cast(coalesce(landed_counts.landed, 0) as bigint) as landed,
        cast(coalesce(landed_counts.unreadable, 0) as bigint) as unreadable,
        coalesce(counts.current, 0) as current,
        cast(coalesce(counts.superseded, 0) + coalesce(landed_counts.passed_over, 0) as bigint) as superseded,
        coalesce(counts.duplicate, 0) as duplicate,
        coalesce(reject_counts.rejected, 0) as rejected,
        coalesce(reject_counts.too_late, 0) as too_late,
        coalesce(counts.filtered, 0) as filtered,
        cast(coalesce(unread_cells.cells_unread, 0) as bigint) as cells_unread,
        coalesce(counts.pending, 0) as pending,
        case
            when landed_counts.is_whole then 'deleted'
            when not landed_counts.is_whole then 'kept'
        end as absent
    from known_streams
    left join landed_counts
        on known_streams.source = landed_counts.source
        and known_streams.stream = landed_counts.stream
    left join reject_counts
        on known_streams.source = reject_counts.source
        and known_streams.stream = reject_counts.stream
    left join unread_cells
        on known_streams.source = unread_cells.source
        and known_streams.stream = unread_cells.stream
    left join counts
        on known_streams.source = counts.source
        and known_streams.stream = counts.stream
)
select * from data_quality
