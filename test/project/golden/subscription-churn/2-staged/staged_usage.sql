-- Grain: one row per record that this run read, and one more for what is known of it earlier.
-- Kind: increment
-- Readers: internal
-- Origin: bellwether.yaml: sources.product.streams.usage
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
with product_usage_landed as (
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
    from raw_product_usage
),

product_usage_paths as (
    select
        *,
        nullif(json_extract_scalar(readable, '$.usage_month'), '') as path_1
    from product_usage_landed
),

product_usage_said as (
    select
        record_id || '#' || cast(row_number() over (partition by load, landed, record_id order by record_id) as varchar) as raw_record_id,
        load as load_id,
        landed as landed_on,
        cast(replace(substr(extracted_at, 1, 23), 'T', ' ') as timestamp(3)) as extracted_at,
        position,
        payload,
        json_extract_scalar(readable, '$.customer_id') as account_id_said,
        case when (((case
    when regexp_like(nullif(trim(path_1), ''), '^[0-9]{4}-[0-9]{2}-[0-9]{2}$') then try_cast(nullif(trim(path_1), '') as date)
    else cast(case
        when not regexp_like(nullif(trim(path_1), ''), '^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?(?: ?(?:[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?))?)?$') then null
        when length(nullif(trim(path_1), '')) = 10 then cast(try_cast(nullif(trim(path_1), '') as date) as timestamp(3))
        when strpos(substr(nullif(trim(path_1), ''), 12), '+') > 0 or strpos(substr(nullif(trim(path_1), ''), 12), '-') > 0 then cast(
            try_cast(substr(nullif(trim(path_1), ''), 1, 10) || ' ' || replace(regexp_extract(substr(nullif(trim(path_1), ''), 12), '^[0-9:]+(?:[.,][0-9]{1,3})?', 0), ',', '.') as timestamp(3))
            - interval '1' minute * (60 * try_cast(substr(replace(regexp_extract(substr(nullif(trim(path_1), ''), 12), '[+-][0-9:]+$', 0), ':', ''), 1, 3) as bigint) + coalesce(try_cast(substr(replace(regexp_extract(substr(nullif(trim(path_1), ''), 12), '[+-][0-9:]+$', 0), ':', ''), 1, 1) || substr(replace(regexp_extract(substr(nullif(trim(path_1), ''), 12), '[+-][0-9:]+$', 0), ':', ''), 4, 2) as bigint), 0))
            as timestamp(3))
        else try_cast(substr(nullif(trim(path_1), ''), 1, 10) || ' ' || replace(substr(case when substr(nullif(trim(path_1), ''), length(nullif(trim(path_1), ''))) in ('Z', 'z') then substr(nullif(trim(path_1), ''), 1, length(nullif(trim(path_1), '')) - 1) else nullif(trim(path_1), '') end, 12, 12), ',', '.') as timestamp(3))
    end as date)
end) is null and coalesce(lower(nullif(trim(path_1), '')) not in ('', 'null', '(null)', '<null>', '\n', 'n/a', 'n.a.', 'na', '#n/a', 'none', 'nil', 'nan', 'nat', 'undefined', '-', '--', '---', '–', '—', '0000-00-00', '0000-00-00 00:00:00', '0000-00-00t00:00:00', '0000-00-00t00:00:00z'), false))) then cast(null as varchar) else coalesce(cast(last_day_of_month((case
    when regexp_like(nullif(trim(path_1), ''), '^[0-9]{4}-[0-9]{2}-[0-9]{2}$') then try_cast(nullif(trim(path_1), '') as date)
    else cast(case
        when not regexp_like(nullif(trim(path_1), ''), '^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?(?: ?(?:[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?))?)?$') then null
        when length(nullif(trim(path_1), '')) = 10 then cast(try_cast(nullif(trim(path_1), '') as date) as timestamp(3))
        when strpos(substr(nullif(trim(path_1), ''), 12), '+') > 0 or strpos(substr(nullif(trim(path_1), ''), 12), '-') > 0 then cast(
            try_cast(substr(nullif(trim(path_1), ''), 1, 10) || ' ' || replace(regexp_extract(substr(nullif(trim(path_1), ''), 12), '^[0-9:]+(?:[.,][0-9]{1,3})?', 0), ',', '.') as timestamp(3))
            - interval '1' minute * (60 * try_cast(substr(replace(regexp_extract(substr(nullif(trim(path_1), ''), 12), '[+-][0-9:]+$', 0), ':', ''), 1, 3) as bigint) + coalesce(try_cast(substr(replace(regexp_extract(substr(nullif(trim(path_1), ''), 12), '[+-][0-9:]+$', 0), ':', ''), 1, 1) || substr(replace(regexp_extract(substr(nullif(trim(path_1), ''), 12), '[+-][0-9:]+$', 0), ':', ''), 4, 2) as bigint), 0))
            as timestamp(3))
        else try_cast(substr(nullif(trim(path_1), ''), 1, 10) || ' ' || replace(substr(case when substr(nullif(trim(path_1), ''), length(nullif(trim(path_1), ''))) in ('Z', 'z') then substr(nullif(trim(path_1), ''), 1, length(nullif(trim(path_1), '')) - 1) else nullif(trim(path_1), '') end, 12, 12), ',', '.') as timestamp(3))
    end as date)
end)) as varchar), '') end as occurred_at_said,
        json_extract_scalar(readable, '$.sessions') as events_said,
        json_extract_scalar(readable, '$.minutes_used') as minutes_said
    from product_usage_paths
),

