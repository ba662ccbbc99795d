-- Grain: one row per record that this run read, and one more for what is known of it earlier.
-- Kind: increment
-- Readers: internal
-- Origin: bellwether.yaml: sources.web.streams.visits
-- source varchar: the source, by its name in the config
-- stream varchar: the stream within the source
-- record_id varchar: the record's id in its source
-- load_id varchar: the load that the row came with
-- landed_on date: the landing date; in a history loaded at once, the record's own date
-- known_on date: the day from which this row may be used
-- is_outline boolean: true for the partial version of a history's record that was known on its own date
-- extracted_at timestamp(3): when its load was created
-- position bigint: the row's position in its load, by file, then by row; null in old loads without positions
-- reject_reason varchar: why the row cannot be used; null when it can
-- reject_payload varchar: the record's text, if the row is rejected
-- cell_problems varchar: one line per unreadable cell: field, reason and text, separated by tabs; null when there are none
-- account_key varchar: <source>:<the source's own account id>
-- user_id varchar: the user
-- feature varchar: the feature that was used
-- occurred_at timestamp(3): when it happened
-- events bigint: the number of uses that the row stands for; 1 when empty
-- minutes double: the minutes of use
-- usage_date date: the UTC date of the event
with web_visits_landed as (
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
    from raw_web_visits
),

web_visits_said as (
    select
        record_id as raw_record_id,
        load as load_id,
        landed as landed_on,
        cast(replace(substr(extracted_at, 1, 23), 'T', ' ') as timestamp(3)) as extracted_at,
        position,
        payload,
        record_id as event_id_said,
        json_extract_scalar(readable, '$.customer') as account_id_said,
        json_extract_scalar(readable, '$.page') as feature_said,
        json_extract_scalar(readable, '$.at') as occurred_at_said
    from web_visits_landed
),

web_visits_texts as (
    select
        *,
        event_id_said as event_id_text,
        account_id_said as account_id_text,
        cast(null as varchar) as user_id_text,
        case when trim(feature_said) <> '' then feature_said end as feature_text,
        nullif(trim(occurred_at_said), '') as occurred_at_text,
        cast(null as varchar) as events_text,
        cast(null as varchar) as minutes_text
    from web_visits_said
),

