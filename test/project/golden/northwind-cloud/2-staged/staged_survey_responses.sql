-- Grain: one row per record that this run read, and one more for what is known of it earlier.
-- Kind: increment
-- Readers: internal
-- Origin: bellwether.yaml: sources.surveys.streams.responses
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
-- score double: the rating
-- scale_max double: the best rating of the scale: 10 for NPS, often 5 for CSAT; when empty, these are assumed
-- contact_id varchar: the contact who responded
-- ticket_id varchar: the ticket that the response is about
-- invitation_id varchar: the invitation that the response answers
-- responded_at timestamp(3): when the response was given
with surveys_responses_landed as (
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
        json_extract_scalar(readable, '$.account') as account_id_said,
        json_extract_scalar(readable, '$.survey') as survey_said,
        json_extract_scalar(readable, '$.score') as score_said,
        json_extract_scalar(readable, '$.out_of') as scale_max_said,
        json_extract_scalar(readable, '$.contact') as contact_id_said,
        json_extract_scalar(readable, '$.ticket') as ticket_id_said,
        json_extract_scalar(readable, '$.distribution_id') as invitation_id_said,
        json_extract_scalar(readable, '$.recorded_date') as responded_at_said,
        '_-.,:;()[]{}/\|"''`#*!?&+=<>' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8199) || chr(8203) || chr(8204) || chr(8205) || chr(8239) || chr(8288) || chr(65279) || chr(8211) || chr(8212) as gaps
    from surveys_responses_landed
),

surveys_responses_texts as (
    select
        *,
        response_id_said as response_id_text,
        account_id_said as account_id_text,
        case
            when regexp_like(lower(trim(survey_said)), '^[a-z0-9]+( [a-z0-9]+)*$') then lower(trim(survey_said))
            else replace(replace(replace(trim(translate(lower(trim(survey_said)), gaps, '                                        ')), ' ', '<>'), '><', ''), '<>', ' ')
        end as survey_text,
        nullif(trim(score_said), '') as score_text,
        nullif(trim(scale_max_said), '') as scale_max_text,
        contact_id_said as contact_id_text,
        ticket_id_said as ticket_id_text,
        invitation_id_said as invitation_id_text,
        nullif(trim(responded_at_said), '') as responded_at_text,
        cast(null as varchar) as updated_at_text
    from surveys_responses_said
),

