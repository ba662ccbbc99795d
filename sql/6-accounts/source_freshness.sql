-- Grain: one row per stream of the config, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: public
-- Section: The data itself
-- Purpose: When each stream last landed usable rows, and whether it is late or degraded.
-- source varchar: the source, by its name in the config
-- stream varchar: the stream within the source
-- entity varchar: the entity that the stream provides
-- mode varchar: full, upsert or append
-- expect_every_days double: days without a usable landing after which the stream is stale: expect_every, else three
--     times its own usual gap; null while neither is known
-- expected_by varchar: expect_every or own rhythm; null when nothing is expected
-- last_landed_on date: the latest landing date; a history that landed at once counts for every day that it covers;
--     null when nothing has landed
-- last_usable_on date: the latest of these dates whose rows could be used; null when there is none
-- last_row_count bigint: the rows of its latest landing date that had any, unreadable ones among them; null
--     when none had any
-- age_days bigint: days from last_usable_on to as_of_date; null when no usable row has landed
-- status varchar: fresh; degraded: too many of its latest rows are unusable; stale: without usable rows for longer than
--     expect_every_days; never_connected: no usable row has ever landed
-- reason varchar: unreadable, rejected, too_late or unmatched: what is wrong with its latest rows; listless: none of
--     its latest records has the list that its mapping reads; repeated: all of its latest events were counted before;
--     empty: its latest files have no rows, though it has never had any or had hundreds; silent: nothing landed; null
--     when fresh
-- unfit_since date: the day since which it has not been fresh; null when it is
-- source_unfit_since date: the day since which some stream of its source has not been fresh, streams that never had a
--     row aside; null when all are
with known_streams as (
    select
        source,
        stream,
        entity,
        mode,
        expect_every_days,
        expected_by,
        last_landed_on,
        max_rejected,
        max_too_late,
        max_unmatched
    from streams
    where as_of_date = date '{{ as_of_date }}'
),

landed_days as (
    select
        source,
        stream,
        landed_on,
        sum(records) as records,
        sum(unreadable) as unreadable
    from run_batches
    where as_of_date = date '{{ as_of_date }}' and is_read
    group by source, stream, landed_on
),

unmatched_keys as (
    select account_key
    from account_identity
    where as_of_date = date '{{ as_of_date }}'
        and coalesce(matched_by = 'record', account_id is null)
),

outcome_days as (
    select
        landed_rows.source,
        landed_rows.stream,
        landed_rows.landed_on,
        sum(landed_rows.row_count) filter (where landed_rows.outcome = 'rejected') as rejected,
        sum(landed_rows.row_count) filter (where landed_rows.outcome = 'too_late') as too_late,
        sum(landed_rows.row_count) filter (where landed_rows.outcome = 'filtered') as filtered,
        sum(landed_rows.row_count) as row_count,
        sum(landed_rows.row_count) filter (
            where landed_rows.outcome in ('split', 'empty', 'listless', 'unlisted')
        ) as listing_records,
        sum(landed_rows.row_count) filter (where landed_rows.outcome = 'listless') as listless,
        sum(landed_rows.row_count) filter (where landed_rows.outcome = 'unlisted') as unlisted,
        sum(landed_rows.row_count) filter (
            where unmatched_keys.account_key is not null or landed_rows.outcome = 'keyless'
        ) as unmatched
    from landed_rows
    left join unmatched_keys
        on unmatched_keys.account_key = landed_rows.account_key
    where landed_rows.as_of_date = date '{{ as_of_date }}'
    group by landed_rows.source, landed_rows.stream, landed_rows.landed_on
),

unjoined_days as (
    select
        source,
        stream,
        landed_on,
        row_count
    from unjoined_rows
    where as_of_date = date '{{ as_of_date }}'
),

new_event_days as (
    select distinct
        source,
        stream,
        landed_on
    from usage_events
    where as_of_date = date '{{ as_of_date }}'
),

