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
        record_id as ticket_id_said,
        json_extract_scalar(readable, '$.subject') as subject_said,
        json_extract_scalar(readable, '$.updated_at') as updated_at_said
    from helpdesk_tickets_landed
),

helpdesk_tickets_texts as (
    select
        *,
        ticket_id_said as ticket_id_text,
        case when trim(subject_said) <> '' then subject_said end as subject_text,
        nullif(trim(updated_at_said), '') as updated_at_text
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
        case
            when not regexp_like(updated_at_text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?(?: ?(?:[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?))?)?$') then null
            when length(updated_at_text) = 10 then cast(try_cast(updated_at_text as date) as timestamp(3))
            when strpos(substr(updated_at_text, 12), '+') > 0 or strpos(substr(updated_at_text, 12), '-') > 0 then cast(
                try_cast(substr(updated_at_text, 1, 10) || ' ' || replace(regexp_extract(substr(updated_at_text, 12), '^[0-9:]+(?:[.,][0-9]{1,3})?', 0), ',', '.') as timestamp(3))
                - interval '1' minute * (60 * try_cast(substr(replace(regexp_extract(substr(updated_at_text, 12), '[+-][0-9:]+$', 0), ':', ''), 1, 3) as bigint) + coalesce(try_cast(substr(replace(regexp_extract(substr(updated_at_text, 12), '[+-][0-9:]+$', 0), ':', ''), 1, 1) || substr(replace(regexp_extract(substr(updated_at_text, 12), '[+-][0-9:]+$', 0), ':', ''), 4, 2) as bigint), 0))
                as timestamp(3))
            else try_cast(substr(updated_at_text, 1, 10) || ' ' || replace(substr(case when substr(updated_at_text, length(updated_at_text)) in ('Z', 'z') then substr(updated_at_text, 1, length(updated_at_text) - 1) else updated_at_text end, 12, 12), ',', '.') as timestamp(3))
        end as updated_at
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
        case
            when case when updated_at is null then not coalesce(regexp_like(lower(updated_at_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'not a timestamp'
        end as updated_at_flaw,
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
        landed_on as known_on,
        false as is_outline,
        extracted_at,
        position,
        updated_at,
        to_hex(md5(to_utf8(payload))) as content_hash,
        reject_reason,
        case when reject_reason is not null then payload end as reject_payload,
        case
            when reject_reason is null then case
                when coalesce(subject_flaw, updated_at_flaw) is not null then concat_ws(
                    chr(10),
                    case when subject_flaw is not null then concat_ws(chr(9), 'subject', subject_flaw, coalesce(substr(trim(translate(subject_text, separators, '   ')), 1, 60), '')) end,
                    case when updated_at_flaw is not null then concat_ws(chr(9), 'updated_at', updated_at_flaw, coalesce(substr(trim(translate(updated_at_text, separators, '   ')), 1, 60), '')) end
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
),

surveys_responses_landed as (
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
    from raw_surveys_responses
),

surveys_responses_said as (
    select
        record_id as raw_record_id,
        load as load_id,
        landed as landed_on,
        cast(replace(substr(extracted_at, 1, 23), 'T', ' ') as timestamp(3)) as extracted_at,
        position,
        payload,
        record_id as response_id_said,
        json_extract_scalar(readable, '$.comment') as comment_said
    from surveys_responses_landed
),

surveys_responses_texts as (
    select
        *,
        response_id_said as response_id_text,
        case when trim(comment_said) <> '' then comment_said end as comment_text,
        cast(null as varchar) as updated_at_text
    from surveys_responses_said
),

surveys_responses_formed as (
    select
        *,
        case
            when response_id_text between '!' and '}' and substr(response_id_text, -1) between '!' and '~' and response_id_text not like '%.%0' and normalize(response_id_text) = response_id_text then response_id_text
            else coalesce(nullif(regexp_extract(response_id_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(response_id_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as response_id_formed
    from surveys_responses_texts
),

surveys_responses_values as (
    select
        *,
        case when response_id_formed not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then response_id_formed end as response_id,
        comment_text as comment,
        cast(null as timestamp(3)) as updated_at
    from surveys_responses_formed
),

surveys_responses_flaws as (
    select
        *,
        case
            when response_id is null then 'missing'
        end as response_id_flaw,
        case
            when strpos(comment_text, chr(65533)) > 0 then 'lost character'
        end as comment_flaw,
        chr(9) || chr(10) || chr(13) as separators
    from surveys_responses_values
),

surveys_responses_checked as (
    select
        *,
        response_id as record_id,
        case
            when response_id is null then 'missing response_id'
            when response_id_flaw = 'missing' then 'missing response_id'
        end as reject_reason
    from surveys_responses_flaws
),

surveys_responses as (
    select
        'surveys' as source,
        'responses' as stream,
        record_id,
        load_id,
        landed_on,
        landed_on as known_on,
        false as is_outline,
        extracted_at,
        position,
        updated_at,
        to_hex(md5(to_utf8(payload))) as content_hash,
        reject_reason,
        case when reject_reason is not null then payload end as reject_payload,
        case
            when reject_reason is null then case
                when comment_flaw is not null then concat_ws(
                    chr(10),
                    case when comment_flaw is not null then concat_ws(chr(9), 'comment', comment_flaw, coalesce(substr(trim(translate(comment_text, separators, '   ')), 1, 60), '')) end
                )
            end
            when reject_reason not in ('too_late', 'filtered') then case
                when response_id_flaw is not null then concat_ws(
                    chr(10),
                    case when response_id_flaw is not null then concat_ws(chr(9), 'response_id', response_id_flaw, coalesce(cast(null as varchar), '')) end
                )
            end
        end as cell_problems,
        comment
    from surveys_responses_checked
),

success_touchpoints_landed as (
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
    from raw_success_touchpoints
),

success_touchpoints_said as (
    select
        record_id as raw_record_id,
        load as load_id,
        landed as landed_on,
        cast(replace(substr(extracted_at, 1, 23), 'T', ' ') as timestamp(3)) as extracted_at,
        position,
        payload,
        record_id as touchpoint_id_said,
        json_extract_scalar(readable, '$.note') as note_said
    from success_touchpoints_landed
),

success_touchpoints_texts as (
    select
        *,
        touchpoint_id_said as touchpoint_id_text,
        case when trim(note_said) <> '' then note_said end as note_text,
        cast(null as varchar) as updated_at_text
    from success_touchpoints_said
),

success_touchpoints_formed as (
    select
        *,
        case
            when touchpoint_id_text between '!' and '}' and substr(touchpoint_id_text, -1) between '!' and '~' and touchpoint_id_text not like '%.%0' and normalize(touchpoint_id_text) = touchpoint_id_text then touchpoint_id_text
            else coalesce(nullif(regexp_extract(touchpoint_id_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(touchpoint_id_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as touchpoint_id_formed
    from success_touchpoints_texts
),

success_touchpoints_values as (
    select
        *,
        case when touchpoint_id_formed not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then touchpoint_id_formed end as touchpoint_id,
        note_text as note,
        cast(null as timestamp(3)) as updated_at
    from success_touchpoints_formed
),

success_touchpoints_flaws as (
    select
        *,
        case
            when touchpoint_id is null then 'missing'
        end as touchpoint_id_flaw,
        case
            when strpos(note_text, chr(65533)) > 0 then 'lost character'
        end as note_flaw,
        chr(9) || chr(10) || chr(13) as separators
    from success_touchpoints_values
),

success_touchpoints_checked as (
    select
        *,
        touchpoint_id as record_id,
        case
            when touchpoint_id is null then 'missing touchpoint_id'
            when touchpoint_id_flaw = 'missing' then 'missing touchpoint_id'
        end as reject_reason
    from success_touchpoints_flaws
),

success_touchpoints as (
    select
        'success' as source,
        'touchpoints' as stream,
        record_id,
        load_id,
        landed_on,
        landed_on as known_on,
        false as is_outline,
        extracted_at,
        position,
        updated_at,
        to_hex(md5(to_utf8(payload))) as content_hash,
        reject_reason,
        case when reject_reason is not null then payload end as reject_payload,
        case
            when reject_reason is null then case
                when note_flaw is not null then concat_ws(
                    chr(10),
                    case when note_flaw is not null then concat_ws(chr(9), 'note', note_flaw, coalesce(substr(trim(translate(note_text, separators, '   ')), 1, 60), '')) end
                )
            end
            when reject_reason not in ('too_late', 'filtered') then case
                when touchpoint_id_flaw is not null then concat_ws(
                    chr(10),
                    case when touchpoint_id_flaw is not null then concat_ws(chr(9), 'touchpoint_id', touchpoint_id_flaw, coalesce(cast(null as varchar), '')) end
                )
            end
        end as cell_problems,
        note
    from success_touchpoints_checked
),

success_interventions_landed as (
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
    from raw_success_interventions
),

success_interventions_said as (
    select
        record_id as raw_record_id,
        load as load_id,
        landed as landed_on,
        cast(replace(substr(extracted_at, 1, 23), 'T', ' ') as timestamp(3)) as extracted_at,
        position,
        payload,
        record_id as intervention_id_said,
        json_extract_scalar(readable, '$.note') as note_said
    from success_interventions_landed
),

success_interventions_texts as (
    select
        *,
        intervention_id_said as intervention_id_text,
        case when trim(note_said) <> '' then note_said end as note_text,
        cast(null as varchar) as updated_at_text
    from success_interventions_said
),

success_interventions_formed as (
    select
        *,
        case
            when intervention_id_text between '!' and '}' and substr(intervention_id_text, -1) between '!' and '~' and intervention_id_text not like '%.%0' and normalize(intervention_id_text) = intervention_id_text then intervention_id_text
            else coalesce(nullif(regexp_extract(intervention_id_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(intervention_id_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as intervention_id_formed
    from success_interventions_texts
),

success_interventions_values as (
    select
        *,
        case when intervention_id_formed not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then intervention_id_formed end as intervention_id,
        note_text as note,
        cast(null as timestamp(3)) as updated_at
    from success_interventions_formed
),

success_interventions_flaws as (
    select
        *,
        case
            when intervention_id is null then 'missing'
        end as intervention_id_flaw,
        case
            when strpos(note_text, chr(65533)) > 0 then 'lost character'
        end as note_flaw,
        chr(9) || chr(10) || chr(13) as separators
    from success_interventions_values
),

success_interventions_checked as (
    select
        *,
        intervention_id as record_id,
        case
            when intervention_id is null then 'missing intervention_id'
            when intervention_id_flaw = 'missing' then 'missing intervention_id'
        end as reject_reason
    from success_interventions_flaws
),

success_interventions as (
    select
        'success' as source,
        'interventions' as stream,
        record_id,
        load_id,
        landed_on,
        landed_on as known_on,
        false as is_outline,
        extracted_at,
        position,
        updated_at,
        to_hex(md5(to_utf8(payload))) as content_hash,
        reject_reason,
        case when reject_reason is not null then payload end as reject_payload,
        case
            when reject_reason is null then case
                when note_flaw is not null then concat_ws(
                    chr(10),
                    case when note_flaw is not null then concat_ws(chr(9), 'note', note_flaw, coalesce(substr(trim(translate(note_text, separators, '   ')), 1, 60), '')) end
                )
            end
            when reject_reason not in ('too_late', 'filtered') then case
                when intervention_id_flaw is not null then concat_ws(
                    chr(10),
                    case when intervention_id_flaw is not null then concat_ws(chr(9), 'intervention_id', intervention_id_flaw, coalesce(cast(null as varchar), '')) end
                )
            end
        end as cell_problems,
        note
    from success_interventions_checked
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
    union all
    select
        source,
        stream,
        record_id,
        known_on,
        landed_on,
        extracted_at,
        position,
        updated_at,
        'survey_responses' as entity,
        'comment' as field,
        comment as comment
    from surveys_responses
    where reject_reason is null and not is_outline
    union all
    select
        source,
        stream,
        record_id,
        known_on,
        landed_on,
        extracted_at,
        position,
        updated_at,
        'touchpoints' as entity,
        'note' as field,
        note as comment
    from success_touchpoints
    where reject_reason is null and not is_outline
    union all
    select
        source,
        stream,
        record_id,
        known_on,
        landed_on,
        extracted_at,
        position,
        updated_at,
        'interventions' as entity,
        'note' as field,
        note as comment
    from success_interventions
    where reject_reason is null and not is_outline
)

select * from staged_comments
