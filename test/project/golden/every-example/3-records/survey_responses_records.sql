-- Grain: one row per record, as known at the end of as_of_date, and one per later date with more information.
-- Kind: snapshot
-- Readers: internal
-- Origin: lib/mapping/records/records-models.ts: survey_responses
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
-- survey varchar: the kind of survey: nps, csat, ces, enps, pmf, other
-- score double: the rating
-- scale_max double: the best rating of the scale: 10 for NPS, often 5 for CSAT; when empty, these are assumed
-- contact_id varchar: the contact who responded
-- ticket_id varchar: the ticket that the response is about
-- invitation_id varchar: the invitation that the response answers
-- responded_at timestamp(3): when the response was given
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
        survey,
        score,
        scale_max,
        contact_id,
        ticket_id,
        invitation_id,
        responded_at,
        former_account_key,
        deleted_on
    from history_survey_responses_records
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
        survey,
        score,
        scale_max,
        contact_id,
        ticket_id,
        invitation_id,
        responded_at,
        cast(null as date) as deleted_on
    from staged_survey_responses
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
        survey,
        score,
        scale_max,
        contact_id,
        ticket_id,
        invitation_id,
        responded_at,
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
        survey,
        score,
        scale_max,
        contact_id,
        ticket_id,
        invitation_id,
        responded_at,
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
        survey,
        score,
        scale_max,
        contact_id,
        ticket_id,
        invitation_id,
        responded_at,
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
        merged.survey,
        merged.score,
        merged.scale_max,
        merged.contact_id,
        merged.ticket_id,
        merged.invitation_id,
        merged.responded_at,
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
