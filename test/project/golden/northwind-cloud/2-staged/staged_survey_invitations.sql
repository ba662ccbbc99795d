-- Grain: one row per record that this run read, and one more for what is known of it earlier.
-- Kind: increment
-- Readers: internal
-- Origin: bellwether.yaml: sources.surveys.streams.invitations
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
-- survey varchar: the kind of survey: nps, csat, ces, enps, pmf, other
-- contact_id varchar: the contact who was invited
-- sent_at timestamp(3): when it was sent
with surveys_invitations_landed as (
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
    from raw_surveys_invitations
),

surveys_invitations_said as (
    select
        record_id as raw_record_id,
        load as load_id,
        landed as landed_on,
        cast(replace(substr(extracted_at, 1, 23), 'T', ' ') as timestamp(3)) as extracted_at,
        position,
        payload,
        record_id as invitation_id_said,
        json_extract_scalar(readable, '$.account') as account_id_said,
        json_extract_scalar(readable, '$.survey') as survey_said,
        json_extract_scalar(readable, '$.contact') as contact_id_said,
        json_extract_scalar(readable, '$.sent_date') as sent_at_said,
        '_-.,:;()[]{}/\|"''`#*!?&+=<>' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8199) || chr(8203) || chr(8204) || chr(8205) || chr(8239) || chr(8288) || chr(65279) || chr(8211) || chr(8212) as gaps
    from surveys_invitations_landed
),

surveys_invitations_texts as (
    select
        *,
        invitation_id_said as invitation_id_text,
        account_id_said as account_id_text,
        case
            when regexp_like(lower(trim(survey_said)), '^[a-z0-9]+( [a-z0-9]+)*$') then lower(trim(survey_said))
            else replace(replace(replace(trim(translate(lower(trim(survey_said)), gaps, '                                        ')), ' ', '<>'), '><', ''), '<>', ' ')
        end as survey_text,
        contact_id_said as contact_id_text,
        nullif(trim(sent_at_said), '') as sent_at_text,
        cast(null as varchar) as updated_at_text
    from surveys_invitations_said
),

