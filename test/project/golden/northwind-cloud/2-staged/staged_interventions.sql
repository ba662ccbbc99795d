-- Grain: one row per record that this run read, and one more for what is known of it earlier.
-- Kind: increment
-- Readers: internal
-- Origin: bellwether.yaml: sources.success.streams.interventions
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
-- reject_reason varchar: why the row cannot be used; null when it can
-- reject_payload varchar: the record's text, if the row is rejected
-- cell_problems varchar: one line per unreadable cell: field, reason and text, separated by tabs; null when there are none
-- account_key varchar: <source>:<the source's own account id>
-- started_on date: the day the intervention started
-- ended_on date: the day the intervention ended
-- kind varchar: training, discount, executive call, or another word of the source
-- owner varchar: the person responsible for the intervention
-- alert_id varchar: the alert that the intervention responds to
-- outcome varchar: the outcome, in a word of the source
with success_interventions_landed as (
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
        coalesce(json_extract_scalar(readable, '$["company.externalId"]'), json_extract_scalar(readable, '$.company.externalId')) as account_id_said,
        json_extract_scalar(readable, '$.startedOn') as started_on_said,
        json_extract_scalar(readable, '$.endedOn') as ended_on_said,
        json_extract_scalar(readable, '$.kind') as kind_said,
        json_extract_scalar(readable, '$.owner') as owner_said,
        json_extract_scalar(readable, '$.outcome') as outcome_said
    from success_interventions_landed
),

success_interventions_texts as (
    select
        *,
        intervention_id_said as intervention_id_text,
        account_id_said as account_id_text,
        nullif(trim(started_on_said), '') as started_on_text,
        nullif(trim(ended_on_said), '') as ended_on_text,
        case when trim(kind_said) <> '' then kind_said end as kind_text,
        case when trim(owner_said) <> '' then owner_said end as owner_text,
        cast(null as varchar) as alert_id_text,
        case when trim(outcome_said) <> '' then outcome_said end as outcome_text,
        cast(null as varchar) as updated_at_text
    from success_interventions_said
),

