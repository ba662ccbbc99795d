-- Grain: one row per record that this run read, and one more for what is known of it earlier.
-- Kind: increment
-- Readers: internal
-- Origin: bellwether.yaml: sources.product.streams.releases
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
-- feature varchar: the feature, by its name in usage
-- name varchar: the name of the release
-- released_on date: the first day on which the feature was available
with product_releases_landed as (
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
    from raw_product_releases
),

product_releases_said as (
    select
        record_id as raw_record_id,
        load as load_id,
        landed as landed_on,
        cast(replace(substr(extracted_at, 1, 23), 'T', ' ') as timestamp(3)) as extracted_at,
        position,
        payload,
        record_id as release_id_said,
        json_extract_scalar(readable, '$.feature') as feature_said,
        json_extract_scalar(readable, '$.name') as name_said,
        json_extract_scalar(readable, '$.released_on') as released_on_said
    from product_releases_landed
),

product_releases_texts as (
    select
        *,
        release_id_said as release_id_text,
        case when trim(feature_said) <> '' then feature_said end as feature_text,
        case when trim(name_said) <> '' then name_said end as name_text,
        nullif(trim(released_on_said), '') as released_on_text,
        cast(null as varchar) as updated_at_text
    from product_releases_said
),

product_releases_formed as (
    select
        *,
        case
            when release_id_text between '!' and '}' and substr(release_id_text, -1) between '!' and '~' and release_id_text not like '%.%0' and normalize(release_id_text) = release_id_text then release_id_text
            else coalesce(nullif(regexp_extract(release_id_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(release_id_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as release_id_formed
    from product_releases_texts
),

product_releases_values as (
    select
        *,
        case when release_id_formed not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then release_id_formed end as release_id,
        case
            when feature_text between '!' and '~' and substr(feature_text, -1) between '!' and '~' and strpos(feature_text, '  ') = 0 and strpos(feature_text, chr(9)) = 0 and strpos(feature_text, chr(10)) = 0 and strpos(feature_text, chr(160)) = 0 then feature_text
            else nullif(trim(regexp_replace(feature_text, '[\p{Z}\x09-\x0d]+', ' ')), '')
        end as feature,
        case
            when name_text between '!' and '~' and substr(name_text, -1) between '!' and '~' and strpos(name_text, '  ') = 0 and strpos(name_text, chr(9)) = 0 and strpos(name_text, chr(10)) = 0 and strpos(name_text, chr(160)) = 0 then name_text
            else nullif(trim(regexp_replace(name_text, '[\p{Z}\x09-\x0d]+', ' ')), '')
        end as name,
        case
            when regexp_like(released_on_text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}$') then try_cast(released_on_text as date)
            else cast(case
                when not regexp_like(released_on_text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?(?: ?(?:[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?))?)?$') then null
                when length(released_on_text) = 10 then cast(try_cast(released_on_text as date) as timestamp(3))
                when strpos(substr(released_on_text, 12), '+') > 0 or strpos(substr(released_on_text, 12), '-') > 0 then cast(
                    try_cast(substr(released_on_text, 1, 10) || ' ' || replace(regexp_extract(substr(released_on_text, 12), '^[0-9:]+(?:[.,][0-9]{1,3})?', 0), ',', '.') as timestamp(3))
                    - interval '1' minute * (60 * try_cast(substr(replace(regexp_extract(substr(released_on_text, 12), '[+-][0-9:]+$', 0), ':', ''), 1, 3) as bigint) + coalesce(try_cast(substr(replace(regexp_extract(substr(released_on_text, 12), '[+-][0-9:]+$', 0), ':', ''), 1, 1) || substr(replace(regexp_extract(substr(released_on_text, 12), '[+-][0-9:]+$', 0), ':', ''), 4, 2) as bigint), 0))
                    as timestamp(3))
                else try_cast(substr(released_on_text, 1, 10) || ' ' || replace(substr(case when substr(released_on_text, length(released_on_text)) in ('Z', 'z') then substr(released_on_text, 1, length(released_on_text) - 1) else released_on_text end, 12, 12), ',', '.') as timestamp(3))
            end as date)
        end as released_on,
        cast(null as timestamp(3)) as updated_at
    from product_releases_formed
),

product_releases_flaws as (
    select
        *,
        case
            when release_id is null then 'missing'
        end as release_id_flaw,
        case
            when feature is null then 'missing'
        end as feature_flaw,
        case
            when strpos(name_text, chr(65533)) > 0 then 'lost character'
        end as name_flaw,
        case
            when case when released_on is null then coalesce(regexp_like(lower(released_on_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'missing'
            when released_on is null then 'not a date'
        end as released_on_flaw,
        chr(9) || chr(10) || chr(13) as separators
    from product_releases_values
),

product_releases_checked as (
    select
        *,
        release_id as record_id,
        case
            when release_id is null then 'missing release_id'
            when release_id_flaw = 'missing' then 'missing release_id'
            when feature_flaw = 'missing' then 'missing feature'
            when released_on_flaw = 'missing' then 'missing released_on'
            when released_on_flaw = 'not a date' then 'not a date: released_on'
        end as reject_reason
    from product_releases_flaws
),

product_releases as (
    select
        'product' as source,
        'releases' as stream,
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
                when name_flaw is not null then concat_ws(
                    chr(10),
                    case when name_flaw is not null then concat_ws(chr(9), 'name', name_flaw, coalesce(substr(trim(translate(name_text, separators, '   ')), 1, 60), '')) end
                )
            end
            when reject_reason not in ('too_late', 'filtered') then case
                when coalesce(release_id_flaw, feature_flaw, released_on_flaw) is not null then concat_ws(
                    chr(10),
                    case when release_id_flaw is not null then concat_ws(chr(9), 'release_id', release_id_flaw, coalesce(cast(null as varchar), '')) end,
                    case when feature_flaw is not null then concat_ws(chr(9), 'feature', feature_flaw, coalesce(cast(null as varchar), '')) end,
                    case when released_on_flaw is not null then concat_ws(chr(9), 'released_on', released_on_flaw, coalesce(case when released_on_flaw in ('not a date') then substr(trim(translate(released_on_text, separators, '   ')), 1, 60) end, '')) end
                )
            end
        end as cell_problems,
        feature,
        name,
        released_on
    from product_releases_checked
),

staged as (
    select * from product_releases
)

select * from staged
