-- Grain: one row per text that this run read.
-- Kind: replaced
-- Readers: internal
-- Origin: bellwether.yaml: fields held in comments
-- source varchar: the source, by its name in the config
-- stream varchar: the stream within the source
-- record_id varchar: the record's id in its source
-- known_on date: the day from which this row may be used
-- landed_on date: the landing date
-- extracted_at timestamp(3): when its load was created
-- position bigint: the row's position in its load, by file, then by row; null in old loads without positions
-- updated_at timestamp(3): when the source last changed the record
-- entity varchar: the entity of the record, such as tickets
-- field varchar: the field that the text comes from
-- comment varchar: the text; null once the source has deleted it
with helpdesk_tickets_landed as (
    select
        case when is_encoded then url_decode(record_id) else record_id end as record_id,
        load,
        landed,
        extracted_at,
        position,
        case when is_encoded then url_decode(payload) else payload end as payload,
        case when is_encoded then url_decode(coalesce(readable, payload)) else coalesce(readable, payload) end as readable,
        other_domain,
        coalesce(cast(loaded_on as date), cast(substr(extracted_at, 1, 10) as date)) as loaded_on
    from raw_helpdesk_tickets
),

helpdesk_tickets_said as (
    select
        record_id as raw_record_id,
        load as load_id,
        landed as landed_on,
        cast(replace(substr(extracted_at, 1, 23), 'T', ' ') as timestamp(3)) as extracted_at,
        position,
        payload,
        loaded_on,
        record_id as ticket_id_said,
        json_extract_scalar(readable, '$.subject') as subject_said
    from helpdesk_tickets_landed
),

helpdesk_tickets_texts as (
    select
        *,
        ticket_id_said as ticket_id_text,
        case when trim(subject_said) <> '' then subject_said end as subject_text,
        cast(null as varchar) as updated_at_text
    from helpdesk_tickets_said
),

helpdesk_tickets_formed as (
    select
        *,
        case
            when ticket_id_text between '!' and '}' and substr(ticket_id_text, -1) between '!' and '~' and ticket_id_text not like '%.%0' and normalize(ticket_id_text) = ticket_id_text then ticket_id_text
            else coalesce(nullif(regexp_extract(ticket_id_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(ticket_id_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as ticket_id_formed
    from helpdesk_tickets_texts
),

helpdesk_tickets_values as (
    select
        *,
        case when ticket_id_formed not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then ticket_id_formed end as ticket_id,
        subject_text as subject,
        cast(null as timestamp(3)) as updated_at
    from helpdesk_tickets_formed
),

helpdesk_tickets_flaws as (
    select
        *,
        case
            when ticket_id is null then 'missing'
        end as ticket_id_flaw,
        case
            when strpos(subject_text, chr(65533)) > 0 then 'lost character'
        end as subject_flaw,
        chr(9) || chr(10) || chr(13) as separators
    from helpdesk_tickets_values
),

helpdesk_tickets_checked as (
    select
        *,
        ticket_id as record_id,
        case
            when ticket_id is null then 'missing ticket_id'
            when ticket_id_flaw = 'missing' then 'missing ticket_id'
        end as reject_reason
    from helpdesk_tickets_flaws
),

helpdesk_tickets as (
    select
        'helpdesk' as source,
        'tickets' as stream,
        record_id,
        load_id,
        landed_on,
        case when is_outline then landed_on else loaded_on end as known_on,
        shapes.is_outline as is_outline,
        extracted_at,
        position,
        updated_at,
        to_hex(md5(to_utf8(payload))) as content_hash,
        reject_reason,
        case when reject_reason is not null then payload end as reject_payload,
        case
            when reject_reason is null then case
                when subject_flaw is not null then concat_ws(
                    chr(10),
                    case when subject_flaw is not null then concat_ws(chr(9), 'subject', subject_flaw, coalesce(substr(trim(translate(subject_text, separators, '   ')), 1, 60), '')) end
                )
            end
            when reject_reason not in ('too_late', 'filtered') then case
                when ticket_id_flaw is not null then concat_ws(
                    chr(10),
                    case when ticket_id_flaw is not null then concat_ws(chr(9), 'ticket_id', ticket_id_flaw, coalesce(cast(null as varchar), '')) end
                )
            end
        end as cell_problems,
        subject,
        false as is_solved_at_mapped
    from helpdesk_tickets_checked
    cross join (values (false), (true)) as shapes (is_outline)
    where not shapes.is_outline
        or (reject_reason is null and loaded_on > landed_on)
),

staged_comments as (
    select
        source,
        stream,
        record_id,
        known_on,
        landed_on,
        extracted_at,
        position,
        updated_at,
        'tickets' as entity,
        'subject' as field,
        subject as comment
    from helpdesk_tickets
    where reject_reason is null and not is_outline
)

select * from staged_comments