-- Filtered rows are neither usable nor unusable. Of records whose elements are rows the elements are wanted, and the
-- record itself where they cannot be read.
counted_days as (
    select
        landed_days.source,
        landed_days.stream,
        landed_days.landed_on,
        case
            when outcome_days.listing_records > 0
                then outcome_days.row_count - outcome_days.listing_records + coalesce(outcome_days.unlisted, 0)
            else landed_days.records
        end
        + coalesce(landed_days.unreadable, 0)
        - coalesce(outcome_days.filtered, 0) as wanted,
        landed_days.records + coalesce(landed_days.unreadable, 0) as row_count,
        coalesce(landed_days.unreadable, 0) as unreadable,
        coalesce(outcome_days.rejected, 0) + coalesce(outcome_days.unlisted, 0) as rejected,
        coalesce(outcome_days.too_late, 0) as too_late,
        coalesce(outcome_days.listless, 0) as listless,
        coalesce(outcome_days.unmatched, 0) + coalesce(unjoined_days.row_count, 0) as unmatched
    from landed_days
    left join outcome_days
        on outcome_days.source = landed_days.source
        and outcome_days.stream = landed_days.stream
        and outcome_days.landed_on = landed_days.landed_on
    left join unjoined_days
        on unjoined_days.source = landed_days.source
        and unjoined_days.stream = landed_days.stream
        and unjoined_days.landed_on = landed_days.landed_on
),

reasoned_days as (
    select
        counted_days.source,
        counted_days.stream,
        counted_days.landed_on,
        counted_days.row_count,
        counted_days.wanted,
        counted_days.unreadable + counted_days.rejected + counted_days.too_late as unread,
        counted_days.unmatched,
        -- A record may lack its list, as an empty one; a file without any is of another kind.
        case
            when counted_days.listless >= 5 and counted_days.listless = counted_days.row_count then 'listless'
            when counted_days.unreadable + counted_days.rejected > known_streams.max_rejected * counted_days.wanted
                then case when counted_days.unreadable >= counted_days.rejected then 'unreadable' else 'rejected' end
            when counted_days.too_late > known_streams.max_too_late * counted_days.wanted then 'too_late'
            when counted_days.unmatched > known_streams.max_unmatched
                * (counted_days.wanted - counted_days.unreadable - counted_days.rejected - counted_days.too_late)
                then 'unmatched'
            when known_streams.entity = 'usage'
                and new_event_days.landed_on is null
                and counted_days.wanted > counted_days.unreadable + counted_days.rejected + counted_days.too_late
                then 'repeated'
        end as reason
    from counted_days
    inner join known_streams
        on known_streams.source = counted_days.source
        and known_streams.stream = counted_days.stream
    left join new_event_days
        on new_event_days.source = counted_days.source
        and new_event_days.stream = counted_days.stream
        and new_event_days.landed_on = counted_days.landed_on
),

past_streams as (
    select
        source,
        stream,
        status,
        reason,
        unfit_since,
        source_unfit_since,
        last_row_count,
        last_landed_on as landed_on,
        case when status <> 'never_connected' then coalesce(last_usable_on, last_landed_on) end as usable_on,
        case when status = 'degraded' then last_landed_on end as degraded_on
    from history_source_freshness
    where as_of_date = date '{{ previous_date }}'
),

most_rows as (
    select
        source,
        stream,
        max(row_count) as row_count
    from reasoned_days
    group by source, stream
),

-- No rows are a sign of life of a stream that has few, but not of one that had hundreds, or has never had any.
emptied_streams as (
    select
        most_rows.source,
        most_rows.stream
    from most_rows
    left join past_streams
        on past_streams.source = most_rows.source
        and past_streams.stream = most_rows.stream
    where most_rows.row_count >= 100
        or past_streams.last_row_count >= 100
        or (most_rows.row_count = 0 and past_streams.last_row_count is null and past_streams.usable_on is null)
),