product_usage_texts as (
    select
        *,
        cast(null as varchar) as event_id_text,
        account_id_said as account_id_text,
        cast(null as varchar) as user_id_text,
        cast(null as varchar) as feature_text,
        nullif(trim(occurred_at_said), '') as occurred_at_text,
        nullif(trim(events_said), '') as events_text,
        nullif(trim(minutes_said), '') as minutes_text
    from product_usage_said
),

product_usage_formed as (
    select
        *,
        case
            when account_id_text between '!' and '}' and substr(account_id_text, -1) between '!' and '~' and account_id_text not like '%.%0' and normalize(account_id_text) = account_id_text then account_id_text
            else coalesce(nullif(regexp_extract(account_id_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(account_id_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as account_id_formed
    from product_usage_texts
),

product_usage_values as (
    select
        *,
        cast(null as varchar) as event_id,
        case when account_id_formed not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then account_id_formed end as account_id,
        cast(null as varchar) as user_id,
        cast(null as varchar) as feature,
        case
            when not regexp_like(occurred_at_text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?(?: ?(?:[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?))?)?$') then null
            when length(occurred_at_text) = 10 then cast(try_cast(occurred_at_text as date) as timestamp(3))
            when strpos(substr(occurred_at_text, 12), '+') > 0 or strpos(substr(occurred_at_text, 12), '-') > 0 then cast(
                try_cast(substr(occurred_at_text, 1, 10) || ' ' || replace(regexp_extract(substr(occurred_at_text, 12), '^[0-9:]+(?:[.,][0-9]{1,3})?', 0), ',', '.') as timestamp(3))
                - interval '1' minute * (60 * try_cast(substr(replace(regexp_extract(substr(occurred_at_text, 12), '[+-][0-9:]+$', 0), ':', ''), 1, 3) as bigint) + coalesce(try_cast(substr(replace(regexp_extract(substr(occurred_at_text, 12), '[+-][0-9:]+$', 0), ':', ''), 1, 1) || substr(replace(regexp_extract(substr(occurred_at_text, 12), '[+-][0-9:]+$', 0), ':', ''), 4, 2) as bigint), 0))
                as timestamp(3))
            else try_cast(substr(occurred_at_text, 1, 10) || ' ' || replace(substr(case when substr(occurred_at_text, length(occurred_at_text)) in ('Z', 'z') then substr(occurred_at_text, 1, length(occurred_at_text) - 1) else occurred_at_text end, 12, 12), ',', '.') as timestamp(3))
        end as occurred_at,
        case when regexp_like(events_text, '^[+-]?[0-9]+([.]0*)?$') then try_cast(regexp_extract(events_text, '^[+-]?[0-9]+', 0) as bigint) end as events,
        case when regexp_like(minutes_text, '^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$') then case when abs(try_cast(minutes_text as double)) <= 1.7976931348623157e308 then try_cast(minutes_text as double) end end as minutes
    from product_usage_formed
),

product_usage_flaws as (
    select
        *,
        case
            when account_id is null then 'missing'
        end as account_id_flaw,
        case
            when occurred_at_said is null then 'expression failed'
            when case when occurred_at is null then coalesce(regexp_like(lower(occurred_at_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'missing'
            when occurred_at is null then 'not a timestamp'
            when cast(occurred_at as date) > cast(landed_on + interval '1' day as date) and cast(occurred_at as date) > cast(extracted_at + interval '1' day as date) then 'in_the_future'
        end as occurred_at_flaw,
        case
            when case when events is null then not coalesce(regexp_like(lower(events_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'not a whole number'
            when events < 0 or events > 1000000000 then 'out of bounds'
        end as events_flaw,
        case
            when case when minutes is null then not coalesce(regexp_like(lower(minutes_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'not a number'
            when minutes < 0 or minutes > 1000000000 then 'out of bounds'
        end as minutes_flaw,
        chr(9) || chr(10) || chr(13) as separators
    from product_usage_values
),

product_usage_checked as (
    select
        *,
        raw_record_id as record_id,
        case
            when raw_record_id is null then 'missing event_id'
            when account_id_flaw = 'missing' then 'missing account_id'
            when occurred_at_flaw = 'expression failed' then 'expression failed: occurred_at'
            when occurred_at_flaw = 'missing' then 'missing occurred_at'
            when occurred_at_flaw = 'not a timestamp' then 'not a timestamp: occurred_at'
            when occurred_at_flaw = 'in_the_future' then 'in_the_future'
            when events_flaw = 'not a whole number' then 'not a whole number: events'
            when events_flaw = 'out of bounds' then 'out of bounds: events'
            when cast(occurred_at as date) < cast(landed_on - interval '7' day as date) then 'too_late'
        end as reject_reason
    from product_usage_flaws
),

product_usage as (
    select
        'product' as source,
        'usage' as stream,
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
                when minutes_flaw is not null then concat_ws(
                    chr(10),
                    case when minutes_flaw is not null then concat_ws(chr(9), 'minutes', minutes_flaw, coalesce(substr(trim(translate(minutes_text, separators, '   ')), 1, 60), '')) end
                )
            end
            when reject_reason not in ('too_late', 'filtered') then case
                when coalesce(account_id_flaw, occurred_at_flaw, events_flaw) is not null then concat_ws(
                    chr(10),
                    case when account_id_flaw is not null then concat_ws(chr(9), 'account_id', account_id_flaw, coalesce(cast(null as varchar), '')) end,
                    case when occurred_at_flaw is not null then concat_ws(chr(9), 'occurred_at', occurred_at_flaw, coalesce(case when occurred_at_flaw in ('not a timestamp', 'in_the_future') then substr(trim(translate(occurred_at_text, separators, '   ')), 1, 60) end, '')) end,
                    case when events_flaw is not null then concat_ws(chr(9), 'events', events_flaw, coalesce(substr(trim(translate(events_text, separators, '   ')), 1, 60), '')) end
                )
            end
        end as cell_problems,
        'product:' || account_id as account_key,
        user_id,
        feature,
        occurred_at,
        events,
        case when not (minutes < 0 or minutes > 1000000000) then minutes end as minutes,
        cast(occurred_at as date) as usage_date
    from product_usage_checked
),

staged as (
    select * from product_usage
)

select * from staged