web_visits_formed as (
    select
        *,
        case
            when event_id_text between '!' and '}' and substr(event_id_text, -1) between '!' and '~' and event_id_text not like '%.%0' and normalize(event_id_text) = event_id_text then event_id_text
            else coalesce(nullif(regexp_extract(event_id_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(event_id_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as event_id_formed,
        case
            when account_id_text between '!' and '}' and substr(account_id_text, -1) between '!' and '~' and account_id_text not like '%.%0' and normalize(account_id_text) = account_id_text then account_id_text
            else coalesce(nullif(regexp_extract(account_id_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(account_id_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as account_id_formed
    from web_visits_texts
),

web_visits_values as (
    select
        *,
        case when event_id_formed not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then event_id_formed end as event_id,
        case when account_id_formed not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then account_id_formed end as account_id,
        cast(null as varchar) as user_id,
        case
            when feature_text between '!' and '~' and substr(feature_text, -1) between '!' and '~' and strpos(feature_text, '  ') = 0 and strpos(feature_text, chr(9)) = 0 and strpos(feature_text, chr(10)) = 0 and strpos(feature_text, chr(160)) = 0 then feature_text
            else nullif(trim(regexp_replace(feature_text, '[\p{Z}\x09-\x0d]+', ' ')), '')
        end as feature,
        case
            when not regexp_like(occurred_at_text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?(?: ?(?:[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?))?)?$') then null
            when length(occurred_at_text) = 10 then cast(try_cast(occurred_at_text as date) as timestamp(3))
            when strpos(substr(occurred_at_text, 12), '+') > 0 or strpos(substr(occurred_at_text, 12), '-') > 0 then cast(
                try_cast(substr(occurred_at_text, 1, 10) || ' ' || replace(regexp_extract(substr(occurred_at_text, 12), '^[0-9:]+(?:[.,][0-9]{1,3})?', 0), ',', '.') as timestamp(3))
                - interval '1' minute * (60 * try_cast(substr(replace(regexp_extract(substr(occurred_at_text, 12), '[+-][0-9:]+$', 0), ':', ''), 1, 3) as bigint) + coalesce(try_cast(substr(replace(regexp_extract(substr(occurred_at_text, 12), '[+-][0-9:]+$', 0), ':', ''), 1, 1) || substr(replace(regexp_extract(substr(occurred_at_text, 12), '[+-][0-9:]+$', 0), ':', ''), 4, 2) as bigint), 0))
                as timestamp(3))
            else try_cast(substr(occurred_at_text, 1, 10) || ' ' || replace(substr(case when substr(occurred_at_text, length(occurred_at_text)) in ('Z', 'z') then substr(occurred_at_text, 1, length(occurred_at_text) - 1) else occurred_at_text end, 12, 12), ',', '.') as timestamp(3))
        end as occurred_at,
        cast(null as bigint) as events,
        cast(null as double) as minutes
    from web_visits_formed
),

web_visits_flaws as (
    select
        *,
        case
            when account_id is null then 'missing'
        end as account_id_flaw,
        case
            when strpos(feature_text, chr(65533)) > 0 then 'lost character'
        end as feature_flaw,
        case
            when case when occurred_at is null then coalesce(regexp_like(lower(occurred_at_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'missing'
            when occurred_at is null then 'not a timestamp'
            when cast(occurred_at as date) > cast(landed_on + interval '1' day as date) and cast(occurred_at as date) > cast(extracted_at + interval '1' day as date) then 'in_the_future'
        end as occurred_at_flaw,
        chr(9) || chr(10) || chr(13) as separators
    from web_visits_values
),

web_visits_checked as (
    select
        *,
        event_id as record_id,
        case
            when event_id is null then 'missing event_id'
            when account_id_flaw = 'missing' then 'missing account_id'
            when occurred_at_flaw = 'missing' then 'missing occurred_at'
            when occurred_at_flaw = 'not a timestamp' then 'not a timestamp: occurred_at'
            when occurred_at_flaw = 'in_the_future' then 'in_the_future'
            when cast(occurred_at as date) < cast(landed_on - interval '7' day as date) then 'too_late'
        end as reject_reason
    from web_visits_flaws
),

web_visits as (
    select
        'web' as source,
        'visits' as stream,
        record_id,
        load_id,
        landed_on,
        landed_on as known_on,
        false as is_outline,
        extracted_at,
        position,
        reject_reason,
        case when reject_reason is not null then payload end as reject_payload,
        case
            when reject_reason is null then case
                when feature_flaw is not null then concat_ws(
                    chr(10),
                    case when feature_flaw is not null then concat_ws(chr(9), 'feature', feature_flaw, coalesce(substr(trim(translate(feature_text, separators, '   ')), 1, 60), '')) end
                )
            end
            when reject_reason not in ('too_late', 'filtered') then case
                when coalesce(account_id_flaw, occurred_at_flaw) is not null then concat_ws(
                    chr(10),
                    case when account_id_flaw is not null then concat_ws(chr(9), 'account_id', account_id_flaw, coalesce(cast(null as varchar), '')) end,
                    case when occurred_at_flaw is not null then concat_ws(chr(9), 'occurred_at', occurred_at_flaw, coalesce(case when occurred_at_flaw in ('not a timestamp', 'in_the_future') then substr(trim(translate(occurred_at_text, separators, '   ')), 1, 60) end, '')) end
                )
            end
        end as cell_problems,
        'web:' || account_id as account_key,
        user_id,
        feature,
        occurred_at,
        events,
        minutes,
        cast(occurred_at as date) as usage_date
    from web_visits_checked
),

staged as (
    select * from web_visits
)

select * from staged