surveys_invitations_formed as (
    select
        *,
        case
            when invitation_id_text between '!' and '}' and substr(invitation_id_text, -1) between '!' and '~' and invitation_id_text not like '%.%0' and normalize(invitation_id_text) = invitation_id_text then invitation_id_text
            else coalesce(nullif(regexp_extract(invitation_id_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(invitation_id_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as invitation_id_formed,
        case
            when account_id_text between '!' and '}' and substr(account_id_text, -1) between '!' and '~' and account_id_text not like '%.%0' and normalize(account_id_text) = account_id_text then account_id_text
            else coalesce(nullif(regexp_extract(account_id_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(account_id_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as account_id_formed,
        case
            when contact_id_text between '!' and '}' and substr(contact_id_text, -1) between '!' and '~' and contact_id_text not like '%.%0' and normalize(contact_id_text) = contact_id_text then contact_id_text
            else coalesce(nullif(regexp_extract(contact_id_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(contact_id_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as contact_id_formed
    from surveys_invitations_texts
),

surveys_invitations_values as (
    select
        *,
        case when invitation_id_formed not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then invitation_id_formed end as invitation_id,
        case when account_id_formed not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then account_id_formed end as account_id,
        case
            when survey_text in ('nps', 'net promoter', 'net promoter score', 'rnps', 'tnps', 'recommend') then 'nps'
            when survey_text in ('csat', 'customer satisfaction', 'satisfaction', 'satisfaction rating', 'customer rating') then 'csat'
            when survey_text in ('ces', 'customer effort', 'customer effort score', 'effort') then 'ces'
            when survey_text in ('enps', 'employee nps', 'employee net promoter score') then 'enps'
            when survey_text in ('pmf', 'product market fit', 'sean ellis test', 'sean ellis') then 'pmf'
            when survey_text in ('other') then 'other'
            when (strpos(' ' || survey_text || ' ', ' nps ') > 0 or strpos(' ' || survey_text || ' ', ' net promoter ') > 0 or strpos(' ' || survey_text || ' ', ' net promoter score ') > 0 or strpos(' ' || survey_text || ' ', ' rnps ') > 0 or strpos(' ' || survey_text || ' ', ' tnps ') > 0 or strpos(' ' || survey_text || ' ', ' likelihood to recommend ') > 0) and not (strpos(' ' || survey_text || ' ', ' csat ') > 0 or strpos(' ' || survey_text || ' ', ' customer satisfaction ') > 0 or strpos(' ' || survey_text || ' ', ' ces ') > 0 or strpos(' ' || survey_text || ' ', ' customer effort ') > 0 or strpos(' ' || survey_text || ' ', ' effort score ') > 0 or strpos(' ' || survey_text || ' ', ' enps ') > 0 or strpos(' ' || survey_text || ' ', ' employee ') > 0 or strpos(' ' || survey_text || ' ', ' employees ') > 0 or strpos(' ' || survey_text || ' ', ' pmf ') > 0) then 'nps'
            when (strpos(' ' || survey_text || ' ', ' csat ') > 0 or strpos(' ' || survey_text || ' ', ' customer satisfaction ') > 0 or strpos(' ' || survey_text || ' ', ' satisfaction survey ') > 0 or strpos(' ' || survey_text || ' ', ' satisfaction rating ') > 0 or strpos(' ' || survey_text || ' ', ' satisfaction score ') > 0) and not (strpos(' ' || survey_text || ' ', ' nps ') > 0 or strpos(' ' || survey_text || ' ', ' net promoter ') > 0 or strpos(' ' || survey_text || ' ', ' ces ') > 0 or strpos(' ' || survey_text || ' ', ' customer effort ') > 0 or strpos(' ' || survey_text || ' ', ' effort score ') > 0 or strpos(' ' || survey_text || ' ', ' employee ') > 0 or strpos(' ' || survey_text || ' ', ' employees ') > 0 or strpos(' ' || survey_text || ' ', ' pmf ') > 0) then 'csat'
            when (strpos(' ' || survey_text || ' ', ' ces ') > 0 or strpos(' ' || survey_text || ' ', ' customer effort ') > 0 or strpos(' ' || survey_text || ' ', ' effort score ') > 0) and not (strpos(' ' || survey_text || ' ', ' nps ') > 0 or strpos(' ' || survey_text || ' ', ' net promoter ') > 0 or strpos(' ' || survey_text || ' ', ' csat ') > 0 or strpos(' ' || survey_text || ' ', ' customer satisfaction ') > 0 or strpos(' ' || survey_text || ' ', ' pmf ') > 0) then 'ces'
            when (strpos(' ' || survey_text || ' ', ' enps ') > 0 or strpos(' ' || survey_text || ' ', ' employee nps ') > 0 or strpos(' ' || survey_text || ' ', ' employee net promoter score ') > 0) then 'enps'
            when (strpos(' ' || survey_text || ' ', ' product market fit ') > 0 or strpos(' ' || survey_text || ' ', ' pmf ') > 0) and not (strpos(' ' || survey_text || ' ', ' nps ') > 0 or strpos(' ' || survey_text || ' ', ' net promoter ') > 0 or strpos(' ' || survey_text || ' ', ' csat ') > 0 or strpos(' ' || survey_text || ' ', ' customer satisfaction ') > 0 or strpos(' ' || survey_text || ' ', ' ces ') > 0) then 'pmf'
        end as survey,
        case when contact_id_formed not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then contact_id_formed end as contact_id,
        case
            when not regexp_like(sent_at_text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?(?: ?(?:[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?))?)?$') then null
            when length(sent_at_text) = 10 then cast(try_cast(sent_at_text as date) as timestamp(3))
            when strpos(substr(sent_at_text, 12), '+') > 0 or strpos(substr(sent_at_text, 12), '-') > 0 then cast(
                try_cast(substr(sent_at_text, 1, 10) || ' ' || replace(regexp_extract(substr(sent_at_text, 12), '^[0-9:]+(?:[.,][0-9]{1,3})?', 0), ',', '.') as timestamp(3))
                - interval '1' minute * (60 * try_cast(substr(replace(regexp_extract(substr(sent_at_text, 12), '[+-][0-9:]+$', 0), ':', ''), 1, 3) as bigint) + coalesce(try_cast(substr(replace(regexp_extract(substr(sent_at_text, 12), '[+-][0-9:]+$', 0), ':', ''), 1, 1) || substr(replace(regexp_extract(substr(sent_at_text, 12), '[+-][0-9:]+$', 0), ':', ''), 4, 2) as bigint), 0))
                as timestamp(3))
            else try_cast(substr(sent_at_text, 1, 10) || ' ' || replace(substr(case when substr(sent_at_text, length(sent_at_text)) in ('Z', 'z') then substr(sent_at_text, 1, length(sent_at_text) - 1) else sent_at_text end, 12, 12), ',', '.') as timestamp(3))
        end as sent_at,
        cast(null as timestamp(3)) as updated_at
    from surveys_invitations_formed
),

surveys_invitations_flaws as (
    select
        *,
        case
            when invitation_id is null then 'missing'
        end as invitation_id_flaw,
        case
            when case when survey is null then coalesce(regexp_like(survey_text, '^(?:|null|n|n a|na|none|nil|nan|nat|undefined|0000 00 00|0000 00 00 00 00 00|0000 00 00t00 00 00|0000 00 00t00 00 00z)\z'), true) else false end then 'missing'
            when survey is null then 'unknown word'
        end as survey_flaw,
        case
            when case when sent_at is null then coalesce(regexp_like(lower(sent_at_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'missing'
            when sent_at is null then 'not a timestamp'
        end as sent_at_flaw,
        chr(9) || chr(10) || chr(13) as separators
    from surveys_invitations_values
),

surveys_invitations_checked as (
    select
        *,
        invitation_id as record_id,
        case
            when invitation_id is null then 'missing invitation_id'
            when invitation_id_flaw = 'missing' then 'missing invitation_id'
            when survey_flaw = 'missing' then 'missing survey'
            when survey_flaw = 'unknown word' then 'unknown word: survey'
            when sent_at_flaw = 'missing' then 'missing sent_at'
            when sent_at_flaw = 'not a timestamp' then 'not a timestamp: sent_at'
        end as reject_reason
    from surveys_invitations_flaws
),

surveys_invitations as (
    select
        'surveys' as source,
        'invitations' as stream,
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
            when reject_reason is null then cast(null as varchar)
            when reject_reason not in ('too_late', 'filtered') then case
                when coalesce(invitation_id_flaw, survey_flaw, sent_at_flaw) is not null then concat_ws(
                    chr(10),
                    case when invitation_id_flaw is not null then concat_ws(chr(9), 'invitation_id', invitation_id_flaw, coalesce(cast(null as varchar), '')) end,
                    case when survey_flaw is not null then concat_ws(chr(9), 'survey', survey_flaw, coalesce(case when survey_flaw in ('unknown word') then substr(trim(translate(survey_said, separators, '   ')), 1, 60) end, '')) end,
                    case when sent_at_flaw is not null then concat_ws(chr(9), 'sent_at', sent_at_flaw, coalesce(case when sent_at_flaw in ('not a timestamp') then substr(trim(translate(sent_at_text, separators, '   ')), 1, 60) end, '')) end
                )
            end
        end as cell_problems,
        'surveys:' || account_id as account_key,
        survey,
        contact_id,
        sent_at
    from surveys_invitations_checked
),

staged as (
    select * from surveys_invitations
)

select * from staged
