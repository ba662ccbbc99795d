-- Grain: one row per record, as known at the end of as_of_date, and one per later date with more information.
-- Kind: snapshot
-- Readers: internal
-- Origin: lib/mapping/records/records-models.ts: overrides
-- source varchar: the source, by its name in the config
-- stream varchar: the stream within the source
-- record_id varchar: the record's id in its source
-- load_id varchar: the load that the row came with
-- landed_on date: the landing date; in a history loaded at once, the record's own date
-- known_on date: the day from which this row may be used
-- is_outline boolean: true for the partial version of a history's record that was known on its own date
-- extracted_at timestamp(3): when its load was created
-- position bigint: the row's position in its load, by file, then by row; null in old loads without positions
-- updated_at timestamp(3): when the source last changed the record
-- content_hash varchar: the MD5 of the record's text, in hex
-- cell_problems varchar: one line per unreadable cell: field, reason and text, separated by tabs; null when there are none
-- account_key varchar: <source>:<the source's own account id>
-- set_at timestamp(3): when it was set
-- score double: the score that it sets, 0 to 100
-- reason varchar: why
-- author varchar: who set it
-- expires_on date: the first day on which it no longer counts
-- is_withdrawn boolean: true: the account has no override from here on
-- former_account_key varchar: the account key before its last change; null while it never changed
-- deleted_on date: the date of the full snapshot that no longer contained the record; null while it exists
with previous as (
    select
        source,
        stream,
        record_id,
        load_id,
        landed_on,
        known_on,
        is_outline,
        extracted_at,
        position,
        updated_at,
        content_hash,
        cell_problems,
        account_key,
        set_at,
        score,
        reason,
        author,
        expires_on,
        is_withdrawn,
        former_account_key,
        deleted_on
    from history_overrides_records
    where as_of_date = date '{{ previous_date }}'
),

versions as (
    select
        source,
        stream,
        record_id,
        load_id,
        landed_on,
        known_on,
        is_outline,
        extracted_at,
        position,
        updated_at,
        content_hash,
        cell_problems,
        account_key,
        set_at,
        score,
        reason,
        author,
        expires_on,
        is_withdrawn,
        cast(null as date) as deleted_on
    from staged_overrides
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason is null
    union all
    select
        source,
        stream,
        record_id,
        load_id,
        landed_on,
        known_on,
        is_outline,
        extracted_at,
        position,
        updated_at,
        content_hash,
        cell_problems,
        account_key,
        set_at,
        score,
        reason,
        author,
        expires_on,
        is_withdrawn,
        deleted_on
    from previous
),

-- Most records have one version. Ranking carries whole rows, and would cost more than everything else here.
repeated_ids as (
    select
        source,
        record_id
    from versions
    group by source, record_id
    having count(*) > 1
),

rival_versions as (
    select versions.*
    from versions
    inner join repeated_ids
        on repeated_ids.source = versions.source
        and repeated_ids.record_id = versions.record_id
),

only_versions as (
    select versions.*
    from versions
    left join repeated_ids
        on repeated_ids.source = versions.source
        and repeated_ids.record_id = versions.record_id
    where repeated_ids.record_id is null
),

-- One rank for what is known by now, and one for each later day on which more is known.
ranked as (
    select
        *,
        row_number() over (
            partition by
                source,
                record_id,
                case when known_on > date '{{ as_of_date }}' then known_on end
            order by
                updated_at desc nulls last,
                is_outline,
                case when not is_outline then known_on end desc nulls last,
                extracted_at desc nulls last,
                position desc nulls last,
                content_hash desc,
                stream,
                load_id desc
        ) as place
    from rival_versions
),

merged as (
    select
        source,
        stream,
        record_id,
        load_id,
        landed_on,
        known_on,
        is_outline,
        extracted_at,
        position,
        updated_at,
        content_hash,
        cell_problems,
        account_key,
        set_at,
        score,
        reason,
        author,
        expires_on,
        is_withdrawn,
        deleted_on
    from ranked
    where place = 1
    union all
    select
        source,
        stream,
        record_id,
        load_id,
        landed_on,
        known_on,
        is_outline,
        extracted_at,
        position,
        updated_at,
        content_hash,
        cell_problems,
        account_key,
        set_at,
        score,
        reason,
        author,
        expires_on,
        is_withdrawn,
        deleted_on
    from only_versions
),

known_keys as (
    select
        source,
        record_id,
        max(account_key) as account_key,
        max(former_account_key) as former_account_key
    from previous
    group by source, record_id
),

records as (
    select
        merged.source,
        merged.stream,
        merged.record_id,
        merged.load_id,
        merged.landed_on,
        merged.known_on,
        merged.is_outline,
        merged.extracted_at,
        merged.position,
        merged.updated_at,
        merged.content_hash,
        merged.cell_problems,
        merged.account_key,
        merged.set_at,
        merged.score,
        merged.reason,
        merged.author,
        merged.expires_on,
        merged.is_withdrawn,
        case
            when known_keys.account_key <> merged.account_key then known_keys.account_key
            else known_keys.former_account_key
        end as former_account_key,
        merged.deleted_on
    from merged
    left join known_keys
        on known_keys.source = merged.source
        and known_keys.record_id = merged.record_id
)

select * from records
