-- Grain: one row per stream of records in the config: counts of the rows that this run read.
-- Kind: increment
-- Readers: internal
-- Origin: lib/mapping/records/record-counts-model.ts
-- source varchar: the source, by its name in the config
-- stream varchar: the stream within the source
-- entity varchar: the entity that the stream provides
-- current bigint: rows of this run that are the latest version of their record, or will be on a later day
-- superseded bigint: rows of this run replaced by a later version of their record or by a newer snapshot
-- duplicate bigint: rows of this run that repeat another row of the record
-- filtered bigint: rows of this run that the mapping filters out
-- records_before bigint: records of a full stream before this run
-- records_lost bigint: of those, records missing in this run
with known_streams as (
    select
        source,
        stream,
        entity,
        mode
    from streams
    where as_of_date = date '{{ as_of_date }}'
        and entity <> 'usage'
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
        'survey_invitations' as entity,
        source,
        stream,
        record_id,
        updated_at,
        content_hash,
        landed_on
    from staged_survey_invitations
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
    union all
    select
        'touchpoints' as entity,
        source,
        stream,
        record_id,
        updated_at,
        content_hash,
        landed_on
    from staged_touchpoints
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason is null
        and not is_outline
    union all
    select
        'contacts' as entity,
        source,
        stream,
        record_id,
        updated_at,
        content_hash,
        landed_on
    from staged_contacts
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason is null
        and not is_outline
    union all
    select
        'feature_releases' as entity,
        source,
        stream,
        record_id,
        updated_at,
        content_hash,
        landed_on
    from staged_feature_releases
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason is null
        and not is_outline
    union all
    select
        'interventions' as entity,
        source,
        stream,
        record_id,
        updated_at,
        content_hash,
        landed_on
    from staged_interventions
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason is null
        and not is_outline
    union all
    select
        'overrides' as entity,
        source,
        stream,
        record_id,
        updated_at,
        content_hash,
        landed_on
    from staged_overrides
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason is null
        and not is_outline
    union all
    select
        'exchange_rates' as entity,
        source,
        stream,
        record_id,
        updated_at,
        content_hash,
        landed_on
    from staged_exchange_rates
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason is null
        and not is_outline
),

filtered_rows as (
    select
        source,
        stream
    from staged_accounts
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason = 'filtered'
    union all
    select
        source,
        stream
    from staged_account_links
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason = 'filtered'
    union all
    select
        source,
        stream
    from staged_subscriptions
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason = 'filtered'
    union all
    select
        source,
        stream
    from staged_invoices
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason = 'filtered'
    union all
    select
        source,
        stream
    from staged_tickets
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason = 'filtered'
    union all
    select
        source,
        stream
    from staged_survey_invitations
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason = 'filtered'
    union all
    select
        source,
        stream
    from staged_survey_responses
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason = 'filtered'
    union all
    select
        source,
        stream
    from staged_touchpoints
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason = 'filtered'
    union all
    select
        source,
        stream
    from staged_contacts
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason = 'filtered'
    union all
    select
        source,
        stream
    from staged_feature_releases
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason = 'filtered'
    union all
    select
        source,
        stream
    from staged_interventions
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason = 'filtered'
    union all
    select
        source,
        stream
    from staged_overrides
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason = 'filtered'
    union all
    select
        source,
        stream
    from staged_exchange_rates
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason = 'filtered'
),

