-- Grain: one row per stream of the config: what became of the rows that this run read of it.
-- Kind: increment
-- source varchar: the source, as the config names it
-- stream varchar: the stream within the source
-- entity varchar: what the stream brings
-- landed bigint: rows that landed, as their loads counted them
-- current bigint: rows that are the latest of their record, or will be on a later day, or count as usage
-- superseded bigint: rows that a later version of their record, or a newer snapshot, has replaced
-- duplicate bigint: rows that say again what another row of the record says, or an event counted already
-- rejected bigint: rows that cannot be used
-- too_late bigint: events that landed after the stream's look-back
-- pending bigint: events dated after as_of_date; they are current too
with known_streams as (
    select
        source,
        stream,
        entity
    from streams
    where as_of_date = date '{{ as_of_date }}'
),
batches as (
    select
        source,
        stream,
        load_id,
        landed_on,
        records,
        is_read
    from run_batches
    where as_of_date = date '{{ as_of_date }}'
),
refused as (
    select
        source,
        stream,
        reason
    from rejects
    where as_of_date = date '{{ as_of_date }}'
),
staged_rows as (
    select
        'accounts' as entity,
        source,
        stream,
        record_id,
        updated_at,
        content_hash,
        landed_on
    from staged_accounts
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason is null
        and not is_outline
    union all
    select
        'account_links' as entity,
        source,
        stream,
        record_id,
        updated_at,
        content_hash,
        landed_on
    from staged_account_links
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason is null
        and not is_outline
    union all
    select
        'subscriptions' as entity,
        source,
        stream,
        record_id,
        updated_at,
        content_hash,
        landed_on
    from staged_subscriptions
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason is null
        and not is_outline
    union all
    select
        'invoices' as entity,
        source,
        stream,
        record_id,
        updated_at,
        content_hash,
        landed_on
    from staged_invoices
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason is null
        and not is_outline
    union all
    select
        'tickets' as entity,
        source,
        stream,
        record_id,
        updated_at,
        content_hash,
        landed_on
    from staged_tickets
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason is null
        and not is_outline
    union all
    select
        'survey_responses' as entity,
        source,
        stream,
        record_id,
        updated_at,
        content_hash,
        landed_on
    from staged_survey_responses
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason is null
        and not is_outline
),
record_rows as (
    select
        'accounts' as entity,
        source,
        stream,
        record_id,
        updated_at,
        content_hash,
        landed_on,
        load_id,
        deleted_on
    from accounts_records
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        'account_links' as entity,
        source,
        stream,
        record_id,
        updated_at,
        content_hash,
        landed_on,
        load_id,
        deleted_on
    from account_links_records
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        'subscriptions' as entity,
        source,
        stream,
        record_id,
        updated_at,
        content_hash,
        landed_on,
        load_id,
        deleted_on
    from subscriptions_records
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        'invoices' as entity,
        source,
        stream,
        record_id,
        updated_at,
        content_hash,
        landed_on,
        load_id,
        deleted_on
    from invoices_records
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        'tickets' as entity,
        source,
        stream,
        record_id,
        updated_at,
        content_hash,
        landed_on,
        load_id,
        deleted_on
    from tickets_records
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        'survey_responses' as entity,
        source,
        stream,
        record_id,
        updated_at,
        content_hash,
        landed_on,
        load_id,
        deleted_on
    from survey_responses_records
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
landed_counts as (
    select
        source,
        stream,
        sum(records) as landed,
        sum(records) filter (where not is_read) as passed_over
    from batches
    group by source, stream
),
reject_counts as (
    select
        source,
        stream,
        count(*) filter (where reason <> 'too_late') as rejected,
        count(*) filter (where reason = 'too_late') as too_late
    from refused
    group by source, stream
),
versions as (
    select
        entity,
        source,
        stream,
        record_id,
        coalesce(updated_at, timestamp '0001-01-01 00:00:00') as updated_at,
        content_hash,
        count(*) as times,
        max(landed_on) as landed_on
    from staged_rows
    group by entity, source, stream, record_id, updated_at, content_hash
),
current_versions as (
    select distinct
        record_rows.entity,
        record_rows.source,
        record_rows.stream,
        record_rows.record_id,
        coalesce(record_rows.updated_at, timestamp '0001-01-01 00:00:00') as updated_at,
        record_rows.content_hash
    from record_rows
    inner join batches
        on record_rows.source = batches.source
        and record_rows.stream = batches.stream
        and record_rows.load_id = batches.load_id
        and record_rows.landed_on = batches.landed_on
),
current_counts as (
    select
        source,
        stream,
        count(*) as current_rows
    from current_versions
    group by source, stream
),
other_versions as (
    select
        versions.entity,
        versions.source,
        versions.stream,
        versions.record_id,
        versions.landed_on
    from versions
    left join current_versions
        on versions.entity = current_versions.entity
        and versions.source = current_versions.source
        and versions.stream = current_versions.stream
        and versions.record_id = current_versions.record_id
        and versions.updated_at = current_versions.updated_at
        and versions.content_hash = current_versions.content_hash
    where current_versions.record_id is null
),
known_records as (
    select distinct
        other_versions.entity,
        other_versions.source,
        other_versions.record_id
    from other_versions
    inner join record_rows
        on other_versions.entity = record_rows.entity
        and other_versions.source = record_rows.source
        and other_versions.record_id = record_rows.record_id
),
newest_landings as (
    select
        source,
        stream,
        max(coalesce(deleted_on, landed_on)) as seen_on
    from record_rows
    group by source, stream
),
superseded_counts as (
    select
        other_versions.source,
        other_versions.stream,
        count(*) as superseded
    from other_versions
    left join known_records
        on other_versions.entity = known_records.entity
        and other_versions.source = known_records.source
        and other_versions.record_id = known_records.record_id
    left join newest_landings
        on other_versions.source = newest_landings.source
        and other_versions.stream = newest_landings.stream
    where known_records.record_id is not null
        or other_versions.landed_on < newest_landings.seen_on
    group by other_versions.source, other_versions.stream
),
repeated_counts as (
    select
        source,
        stream,
        sum(times - 1) as repeated
    from versions
    group by source, stream
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
data_quality as (
    select
        known_streams.source,
        known_streams.stream,
        known_streams.entity,
        cast(coalesce(landed_counts.landed, 0) as bigint) as landed,
        coalesce(current_counts.current_rows, counted_now_counts.current_rows, 0) as current,
        cast(coalesce(superseded_counts.superseded, 0) + coalesce(landed_counts.passed_over, 0) as bigint)
            as superseded,
        cast(
            coalesce(repeated_counts.repeated, 0)
            + coalesce(repeated_event_counts.repeated, 0)
            + coalesce(counted_before_counts.counted_before, 0)
            as bigint
        ) as duplicate,
        coalesce(reject_counts.rejected, 0) as rejected,
        coalesce(reject_counts.too_late, 0) as too_late,
        coalesce(counted_now_counts.pending, 0) as pending
    from known_streams
    left join landed_counts
        on known_streams.source = landed_counts.source
        and known_streams.stream = landed_counts.stream
    left join reject_counts
        on known_streams.source = reject_counts.source
        and known_streams.stream = reject_counts.stream
    left join current_counts
        on known_streams.source = current_counts.source
        and known_streams.stream = current_counts.stream
    left join superseded_counts
        on known_streams.source = superseded_counts.source
        and known_streams.stream = superseded_counts.stream
    left join repeated_counts
        on known_streams.source = repeated_counts.source
        and known_streams.stream = repeated_counts.stream
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
select * from data_quality