-- A few bad rows among others degrade no stream on a quiet day.
judged_days as (
    select
        reasoned_days.source,
        reasoned_days.stream,
        reasoned_days.landed_on,
        reasoned_days.row_count,
        case
            when reasoned_days.row_count > 0 then reasoned_days.reason
            when emptied_streams.source is not null then 'empty'
        end as reason,
        -- Known events again say nothing, and are no fault of those that were counted.
        reasoned_days.reason <> 'repeated' and (
            reasoned_days.reason = 'listless'
            or reasoned_days.unread + reasoned_days.unmatched >= 5
            or reasoned_days.unread = reasoned_days.wanted
        ) as is_degraded,
        case
            when reasoned_days.row_count = 0 then emptied_streams.source is null
            when reasoned_days.wanted = 0 then reasoned_days.reason is null
            when reasoned_days.reason = 'repeated' then false
            else reasoned_days.wanted > reasoned_days.unread
                and (reasoned_days.reason is null or reasoned_days.unread + reasoned_days.unmatched < 5)
        end as is_usable
    from reasoned_days
    left join emptied_streams
        on emptied_streams.source = reasoned_days.source
        and emptied_streams.stream = reasoned_days.stream
),

last_days as (
    select
        source,
        stream,
        max(landed_on) as landed_on,
        max(landed_on) filter (where is_usable) as usable_on,
        max(landed_on) filter (where is_degraded) as degraded_on,
        max_by(reason, landed_on) filter (where not is_usable) as reason,
        max_by(row_count, landed_on) filter (where row_count > 0) as row_count
    from judged_days
    group by source, stream
),

-- Engines differ in whether greatest() ignores nulls.
known_days as (
    select
        known_streams.*,
        past_streams.status as past_status,
        past_streams.unfit_since as past_unfit_since,
        past_streams.source_unfit_since as past_source_unfit_since,
        coalesce(last_days.reason, past_streams.reason) as known_reason,
        cast(coalesce(last_days.row_count, past_streams.last_row_count) as bigint) as last_row_count,
        case
            when coalesce(last_days.landed_on >= past_streams.landed_on, last_days.landed_on is not null)
                then last_days.landed_on
            else past_streams.landed_on
        end as seen_on,
        case
            when coalesce(last_days.usable_on >= past_streams.usable_on, last_days.usable_on is not null)
                then last_days.usable_on
            else past_streams.usable_on
        end as usable_on,
        case
            when coalesce(last_days.degraded_on >= past_streams.degraded_on, last_days.degraded_on is not null)
                then last_days.degraded_on
            else past_streams.degraded_on
        end as degraded_on
    from known_streams
    left join last_days
        on last_days.source = known_streams.source
        and last_days.stream = known_streams.stream
    left join past_streams
        on past_streams.source = known_streams.source
        and past_streams.stream = known_streams.stream
),

-- On a later day the stream was only confirmed by known data: an unchanged delivery, or a history that covers the day.
usable_streams as (
    select
        *,
        case when seen_on is null or usable_on = seen_on then last_landed_on else usable_on end as last_usable_on,
        coalesce(degraded_on > usable_on, degraded_on is not null) as is_degraded
    from known_days
),

aged_streams as (
    select
        *,
        date_diff('day', last_usable_on, date '{{ as_of_date }}') as age_days
    from usable_streams
),

judged_streams as (
    select
        *,
        case
            when last_usable_on is null then 'never_connected'
            when is_degraded then 'degraded'
            when age_days > expect_every_days then 'stale'
            else 'fresh'
        end as status
    from aged_streams
),

reasoned_streams as (
    select
        *,
        case
            when status = 'fresh' then null
            when last_usable_on = last_landed_on then 'silent'
            else coalesce(known_reason, 'silent')
        end as reason
    from judged_streams
),

source_freshness as (
    select
        source,
        stream,
        entity,
        mode,
        expect_every_days,
        expected_by,
        last_landed_on,
        last_usable_on,
        last_row_count,
        age_days,
        status,
        reason,
        case
            when status = 'fresh' then null
            when past_status <> 'fresh' then coalesce(past_unfit_since, date '{{ as_of_date }}')
            else date '{{ as_of_date }}'
        end as unfit_since,
        case
            when bool_or(
                    status <> 'fresh' and last_landed_on is not null
                    and not (status = 'never_connected' and reason = 'empty')
                ) over (partition by source)
                then coalesce(max(past_source_unfit_since) over (partition by source), date '{{ as_of_date }}')
        end as source_unfit_since
    from reasoned_streams
)

select * from source_freshness