filtered_counts as (
    select
        source,
        stream,
        count(*) as filtered
    from filtered_rows
    group by source, stream
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
        'survey_invitations' as entity,
        source,
        stream,
        record_id,
        updated_at,
        content_hash,
        landed_on,
        load_id,
        deleted_on
    from survey_invitations_records
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
    union all
    select
        'touchpoints' as entity,
        source,
        stream,
        record_id,
        updated_at,
        content_hash,
        landed_on,
        load_id,
        deleted_on
    from touchpoints_records
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        'contacts' as entity,
        source,
        stream,
        record_id,
        updated_at,
        content_hash,
        landed_on,
        load_id,
        deleted_on
    from contacts_records
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        'feature_releases' as entity,
        source,
        stream,
        record_id,
        updated_at,
        content_hash,
        landed_on,
        load_id,
        deleted_on
    from feature_releases_records
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        'interventions' as entity,
        source,
        stream,
        record_id,
        updated_at,
        content_hash,
        landed_on,
        load_id,
        deleted_on
    from interventions_records
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        'overrides' as entity,
        source,
        stream,
        record_id,
        updated_at,
        content_hash,
        landed_on,
        load_id,
        deleted_on
    from overrides_records
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        'exchange_rates' as entity,
        source,
        stream,
        record_id,
        updated_at,
        content_hash,
        landed_on,
        load_id,
        deleted_on
    from exchange_rates_records
    where as_of_date = date '{{ as_of_date }}'
),

live_before as (
    select
        'accounts' as entity,
        source,
        stream,
        record_id
    from history_accounts_records
    where as_of_date = date '{{ previous_date }}'
        and deleted_on is null
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
        on batches.source = record_rows.source
        and batches.stream = record_rows.stream
        and batches.load_id = record_rows.load_id
        and batches.landed_on = record_rows.landed_on
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
        on current_versions.entity = versions.entity
        and current_versions.source = versions.source
        and current_versions.stream = versions.stream
        and current_versions.record_id = versions.record_id
        and current_versions.updated_at = versions.updated_at
        and current_versions.content_hash = versions.content_hash
    where current_versions.record_id is null
),

known_records as (
    select distinct
        other_versions.entity,
        other_versions.source,
        other_versions.record_id
    from other_versions
    inner join record_rows
        on record_rows.entity = other_versions.entity
        and record_rows.source = other_versions.source
        and record_rows.record_id = other_versions.record_id
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
        on known_records.entity = other_versions.entity
        and known_records.source = other_versions.source
        and known_records.record_id = other_versions.record_id
    left join newest_landings
        on newest_landings.source = other_versions.source
        and newest_landings.stream = other_versions.stream
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

deleted_now as (
    select distinct
        entity,
        source,
        stream,
        record_id
    from record_rows
    where deleted_on is not null
),

losses as (
    select
        live_before.source,
        live_before.stream,
        live_before.entity,
        count(*) as records_before,
        count(deleted_now.record_id) as records_lost
    from live_before
    inner join known_streams
        on known_streams.source = live_before.source
        and known_streams.stream = live_before.stream
        and known_streams.entity = live_before.entity
        and known_streams.mode = 'full'
    left join deleted_now
        on deleted_now.entity = live_before.entity
        and deleted_now.source = live_before.source
        and deleted_now.stream = live_before.stream
        and deleted_now.record_id = live_before.record_id
    group by live_before.source, live_before.stream, live_before.entity
),

record_counts as (
    select
        known_streams.source,
        known_streams.stream,
        known_streams.entity,
        coalesce(current_counts.current_rows, 0) as current,
        coalesce(superseded_counts.superseded, 0) as superseded,
        cast(coalesce(repeated_counts.repeated, 0) as bigint) as duplicate,
        coalesce(filtered_counts.filtered, 0) as filtered,
        coalesce(losses.records_before, 0) as records_before,
        coalesce(losses.records_lost, 0) as records_lost
    from known_streams
    left join current_counts
        on current_counts.source = known_streams.source
        and current_counts.stream = known_streams.stream
    left join superseded_counts
        on superseded_counts.source = known_streams.source
        and superseded_counts.stream = known_streams.stream
    left join repeated_counts
        on repeated_counts.source = known_streams.source
        and repeated_counts.stream = known_streams.stream
    left join filtered_counts
        on filtered_counts.source = known_streams.source
        and filtered_counts.stream = known_streams.stream
    left join losses
        on losses.source = known_streams.source
        and losses.stream = known_streams.stream
)

select * from record_counts
