-- Grain: one row per record that this run read, and one more for what is known of it earlier.
-- Kind: increment
-- Readers: internal
-- Origin: bellwether.yaml: sources.crm.streams.contacts
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
-- role varchar: the contact's role
-- is_champion boolean: true for a champion of the product
-- left_on date: the first day on which the contact had left
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
        json_extract_scalar(readable, '$.AccountId') as account_id_said,
        json_extract_scalar(readable, '$.Title') as role_said,
        json_extract_scalar(readable, '$.Champion__c') as is_champion_said,
        json_extract_scalar(readable, '$.No_Longer_At_Company_Since__c') as left_on_said,
        json_extract_scalar(readable, '$.SystemModstamp') as updated_at_said
    from crm_contacts_landed
),

crm_contacts_texts as (
    select
        *,
        contact_id_said as contact_id_text,
        account_id_said as account_id_text,
        case when trim(role_said) <> '' then role_said end as role_text,
        nullif(trim(is_champion_said), '') as is_champion_text,
        nullif(trim(left_on_said), '') as left_on_text,
        nullif(trim(updated_at_said), '') as updated_at_text
    from crm_contacts_said
),

crm_contacts_formed as (
    select
        *,
        case
            when contact_id_text between '!' and '}' and substr(contact_id_text, -1) between '!' and '~' and contact_id_text not like '%.%0' and normalize(contact_id_text) = contact_id_text then contact_id_text
            else coalesce(nullif(regexp_extract(contact_id_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(contact_id_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as contact_id_formed,
        case
            when account_id_text between '!' and '}' and substr(account_id_text, -1) between '!' and '~' and account_id_text not like '%.%0' and normalize(account_id_text) = account_id_text then account_id_text
            else coalesce(nullif(regexp_extract(account_id_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(account_id_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as account_id_formed
    from crm_contacts_texts
),

crm_contacts_values as (
    select
        *,
        case when contact_id_formed not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then contact_id_formed end as contact_id,
        case when account_id_formed not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then account_id_formed end as account_id,
        case
            when role_text between '!' and '~' and substr(role_text, -1) between '!' and '~' and strpos(role_text, '  ') = 0 and strpos(role_text, chr(9)) = 0 and strpos(role_text, chr(10)) = 0 and strpos(role_text, chr(160)) = 0 then role_text
            else nullif(trim(regexp_replace(role_text, '[\p{Z}\x09-\x0d]+', ' ')), '')
        end as role,
        case
            when lower(is_champion_text) in ('true', 't', 'yes', 'y', '1') then true
            when lower(is_champion_text) in ('false', 'f', 'no', 'n', '0') then false
        end as is_champion,
        case when regexp_like(left_on_text, '^([0-9]{2})\.([0-9]{2})\.([0-9]{4})$') then try_cast(lpad(regexp_extract(left_on_text, '^([0-9]{2})\.([0-9]{2})\.([0-9]{4})$', 3), 4, '0') || '-' || lpad(regexp_extract(left_on_text, '^([0-9]{2})\.([0-9]{2})\.([0-9]{4})$', 2), 2, '0') || '-' || lpad(regexp_extract(left_on_text, '^([0-9]{2})\.([0-9]{2})\.([0-9]{4})$', 1), 2, '0') as date) end as left_on,
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
            when strpos(role_text, chr(65533)) > 0 then 'lost character'
        end as role_flaw,
        case
            when case when is_champion is null then not coalesce(regexp_like(lower(is_champion_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'not a boolean'
        end as is_champion_flaw,
        case
            when case when left_on is null then not coalesce(regexp_like(lower(left_on_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'not a date'
        end as left_on_flaw,
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
                when coalesce(role_flaw, is_champion_flaw, left_on_flaw, updated_at_flaw) is not null then concat_ws(
                    chr(10),
                    case when role_flaw is not null then concat_ws(chr(9), 'role', role_flaw, coalesce(substr(trim(translate(role_text, separators, '   ')), 1, 60), '')) end,
                    case when is_champion_flaw is not null then concat_ws(chr(9), 'is_champion', is_champion_flaw, coalesce(substr(trim(translate(is_champion_text, separators, '   ')), 1, 60), '')) end,
                    case when left_on_flaw is not null then concat_ws(chr(9), 'left_on', left_on_flaw, coalesce(substr(trim(translate(left_on_text, separators, '   ')), 1, 60), '')) end,
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
        'crm:' || account_id as account_key,
        role,
        is_champion,
        left_on
    from crm_contacts_checked
),

staged as (
    select * from crm_contacts
)

select * from staged