surveys_responses_formed as (
    select
        *,
        case
            when response_id_text between '!' and '}' and substr(response_id_text, -1) between '!' and '~' and response_id_text not like '%.%0' and normalize(response_id_text) = response_id_text then response_id_text
            else coalesce(nullif(regexp_extract(response_id_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(response_id_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as response_id_formed,
        case
            when account_id_text between '!' and '}' and substr(account_id_text, -1) between '!' and '~' and account_id_text not like '%.%0' and normalize(account_id_text) = account_id_text then account_id_text
            else coalesce(nullif(regexp_extract(account_id_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(account_id_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as account_id_formed,
        case
            when contact_id_text between '!' and '}' and substr(contact_id_text, -1) between '!' and '~' and contact_id_text not like '%.%0' and normalize(contact_id_text) = contact_id_text then contact_id_text
            else coalesce(nullif(regexp_extract(contact_id_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(contact_id_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as contact_id_formed,
        case
            when ticket_id_text between '!' and '}' and substr(ticket_id_text, -1) between '!' and '~' and ticket_id_text not like '%.%0' and normalize(ticket_id_text) = ticket_id_text then ticket_id_text
            else coalesce(nullif(regexp_extract(ticket_id_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(ticket_id_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as ticket_id_formed,
        case
            when invitation_id_text between '!' and '}' and substr(invitation_id_text, -1) between '!' and '~' and invitation_id_text not like '%.%0' and normalize(invitation_id_text) = invitation_id_text then invitation_id_text
            else coalesce(nullif(regexp_extract(invitation_id_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(invitation_id_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as invitation_id_formed
    from surveys_responses_texts
),

surveys_responses_values as (
    select
        *,
        case when response_id_formed not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then response_id_formed end as response_id,
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
        case when regexp_like(score_text, '^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$') then case when abs(try_cast(score_text as double)) <= 1.7976931348623157e308 then try_cast(score_text as double) end end as score,
        case when regexp_like(scale_max_text, '^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$') then case when abs(try_cast(scale_max_text as double)) <= 1.7976931348623157e308 then try_cast(scale_max_text as double) end end as scale_max,
        case when contact_id_formed not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then contact_id_formed end as contact_id,
        case when ticket_id_formed not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then ticket_id_formed end as ticket_id,
        case when invitation_id_formed not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then invitation_id_formed end as invitation_id,
        case
            when not regexp_like(responded_at_text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?(?: ?(?:[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?))?)?$') then null
            when length(responded_at_text) = 10 then cast(try_cast(responded_at_text as date) as timestamp(3))
            when strpos(substr(responded_at_text, 12), '+') > 0 or strpos(substr(responded_at_text, 12), '-') > 0 then cast(
                try_cast(substr(responded_at_text, 1, 10) || ' ' || replace(regexp_extract(substr(responded_at_text, 12), '^[0-9:]+(?:[.,][0-9]{1,3})?', 0), ',', '.') as timestamp(3))
                - interval '1' minute * (60 * try_cast(substr(replace(regexp_extract(substr(responded_at_text, 12), '[+-][0-9:]+$', 0), ':', ''), 1, 3) as bigint) + coalesce(try_cast(substr(replace(regexp_extract(substr(responded_at_text, 12), '[+-][0-9:]+$', 0), ':', ''), 1, 1) || substr(replace(regexp_extract(substr(responded_at_text, 12), '[+-][0-9:]+$', 0), ':', ''), 4, 2) as bigint), 0))
                as timestamp(3))
            else try_cast(substr(responded_at_text, 1, 10) || ' ' || replace(substr(case when substr(responded_at_text, length(responded_at_text)) in ('Z', 'z') then substr(responded_at_text, 1, length(responded_at_text) - 1) else responded_at_text end, 12, 12), ',', '.') as timestamp(3))
        end as responded_at,
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
            when case when survey is null then coalesce(regexp_like(survey_text, '^(?:|null|n|n a|na|none|nil|nan|nat|undefined|0000 00 00|0000 00 00 00 00 00|0000 00 00t00 00 00|0000 00 00t00 00 00z)\z'), true) else false end then 'missing'
            when survey is null then 'unknown word'
        end as survey_flaw,
        case
            when case when score is null then coalesce(regexp_like(lower(score_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'missing'
            when score is null then 'not a number'
            when score < -1000000000 or score > 1000000000 then 'out of bounds'
            when score < 0 and survey in ('nps', 'csat', 'enps') or score > coalesce(case when scale_max > 0 then scale_max end, case when survey in ('nps', 'enps') then 10 when survey = 'csat' then 5 end) then 'off its scale'
        end as score_flaw,
        case
            when case when scale_max is null then not coalesce(regexp_like(lower(scale_max_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'not a number'
            when scale_max <= 0 or scale_max > 1000000000 then 'out of bounds'
        end as scale_max_flaw,
        case
            when case when responded_at is null then coalesce(regexp_like(lower(responded_at_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'missing'
            when responded_at is null then 'not a timestamp'
            when cast(responded_at as date) > cast(landed_on + interval '1' day as date) and cast(responded_at as date) > cast(extracted_at + interval '1' day as date) then 'in_the_future'
        end as responded_at_flaw,
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
            when survey_flaw = 'missing' then 'missing survey'
            when survey_flaw = 'unknown word' then 'unknown word: survey'
            when score_flaw = 'missing' then 'missing score'
            when score_flaw = 'not a number' then 'not a number: score'
            when score_flaw = 'out of bounds' then 'out of bounds: score'
            when score_flaw = 'off its scale' then 'off its scale: score'
            when responded_at_flaw = 'missing' then 'missing responded_at'
            when responded_at_flaw = 'not a timestamp' then 'not a timestamp: responded_at'
            when responded_at_flaw = 'in_the_future' then 'in_the_future'
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
                when scale_max_flaw is not null then concat_ws(
                    chr(10),
                    case when scale_max_flaw is not null then concat_ws(chr(9), 'scale_max', scale_max_flaw, coalesce(substr(trim(translate(scale_max_text, separators, '   ')), 1, 60), '')) end
                )
            end
            when reject_reason not in ('too_late', 'filtered') then case
                when coalesce(response_id_flaw, survey_flaw, score_flaw, responded_at_flaw) is not null then concat_ws(
                    chr(10),
                    case when response_id_flaw is not null then concat_ws(chr(9), 'response_id', response_id_flaw, coalesce(cast(null as varchar), '')) end,
                    case when survey_flaw is not null then concat_ws(chr(9), 'survey', survey_flaw, coalesce(case when survey_flaw in ('unknown word') then substr(trim(translate(survey_said, separators, '   ')), 1, 60) end, '')) end,
                    case when score_flaw is not null then concat_ws(chr(9), 'score', score_flaw, coalesce(case when score_flaw in ('not a number', 'out of bounds', 'off its scale') then substr(trim(translate(score_text, separators, '   ')), 1, 60) end, '')) end,
                    case when responded_at_flaw is not null then concat_ws(chr(9), 'responded_at', responded_at_flaw, coalesce(case when responded_at_flaw in ('not a timestamp', 'in_the_future') then substr(trim(translate(responded_at_text, separators, '   ')), 1, 60) end, '')) end
                )
            end
        end as cell_problems,
        'surveys:' || account_id as account_key,
        survey,
        score,
        case when not (scale_max <= 0 or scale_max > 1000000000) then scale_max end as scale_max,
        contact_id,
        ticket_id,
        invitation_id,
        responded_at
    from surveys_responses_checked
),

staged as (
    select * from surveys_responses
)

select * from staged
