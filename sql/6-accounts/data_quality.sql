-- Grain: one row per stream of the config: counts of the rows that this run read.
-- Kind: increment
-- Readers: public
-- Keep: every day
-- Section: The data itself
-- Purpose: Counts of landed rows by what happened to them.
-- source varchar: the source, by its name in the config
-- stream varchar: the stream within the source
-- entity varchar: the entity that the stream provides
-- landed bigint: rows that landed, by the counts of their loads
-- unreadable bigint: further rows that were unreadable and are in quarantine
-- current bigint: rows that are the latest version of their record, will be on a later day, or count as usage
-- superseded bigint: rows replaced by a later version of their record or by a newer snapshot
-- duplicate bigint: rows that repeat another row of the record, or an event that was already counted
-- rejected bigint: rows that cannot be used; see rejects
-- too_late bigint: events that landed later than the stream's look-back allows
-- filtered bigint: rows that the mapping filters out
-- split bigint: records of a stream with each that were read as their elements or parts
-- empty bigint: records of a stream with each whose list is empty or absent
-- elements bigint: rows made of the elements of records
-- unmatched bigint: usable rows whose account key matches no account by itself, or which have none, or no row in the
--     stream that they are joined with; they count as current too
-- keyless bigint: of those, rows without an account key
-- unjoined bigint: of those, rows without a row of their key in the stream that they are joined with
-- unjoined_to varchar: that stream; null without such rows
-- unmatched_record varchar: the record that one of these rows names; null without such rows
-- cells_unread bigint: unreadable cells in rows that still count; see cell_problems
-- pending bigint: events dated after as_of_date; they count as current too
-- absent varchar: what happened to records missing from a full export: deleted; or kept, because more than max_loss
--     of its rows were unreadable; null without a full export
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

-- Every record of a stream with each has one row that is not an element.
outcome_counts as (
    select
        source,
        stream,
        sum(row_count) as row_count,
        sum(row_count) filter (where outcome = 'keyless') as keyless,
        sum(row_count) filter (where outcome = 'split') as split,
        sum(row_count) filter (where outcome in ('empty', 'listless')) as empty,
        sum(row_count) filter (where outcome in ('split', 'empty', 'listless', 'unlisted')) as records
    from landed_rows
    where as_of_date = date '{{ as_of_date }}'
    group by source, stream
),

unmatched_keys as (
    select account_key
    from account_identity
    where as_of_date = date '{{ as_of_date }}'
        and coalesce(matched_by = 'record', account_id is null)
),

unmatched_counts as (
    select
        landed_rows.source,
        landed_rows.stream,
        sum(landed_rows.row_count) as unmatched
    from landed_rows
    inner join unmatched_keys
        on unmatched_keys.account_key = landed_rows.account_key
    where landed_rows.as_of_date = date '{{ as_of_date }}'
    group by landed_rows.source, landed_rows.stream
),

unjoined_counts as (
    select
        source,
        stream,
        sum(row_count) as unjoined,
        min_by(unjoined_to, record_id) as unjoined_to,
        min(record_id) as unmatched_record
    from unjoined_rows
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
        cast(coalesce(outcome_counts.split, 0) as bigint) as split,
        cast(coalesce(outcome_counts.empty, 0) as bigint) as empty,
        cast(
            case
                when outcome_counts.records > 0 then outcome_counts.row_count - outcome_counts.records
                else 0
            end as bigint
        ) as elements,
        cast(
            coalesce(unmatched_counts.unmatched, 0)
            + coalesce(outcome_counts.keyless, 0)
            + coalesce(unjoined_counts.unjoined, 0) as bigint
        ) as unmatched,
        cast(coalesce(outcome_counts.keyless, 0) as bigint) as keyless,
        cast(coalesce(unjoined_counts.unjoined, 0) as bigint) as unjoined,
        unjoined_counts.unjoined_to,
        unjoined_counts.unmatched_record,
        cast(coalesce(unread_cells.cells_unread, 0) as bigint) as cells_unread,
        coalesce(counts.pending, 0) as pending,
        case
            when landed_counts.is_whole then 'deleted'
            when not landed_counts.is_whole then 'kept'
        end as absent
    from known_streams
    left join landed_counts
        on landed_counts.source = known_streams.source
        and landed_counts.stream = known_streams.stream
    left join reject_counts
        on reject_counts.source = known_streams.source
        and reject_counts.stream = known_streams.stream
    left join outcome_counts
        on outcome_counts.source = known_streams.source
        and outcome_counts.stream = known_streams.stream
    left join unmatched_counts
        on unmatched_counts.source = known_streams.source
        and unmatched_counts.stream = known_streams.stream
    left join unjoined_counts
        on unjoined_counts.source = known_streams.source
        and unjoined_counts.stream = known_streams.stream
    left join unread_cells
        on unread_cells.source = known_streams.source
        and unread_cells.stream = known_streams.stream
    left join counts
        on counts.source = known_streams.source
        and counts.stream = known_streams.stream
)

select * from data_quality
