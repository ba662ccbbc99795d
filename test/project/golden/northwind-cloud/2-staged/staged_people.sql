-- Grain: one row per contact that this run read.
-- Kind: replaced
-- Readers: internal
-- Origin: bellwether.yaml: fields held in people
-- source varchar: the source, by its name in the config
-- stream varchar: the stream within the source
-- record_id varchar: the record's id in its source
-- known_on date: the day from which this row may be used
-- landed_on date: the landing date
-- extracted_at timestamp(3): when its load was created
-- position bigint: the row's position in its load, by file, then by row; null in old loads without positions
-- updated_at timestamp(3): when the source last changed the record
-- name varchar: their name
-- email varchar: their address
with crm_contacts_landed as (
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
    from raw_crm_contacts
),

crm_contacts_said as (
    select
        record_id as raw_record_id,
        load as load_id,
        landed as landed_on,
        cast(replace(substr(extracted_at, 1, 23), 'T', ' ') as timestamp(3)) as extracted_at,
        position,
        payload,
        record_id as contact_id_said,
        json_extract_scalar(readable, '$.Name') as name_said,
        json_extract_scalar(readable, '$.Email') as email_said,
        json_extract_scalar(readable, '$.SystemModstamp') as updated_at_said
    from crm_contacts_landed
),

crm_contacts_texts as (
    select
        *,
        contact_id_said as contact_id_text,
        case when trim(name_said) <> '' then name_said end as name_text,
        case when trim(email_said) <> '' then email_said end as email_text,
        nullif(trim(updated_at_said), '') as updated_at_text
    from crm_contacts_said
),

crm_contacts_formed as (
    select
        *,
        case
            when contact_id_text between '!' and '}' and substr(contact_id_text, -1) between '!' and '~' and contact_id_text not like '%.%0' and normalize(contact_id_text) = contact_id_text then contact_id_text
            else coalesce(nullif(regexp_extract(contact_id_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(contact_id_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as contact_id_formed
    from crm_contacts_texts
),

crm_contacts_values as (
    select
        *,
        case when contact_id_formed not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then contact_id_formed end as contact_id,
        case
            when name_text between '!' and '~' and substr(name_text, -1) between '!' and '~' and strpos(name_text, '  ') = 0 and strpos(name_text, chr(9)) = 0 and strpos(name_text, chr(10)) = 0 and strpos(name_text, chr(160)) = 0 then name_text
            else nullif(trim(regexp_replace(name_text, '[\p{Z}\x09-\x0d]+', ' ')), '')
        end as name,
        case
            when email_text between '!' and '~' and substr(email_text, -1) between '!' and '~' and strpos(email_text, '  ') = 0 and strpos(email_text, chr(9)) = 0 and strpos(email_text, chr(10)) = 0 and strpos(email_text, chr(160)) = 0 then email_text
            else nullif(trim(regexp_replace(email_text, '[\p{Z}\x09-\x0d]+', ' ')), '')
        end as email,
        case
            when not regexp_like(updated_at_text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?(?: ?(?:[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?))?)?$') then null
            when length(updated_at_text) = 10 then cast(try_cast(updated_at_text as date) as timestamp(3))
            when strpos(substr(updated_at_text, 12), '+') > 0 or strpos(substr(updated_at_text, 12), '-') > 0 then cast(
                try_cast(substr(updated_at_text, 1, 10) || ' ' || replace(regexp_extract(substr(updated_at_text, 12), '^[0-9:]+(?:[.,][0-9]{1,3})?', 0), ',', '.') as timestamp(3))
                - interval '1' minute * (60 * try_cast(substr(replace(regexp_extract(substr(updated_at_text, 12), '[+-][0-9:]+$', 0), ':', ''), 1, 3) as bigint) + coalesce(try_cast(substr(replace(regexp_extract(substr(updated_at_text, 12), '[+-][0-9:]+$', 0), ':', ''), 1, 1) || substr(replace(regexp_extract(substr(updated_at_text, 12), '[+-][0-9:]+$', 0), ':', ''), 4, 2) as bigint), 0))
                as timestamp(3))
            else try_cast(substr(updated_at_text, 1, 10) || ' ' || replace(substr(case when substr(updated_at_text, length(updated_at_text)) in ('Z', 'z') then substr(updated_at_text, 1, length(updated_at_text) - 1) else updated_at_text end, 12, 12), ',', '.') as timestamp(3))
        end as updated_at
    from crm_contacts_formed
),

crm_contacts_flaws as (
    select
        *,
        case
            when contact_id is null then 'missing'
        end as contact_id_flaw,
        case
            when strpos(name_text, chr(65533)) > 0 then 'lost character'
        end as name_flaw,
        case
            when strpos(email_text, chr(65533)) > 0 then 'lost character'
        end as email_flaw,
        case
            when case when updated_at is null then not coalesce(regexp_like(lower(updated_at_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'not a timestamp'
        end as updated_at_flaw,
        chr(9) || chr(10) || chr(13) as separators
    from crm_contacts_values
),

crm_contacts_checked as (
    select
        *,
        contact_id as record_id,
        case
            when contact_id is null then 'missing contact_id'
            when contact_id_flaw = 'missing' then 'missing contact_id'
        end as reject_reason
    from crm_contacts_flaws
),

crm_contacts as (
    select
        'crm' as source,
        'contacts' as stream,
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
                when coalesce(name_flaw, email_flaw, updated_at_flaw) is not null then concat_ws(
                    chr(10),
                    case when name_flaw is not null then concat_ws(chr(9), 'name', name_flaw, coalesce(substr(trim(translate(name_text, separators, '   ')), 1, 60), '')) end,
                    case when email_flaw is not null then concat_ws(chr(9), 'email', email_flaw, coalesce(substr(trim(translate(email_text, separators, '   ')), 1, 60), '')) end,
                    case when updated_at_flaw is not null then concat_ws(chr(9), 'updated_at', updated_at_flaw, coalesce(substr(trim(translate(updated_at_text, separators, '   ')), 1, 60), '')) end
                )
            end
            when reject_reason not in ('too_late', 'filtered') then case
                when contact_id_flaw is not null then concat_ws(
                    chr(10),
                    case when contact_id_flaw is not null then concat_ws(chr(9), 'contact_id', contact_id_flaw, coalesce(cast(null as varchar), '')) end
                )
            end
        end as cell_problems,
        name,
        email
    from crm_contacts_checked
),

staged_people as (
    select
        source,
        stream,
        record_id,
        known_on,
        landed_on,
        extracted_at,
        position,
        updated_at,
        name,
        email
    from crm_contacts
    where reject_reason is null and not is_outline
)

select * from staged_people
