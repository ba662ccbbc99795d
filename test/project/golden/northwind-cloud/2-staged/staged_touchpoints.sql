-- Grain: one row per record that this run read, and one more for what is known of it earlier.
-- Kind: increment
-- Readers: internal
-- Origin: bellwether.yaml: sources.success.streams.touchpoints
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
-- occurred_at timestamp(3): when it took place
-- kind varchar: call, meeting, email, review, or another word of the source
-- owner varchar: the member of customer success who took part
-- contact_id varchar: the contact who took part
-- pulse double: customer success's rating of the account at the time, 1 to 5, 5 is best
-- pulse_expires_on date: the first day on which the pulse no longer counts
with success_touchpoints_landed as (
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
        coalesce(json_extract_scalar(readable, '$["company.externalId"]'), json_extract_scalar(readable, '$.company.externalId')) as account_id_said,
        json_extract_scalar(readable, '$.date') as occurred_at_said,
        json_extract_scalar(readable, '$.type') as kind_said,
        coalesce(json_extract_scalar(readable, '$["owner.name"]'), json_extract_scalar(readable, '$.owner.name')) as owner_said,
        json_extract_scalar(readable, '$.participant') as contact_id_said,
        coalesce(json_extract_scalar(readable, '$["pulse.score"]'), json_extract_scalar(readable, '$.pulse.score')) as pulse_said,
        coalesce(json_extract_scalar(readable, '$["pulse.validUntil"]'), json_extract_scalar(readable, '$.pulse.validUntil')) as pulse_expires_on_said
    from success_touchpoints_landed
),

success_touchpoints_texts as (
    select
        *,
        touchpoint_id_said as touchpoint_id_text,
        account_id_said as account_id_text,
        nullif(trim(occurred_at_said), '') as occurred_at_text,
        case when trim(kind_said) <> '' then kind_said end as kind_text,
        case when trim(owner_said) <> '' then owner_said end as owner_text,
        contact_id_said as contact_id_text,
        nullif(trim(pulse_said), '') as pulse_text,
        nullif(trim(pulse_expires_on_said), '') as pulse_expires_on_text,
        cast(null as varchar) as updated_at_text
    from success_touchpoints_said
),

