-- Grain: one row per record that this run read, and one more for what is known of it earlier.
-- Kind: increment
-- Readers: internal
-- Origin: bellwether.yaml: sources.finance.streams.rates
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
-- currency varchar: the currency code, such as EUR
-- rate_on date: the first day on which the rate applies, until the next one
-- rate double: the value of one unit of the currency in the reporting currency
with finance_rates_landed as (
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
    from raw_finance_rates
),

finance_rates_said as (
    select
        record_id as raw_record_id,
        load as load_id,
        landed as landed_on,
        cast(replace(substr(extracted_at, 1, 23), 'T', ' ') as timestamp(3)) as extracted_at,
        position,
        payload,
        json_extract_scalar(readable, '$.currency') as currency_said,
        json_extract_scalar(readable, '$.date') as rate_on_said,
        json_extract_scalar(readable, '$.usd') as rate_said
    from finance_rates_landed
),

finance_rates_texts as (
    select
        *,
        cast(null as varchar) as exchange_rate_id_text,
        case when trim(currency_said) <> '' then currency_said end as currency_text,
        nullif(trim(rate_on_said), '') as rate_on_text,
        nullif(trim(rate_said), '') as rate_text,
        cast(null as varchar) as updated_at_text
    from finance_rates_said
),

finance_rates_values as (
    select
        *,
        cast(null as varchar) as exchange_rate_id,
        case
            when currency_text between '!' and '~' and substr(currency_text, -1) between '!' and '~' and strpos(currency_text, '  ') = 0 and strpos(currency_text, chr(9)) = 0 and strpos(currency_text, chr(10)) = 0 and strpos(currency_text, chr(160)) = 0 then currency_text
            else nullif(trim(regexp_replace(currency_text, '[\p{Z}\x09-\x0d]+', ' ')), '')
        end as currency,
        case
            when regexp_like(rate_on_text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}$') then try_cast(rate_on_text as date)
            else cast(case
                when not regexp_like(rate_on_text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?(?: ?(?:[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?))?)?$') then null
                when length(rate_on_text) = 10 then cast(try_cast(rate_on_text as date) as timestamp(3))
                when strpos(substr(rate_on_text, 12), '+') > 0 or strpos(substr(rate_on_text, 12), '-') > 0 then cast(
                    try_cast(substr(rate_on_text, 1, 10) || ' ' || replace(regexp_extract(substr(rate_on_text, 12), '^[0-9:]+(?:[.,][0-9]{1,3})?', 0), ',', '.') as timestamp(3))
                    - interval '1' minute * (60 * try_cast(substr(replace(regexp_extract(substr(rate_on_text, 12), '[+-][0-9:]+$', 0), ':', ''), 1, 3) as bigint) + coalesce(try_cast(substr(replace(regexp_extract(substr(rate_on_text, 12), '[+-][0-9:]+$', 0), ':', ''), 1, 1) || substr(replace(regexp_extract(substr(rate_on_text, 12), '[+-][0-9:]+$', 0), ':', ''), 4, 2) as bigint), 0))
                    as timestamp(3))
                else try_cast(substr(rate_on_text, 1, 10) || ' ' || replace(substr(case when substr(rate_on_text, length(rate_on_text)) in ('Z', 'z') then substr(rate_on_text, 1, length(rate_on_text) - 1) else rate_on_text end, 12, 12), ',', '.') as timestamp(3))
            end as date)
        end as rate_on,
        case when regexp_like(rate_text, '^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$') then case when abs(try_cast(rate_text as double)) <= 1.7976931348623157e308 then try_cast(rate_text as double) end end as rate,
        cast(null as timestamp(3)) as updated_at
    from finance_rates_texts
),

finance_rates_flaws as (
    select
        *,
        case
            when currency is null then 'missing'
        end as currency_flaw,
        case
            when case when rate_on is null then coalesce(regexp_like(lower(rate_on_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'missing'
            when rate_on is null then 'not a date'
        end as rate_on_flaw,
        case
            when case when rate is null then coalesce(regexp_like(lower(rate_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'missing'
            when rate is null then 'not a number'
            when rate <= 0 or rate > 1000000000000 then 'out of bounds'
        end as rate_flaw,
        chr(9) || chr(10) || chr(13) as separators
    from finance_rates_values
),

finance_rates_checked as (
    select
        *,
        raw_record_id as record_id,
        case
            when raw_record_id is null then 'missing exchange_rate_id'
            when currency_flaw = 'missing' then 'missing currency'
            when rate_on_flaw = 'missing' then 'missing rate_on'
            when rate_on_flaw = 'not a date' then 'not a date: rate_on'
            when rate_flaw = 'missing' then 'missing rate'
            when rate_flaw = 'not a number' then 'not a number: rate'
            when rate_flaw = 'out of bounds' then 'out of bounds: rate'
        end as reject_reason
    from finance_rates_flaws
),

finance_rates as (
    select
        'finance' as source,
        'rates' as stream,
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
                when coalesce(currency_flaw, rate_on_flaw, rate_flaw) is not null then concat_ws(
                    chr(10),
                    case when currency_flaw is not null then concat_ws(chr(9), 'currency', currency_flaw, coalesce(cast(null as varchar), '')) end,
                    case when rate_on_flaw is not null then concat_ws(chr(9), 'rate_on', rate_on_flaw, coalesce(case when rate_on_flaw in ('not a date') then substr(trim(translate(rate_on_text, separators, '   ')), 1, 60) end, '')) end,
                    case when rate_flaw is not null then concat_ws(chr(9), 'rate', rate_flaw, coalesce(case when rate_flaw in ('not a number', 'out of bounds') then substr(trim(translate(rate_text, separators, '   ')), 1, 60) end, '')) end
                )
            end
        end as cell_problems,
        currency,
        rate_on,
        rate
    from finance_rates_checked
),

staged as (
    select * from finance_rates
)

select * from staged