success_interventions_formed as (
    select
        *,
        case
            when intervention_id_text between '!' and '}' and substr(intervention_id_text, -1) between '!' and '~' and intervention_id_text not like '%.%0' and normalize(intervention_id_text) = intervention_id_text then intervention_id_text
            else coalesce(nullif(regexp_extract(intervention_id_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(intervention_id_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as intervention_id_formed,
        case
            when account_id_text between '!' and '}' and substr(account_id_text, -1) between '!' and '~' and account_id_text not like '%.%0' and normalize(account_id_text) = account_id_text then account_id_text
            else coalesce(nullif(regexp_extract(account_id_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(account_id_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as account_id_formed
    from success_interventions_texts
),

success_interventions_values as (
    select
        *,
        case when intervention_id_formed not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then intervention_id_formed end as intervention_id,
        case when account_id_formed not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then account_id_formed end as account_id,
        case
            when regexp_like(started_on_text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}$') then try_cast(started_on_text as date)
            else cast(case
                when not regexp_like(started_on_text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?(?: ?(?:[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?))?)?$') then null
                when length(started_on_text) = 10 then cast(try_cast(started_on_text as date) as timestamp(3))
                when strpos(substr(started_on_text, 12), '+') > 0 or strpos(substr(started_on_text, 12), '-') > 0 then cast(
                    try_cast(substr(started_on_text, 1, 10) || ' ' || replace(regexp_extract(substr(started_on_text, 12), '^[0-9:]+(?:[.,][0-9]{1,3})?', 0), ',', '.') as timestamp(3))
                    - interval '1' minute * (60 * try_cast(substr(replace(regexp_extract(substr(started_on_text, 12), '[+-][0-9:]+$', 0), ':', ''), 1, 3) as bigint) + coalesce(try_cast(substr(replace(regexp_extract(substr(started_on_text, 12), '[+-][0-9:]+$', 0), ':', ''), 1, 1) || substr(replace(regexp_extract(substr(started_on_text, 12), '[+-][0-9:]+$', 0), ':', ''), 4, 2) as bigint), 0))
                    as timestamp(3))
                else try_cast(substr(started_on_text, 1, 10) || ' ' || replace(substr(case when substr(started_on_text, length(started_on_text)) in ('Z', 'z') then substr(started_on_text, 1, length(started_on_text) - 1) else started_on_text end, 12, 12), ',', '.') as timestamp(3))
            end as date)
        end as started_on,
        case
            when regexp_like(ended_on_text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}$') then try_cast(ended_on_text as date)
            else cast(case
                when not regexp_like(ended_on_text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?(?: ?(?:[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?))?)?$') then null
                when length(ended_on_text) = 10 then cast(try_cast(ended_on_text as date) as timestamp(3))
                when strpos(substr(ended_on_text, 12), '+') > 0 or strpos(substr(ended_on_text, 12), '-') > 0 then cast(
                    try_cast(substr(ended_on_text, 1, 10) || ' ' || replace(regexp_extract(substr(ended_on_text, 12), '^[0-9:]+(?:[.,][0-9]{1,3})?', 0), ',', '.') as timestamp(3))
                    - interval '1' minute * (60 * try_cast(substr(replace(regexp_extract(substr(ended_on_text, 12), '[+-][0-9:]+$', 0), ':', ''), 1, 3) as bigint) + coalesce(try_cast(substr(replace(regexp_extract(substr(ended_on_text, 12), '[+-][0-9:]+$', 0), ':', ''), 1, 1) || substr(replace(regexp_extract(substr(ended_on_text, 12), '[+-][0-9:]+$', 0), ':', ''), 4, 2) as bigint), 0))
                    as timestamp(3))
                else try_cast(substr(ended_on_text, 1, 10) || ' ' || replace(substr(case when substr(ended_on_text, length(ended_on_text)) in ('Z', 'z') then substr(ended_on_text, 1, length(ended_on_text) - 1) else ended_on_text end, 12, 12), ',', '.') as timestamp(3))
            end as date)
        end as ended_on,
        case
            when kind_text between '!' and '~' and substr(kind_text, -1) between '!' and '~' and strpos(kind_text, '  ') = 0 and strpos(kind_text, chr(9)) = 0 and strpos(kind_text, chr(10)) = 0 and strpos(kind_text, chr(160)) = 0 then kind_text
            else nullif(trim(regexp_replace(kind_text, '[\p{Z}\x09-\x0d]+', ' ')), '')
        end as kind,
        case
            when owner_text between '!' and '~' and substr(owner_text, -1) between '!' and '~' and strpos(owner_text, '  ') = 0 and strpos(owner_text, chr(9)) = 0 and strpos(owner_text, chr(10)) = 0 and strpos(owner_text, chr(160)) = 0 then owner_text
            else nullif(trim(regexp_replace(owner_text, '[\p{Z}\x09-\x0d]+', ' ')), '')
        end as owner,
        cast(null as varchar) as alert_id,
        case
            when outcome_text between '!' and '~' and substr(outcome_text, -1) between '!' and '~' and strpos(outcome_text, '  ') = 0 and strpos(outcome_text, chr(9)) = 0 and strpos(outcome_text, chr(10)) = 0 and strpos(outcome_text, chr(160)) = 0 then outcome_text
            else nullif(trim(regexp_replace(outcome_text, '[\p{Z}\x09-\x0d]+', ' ')), '')
        end as outcome,
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
            when account_id is null then 'missing'
        end as account_id_flaw,
        case
            when case when started_on is null then coalesce(regexp_like(lower(started_on_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'missing'
            when started_on is null then 'not a date'
        end as started_on_flaw,
        case
            when case when ended_on is null then not coalesce(regexp_like(lower(ended_on_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'not a date'
        end as ended_on_flaw,
        case
            when strpos(kind_text, chr(65533)) > 0 then 'lost character'
        end as kind_flaw,
        case
            when strpos(owner_text, chr(65533)) > 0 then 'lost character'
        end as owner_flaw,
        case
            when strpos(outcome_text, chr(65533)) > 0 then 'lost character'
        end as outcome_flaw,
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
            when account_id_flaw = 'missing' then 'missing account_id'
            when started_on_flaw = 'missing' then 'missing started_on'
            when started_on_flaw = 'not a date' then 'not a date: started_on'
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
                when coalesce(ended_on_flaw, kind_flaw, owner_flaw, outcome_flaw) is not null then concat_ws(
                    chr(10),
                    case when ended_on_flaw is not null then concat_ws(chr(9), 'ended_on', ended_on_flaw, coalesce(substr(trim(translate(ended_on_text, separators, '   ')), 1, 60), '')) end,
                    case when kind_flaw is not null then concat_ws(chr(9), 'kind', kind_flaw, coalesce(substr(trim(translate(kind_text, separators, '   ')), 1, 60), '')) end,
                    case when owner_flaw is not null then concat_ws(chr(9), 'owner', owner_flaw, coalesce(substr(trim(translate(owner_text, separators, '   ')), 1, 60), '')) end,
                    case when outcome_flaw is not null then concat_ws(chr(9), 'outcome', outcome_flaw, coalesce(substr(trim(translate(outcome_text, separators, '   ')), 1, 60), '')) end
                )
            end
            when reject_reason not in ('too_late', 'filtered') then case
                when coalesce(intervention_id_flaw, account_id_flaw, started_on_flaw) is not null then concat_ws(
                    chr(10),
                    case when intervention_id_flaw is not null then concat_ws(chr(9), 'intervention_id', intervention_id_flaw, coalesce(cast(null as varchar), '')) end,
                    case when account_id_flaw is not null then concat_ws(chr(9), 'account_id', account_id_flaw, coalesce(cast(null as varchar), '')) end,
                    case when started_on_flaw is not null then concat_ws(chr(9), 'started_on', started_on_flaw, coalesce(case when started_on_flaw in ('not a date') then substr(trim(translate(started_on_text, separators, '   ')), 1, 60) end, '')) end
                )
            end
        end as cell_problems,
        'success:' || account_id as account_key,
        started_on,
        ended_on,
        kind,
        owner,
        alert_id,
        outcome
    from success_interventions_checked
),

staged as (
    select * from success_interventions
)

select * from staged