success_touchpoints_formed as (
    select
        *,
        case
            when touchpoint_id_text between '!' and '}' and substr(touchpoint_id_text, -1) between '!' and '~' and touchpoint_id_text not like '%.%0' and normalize(touchpoint_id_text) = touchpoint_id_text then touchpoint_id_text
            else coalesce(nullif(regexp_extract(touchpoint_id_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(touchpoint_id_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as touchpoint_id_formed,
        case
            when account_id_text between '!' and '}' and substr(account_id_text, -1) between '!' and '~' and account_id_text not like '%.%0' and normalize(account_id_text) = account_id_text then account_id_text
            else coalesce(nullif(regexp_extract(account_id_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(account_id_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as account_id_formed,
        case
            when contact_id_text between '!' and '}' and substr(contact_id_text, -1) between '!' and '~' and contact_id_text not like '%.%0' and normalize(contact_id_text) = contact_id_text then contact_id_text
            else coalesce(nullif(regexp_extract(contact_id_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(contact_id_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as contact_id_formed
    from success_touchpoints_texts
),

success_touchpoints_values as (
    select
        *,
        case when touchpoint_id_formed not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then touchpoint_id_formed end as touchpoint_id,
        case when account_id_formed not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then account_id_formed end as account_id,
        case
            when not regexp_like(occurred_at_text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?(?: ?(?:[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?))?)?$') then null
            when length(occurred_at_text) = 10 then cast(try_cast(occurred_at_text as date) as timestamp(3))
            when strpos(substr(occurred_at_text, 12), '+') > 0 or strpos(substr(occurred_at_text, 12), '-') > 0 then cast(
                try_cast(substr(occurred_at_text, 1, 10) || ' ' || replace(regexp_extract(substr(occurred_at_text, 12), '^[0-9:]+(?:[.,][0-9]{1,3})?', 0), ',', '.') as timestamp(3))
                - interval '1' minute * (60 * try_cast(substr(replace(regexp_extract(substr(occurred_at_text, 12), '[+-][0-9:]+$', 0), ':', ''), 1, 3) as bigint) + coalesce(try_cast(substr(replace(regexp_extract(substr(occurred_at_text, 12), '[+-][0-9:]+$', 0), ':', ''), 1, 1) || substr(replace(regexp_extract(substr(occurred_at_text, 12), '[+-][0-9:]+$', 0), ':', ''), 4, 2) as bigint), 0))
                as timestamp(3))
            else try_cast(substr(occurred_at_text, 1, 10) || ' ' || replace(substr(case when substr(occurred_at_text, length(occurred_at_text)) in ('Z', 'z') then substr(occurred_at_text, 1, length(occurred_at_text) - 1) else occurred_at_text end, 12, 12), ',', '.') as timestamp(3))
        end as occurred_at,
        case
            when kind_text between '!' and '~' and substr(kind_text, -1) between '!' and '~' and strpos(kind_text, '  ') = 0 and strpos(kind_text, chr(9)) = 0 and strpos(kind_text, chr(10)) = 0 and strpos(kind_text, chr(160)) = 0 then kind_text
            else nullif(trim(regexp_replace(kind_text, '[\p{Z}\x09-\x0d]+', ' ')), '')
        end as kind,
        case
            when owner_text between '!' and '~' and substr(owner_text, -1) between '!' and '~' and strpos(owner_text, '  ') = 0 and strpos(owner_text, chr(9)) = 0 and strpos(owner_text, chr(10)) = 0 and strpos(owner_text, chr(160)) = 0 then owner_text
            else nullif(trim(regexp_replace(owner_text, '[\p{Z}\x09-\x0d]+', ' ')), '')
        end as owner,
        case when contact_id_formed not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then contact_id_formed end as contact_id,
        case when regexp_like(pulse_text, '^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$') then case when abs(try_cast(pulse_text as double)) <= 1.7976931348623157e308 then try_cast(pulse_text as double) end end as pulse,
        case
            when regexp_like(pulse_expires_on_text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}$') then try_cast(pulse_expires_on_text as date)
            else cast(case
                when not regexp_like(pulse_expires_on_text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?(?: ?(?:[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?))?)?$') then null
                when length(pulse_expires_on_text) = 10 then cast(try_cast(pulse_expires_on_text as date) as timestamp(3))
                when strpos(substr(pulse_expires_on_text, 12), '+') > 0 or strpos(substr(pulse_expires_on_text, 12), '-') > 0 then cast(
                    try_cast(substr(pulse_expires_on_text, 1, 10) || ' ' || replace(regexp_extract(substr(pulse_expires_on_text, 12), '^[0-9:]+(?:[.,][0-9]{1,3})?', 0), ',', '.') as timestamp(3))
                    - interval '1' minute * (60 * try_cast(substr(replace(regexp_extract(substr(pulse_expires_on_text, 12), '[+-][0-9:]+$', 0), ':', ''), 1, 3) as bigint) + coalesce(try_cast(substr(replace(regexp_extract(substr(pulse_expires_on_text, 12), '[+-][0-9:]+$', 0), ':', ''), 1, 1) || substr(replace(regexp_extract(substr(pulse_expires_on_text, 12), '[+-][0-9:]+$', 0), ':', ''), 4, 2) as bigint), 0))
                    as timestamp(3))
                else try_cast(substr(pulse_expires_on_text, 1, 10) || ' ' || replace(substr(case when substr(pulse_expires_on_text, length(pulse_expires_on_text)) in ('Z', 'z') then substr(pulse_expires_on_text, 1, length(pulse_expires_on_text) - 1) else pulse_expires_on_text end, 12, 12), ',', '.') as timestamp(3))
            end as date)
        end as pulse_expires_on,
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
            when case when occurred_at is null then coalesce(regexp_like(lower(occurred_at_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'missing'
            when occurred_at is null then 'not a timestamp'
        end as occurred_at_flaw,
        case
            when strpos(kind_text, chr(65533)) > 0 then 'lost character'
        end as kind_flaw,
        case
            when strpos(owner_text, chr(65533)) > 0 then 'lost character'
        end as owner_flaw,
        case
            when case when pulse is null then not coalesce(regexp_like(lower(pulse_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'not a number'
            when pulse < 1 or pulse > 5 then 'out of bounds'
        end as pulse_flaw,
        case
            when case when pulse_expires_on is null then not coalesce(regexp_like(lower(pulse_expires_on_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'not a date'
        end as pulse_expires_on_flaw,
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
            when occurred_at_flaw = 'missing' then 'missing occurred_at'
            when occurred_at_flaw = 'not a timestamp' then 'not a timestamp: occurred_at'
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
                when coalesce(kind_flaw, owner_flaw, pulse_flaw, pulse_expires_on_flaw) is not null then concat_ws(
                    chr(10),
                    case when kind_flaw is not null then concat_ws(chr(9), 'kind', kind_flaw, coalesce(substr(trim(translate(kind_text, separators, '   ')), 1, 60), '')) end,
                    case when owner_flaw is not null then concat_ws(chr(9), 'owner', owner_flaw, coalesce(substr(trim(translate(owner_text, separators, '   ')), 1, 60), '')) end,
                    case when pulse_flaw is not null then concat_ws(chr(9), 'pulse', pulse_flaw, coalesce(substr(trim(translate(pulse_text, separators, '   ')), 1, 60), '')) end,
                    case when pulse_expires_on_flaw is not null then concat_ws(chr(9), 'pulse_expires_on', pulse_expires_on_flaw, coalesce(substr(trim(translate(pulse_expires_on_text, separators, '   ')), 1, 60), '')) end
                )
            end
            when reject_reason not in ('too_late', 'filtered') then case
                when coalesce(touchpoint_id_flaw, occurred_at_flaw) is not null then concat_ws(
                    chr(10),
                    case when touchpoint_id_flaw is not null then concat_ws(chr(9), 'touchpoint_id', touchpoint_id_flaw, coalesce(cast(null as varchar), '')) end,
                    case when occurred_at_flaw is not null then concat_ws(chr(9), 'occurred_at', occurred_at_flaw, coalesce(case when occurred_at_flaw in ('not a timestamp') then substr(trim(translate(occurred_at_text, separators, '   ')), 1, 60) end, '')) end
                )
            end
        end as cell_problems,
        'success:' || account_id as account_key,
        occurred_at,
        kind,
        owner,
        contact_id,
        case when not (pulse < 1 or pulse > 5) then pulse end as pulse,
        pulse_expires_on
    from success_touchpoints_checked
),

staged as (
    select * from success_touchpoints
)

select * from staged
