-- Grain: one row per record that this run read, and one more for what is known of it earlier.
-- Kind: increment
-- Readers: internal
-- Origin: bellwether.yaml: sources.crm.streams.customers
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
-- name varchar: the company's name
-- domain varchar: its internet domain; matches accounts between sources
-- parent_account_key varchar: the parent account
-- merged_into_key varchar: the surviving account of a merge
-- merged_ids varchar: the ids of accounts merged into it: 1;2 or 1,2 or a JSON array
-- segment varchar: the market segment, such as Enterprise
-- plan varchar: the plan, used when no subscription has one
-- industry varchar: its industry
-- region varchar: its region
-- owner varchar: the person responsible for the account
-- owner_email varchar: the owner's email address
-- customer_since date: the day the account became a customer
-- notice_on date: the day the account gave notice
-- churned_on date: the day the account stopped being a customer
-- churn_reason varchar: the reason for churn, in the source's words
-- employees bigint: the number of employees
-- is_internal boolean: true for test and internal accounts, which are not scored
-- source_url varchar: link to the account in the source
-- attributes varchar: a JSON object of the configured attributes, as text
-- other_domain varchar: the other form of an internationalised domain; null for other domains
-- is_left_out boolean: true when the newest version of the account was filtered out by the mapping, which says that it is none
with crm_customers_landed as (
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
    from raw_crm_customers
),

crm_customers_said as (
    select
        record_id as raw_record_id,
        load as load_id,
        landed as landed_on,
        cast(replace(substr(extracted_at, 1, 23), 'T', ' ') as timestamp(3)) as extracted_at,
        position,
        payload,
        loaded_on,
        record_id as account_id_said,
        json_extract_scalar(readable, '$.acquisition_channel') as segment_said,
        json_extract_scalar(readable, '$.country') as region_said,
        json_extract_scalar(readable, '$.signup_date') as customer_since_said,
        cast(null as varchar) as attributes,
        other_domain
    from crm_customers_landed
),

crm_customers_texts as (
    select
        *,
        account_id_said as account_id_text,
        cast(null as varchar) as name_text,
        cast(null as varchar) as domain_text,
        cast(null as varchar) as parent_account_id_text,
        cast(null as varchar) as merged_into_text,
        cast(null as varchar) as merged_ids_text,
        case when trim(segment_said) <> '' then segment_said end as segment_text,
        cast(null as varchar) as plan_text,
        cast(null as varchar) as industry_text,
        case when trim(region_said) <> '' then region_said end as region_text,
        cast(null as varchar) as owner_text,
        cast(null as varchar) as owner_email_text,
        nullif(trim(customer_since_said), '') as customer_since_text,
        cast(null as varchar) as notice_on_text,
        cast(null as varchar) as churned_on_text,
        cast(null as varchar) as churn_reason_text,
        cast(null as varchar) as employees_text,
        cast(null as varchar) as is_internal_text,
        cast(null as varchar) as source_url_text,
        cast(null as varchar) as updated_at_text
    from crm_customers_said
),

crm_customers_formed as (
    select
        *,
        case
            when account_id_text between '!' and '}' and substr(account_id_text, -1) between '!' and '~' and account_id_text not like '%.%0' and normalize(account_id_text) = account_id_text then account_id_text
            else coalesce(nullif(regexp_extract(account_id_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(account_id_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as account_id_formed
    from crm_customers_texts
),

crm_customers_values as (
    select
        *,
        case when account_id_formed not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then account_id_formed end as account_id,
        cast(null as varchar) as name,
        cast(null as varchar) as domain,
        cast(null as varchar) as parent_account_id,
        cast(null as varchar) as merged_into,
        cast(null as varchar) as merged_ids,
        case
            when segment_text between '!' and '~' and substr(segment_text, -1) between '!' and '~' and strpos(segment_text, '  ') = 0 and strpos(segment_text, chr(9)) = 0 and strpos(segment_text, chr(10)) = 0 and strpos(segment_text, chr(160)) = 0 then segment_text
            else nullif(trim(regexp_replace(segment_text, '[\p{Z}\x09-\x0d]+', ' ')), '')
        end as segment,
        cast(null as varchar) as plan,
        cast(null as varchar) as industry,
        case
            when region_text between '!' and '~' and substr(region_text, -1) between '!' and '~' and strpos(region_text, '  ') = 0 and strpos(region_text, chr(9)) = 0 and strpos(region_text, chr(10)) = 0 and strpos(region_text, chr(160)) = 0 then region_text
            else nullif(trim(regexp_replace(region_text, '[\p{Z}\x09-\x0d]+', ' ')), '')
        end as region,
        cast(null as varchar) as owner,
        cast(null as varchar) as owner_email,
        case
            when regexp_like(customer_since_text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}$') then try_cast(customer_since_text as date)
            else cast(case
                when not regexp_like(customer_since_text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?(?: ?(?:[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?))?)?$') then null
                when length(customer_since_text) = 10 then cast(try_cast(customer_since_text as date) as timestamp(3))
                when strpos(substr(customer_since_text, 12), '+') > 0 or strpos(substr(customer_since_text, 12), '-') > 0 then cast(
                    try_cast(substr(customer_since_text, 1, 10) || ' ' || replace(regexp_extract(substr(customer_since_text, 12), '^[0-9:]+(?:[.,][0-9]{1,3})?', 0), ',', '.') as timestamp(3))
                    - interval '1' minute * (60 * try_cast(substr(replace(regexp_extract(substr(customer_since_text, 12), '[+-][0-9:]+$', 0), ':', ''), 1, 3) as bigint) + coalesce(try_cast(substr(replace(regexp_extract(substr(customer_since_text, 12), '[+-][0-9:]+$', 0), ':', ''), 1, 1) || substr(replace(regexp_extract(substr(customer_since_text, 12), '[+-][0-9:]+$', 0), ':', ''), 4, 2) as bigint), 0))
                    as timestamp(3))
                else try_cast(substr(customer_since_text, 1, 10) || ' ' || replace(substr(case when substr(customer_since_text, length(customer_since_text)) in ('Z', 'z') then substr(customer_since_text, 1, length(customer_since_text) - 1) else customer_since_text end, 12, 12), ',', '.') as timestamp(3))
            end as date)
        end as customer_since,
        cast(null as date) as notice_on,
        cast(null as date) as churned_on,
        cast(null as varchar) as churn_reason,
        cast(null as bigint) as employees,
        cast(null as boolean) as is_internal,
        cast(null as varchar) as source_url,
        cast(null as timestamp(3)) as updated_at
    from crm_customers_formed
),

crm_customers_flaws as (
    select
        *,
        case
            when account_id is null then 'missing'
        end as account_id_flaw,
        case
            when strpos(segment_text, chr(65533)) > 0 then 'lost character'
        end as segment_flaw,
        case
            when strpos(region_text, chr(65533)) > 0 then 'lost character'
        end as region_flaw,
        case
            when case when customer_since is null then not coalesce(regexp_like(lower(customer_since_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'not a date'
        end as customer_since_flaw,
        chr(9) || chr(10) || chr(13) as separators
    from crm_customers_values
),

crm_customers_checked as (
    select
        *,
        account_id as record_id,
        case
            when account_id is null then 'missing account_id'
            when account_id_flaw = 'missing' then 'missing account_id'
        end as reject_reason
    from crm_customers_flaws
),

crm_customers as (
    select
        'crm' as source,
        'customers' as stream,
        record_id,
        load_id,
        landed_on,
        case when is_outline then landed_on else loaded_on end as known_on,
        shapes.is_outline as is_outline,
        extracted_at,
        position,
        updated_at,
        to_hex(md5(to_utf8(payload))) as content_hash,
        reject_reason,
        case when reject_reason is not null then payload end as reject_payload,
        case
            when reject_reason is null then case
                when coalesce(segment_flaw, region_flaw, customer_since_flaw) is not null then concat_ws(
                    chr(10),
                    case when segment_flaw is not null then concat_ws(chr(9), 'segment', segment_flaw, coalesce(substr(trim(translate(segment_text, separators, '   ')), 1, 60), '')) end,
                    case when region_flaw is not null then concat_ws(chr(9), 'region', region_flaw, coalesce(substr(trim(translate(region_text, separators, '   ')), 1, 60), '')) end,
                    case when customer_since_flaw is not null then concat_ws(chr(9), 'customer_since', customer_since_flaw, coalesce(substr(trim(translate(customer_since_text, separators, '   ')), 1, 60), '')) end
                )
            end
            when reject_reason not in ('too_late', 'filtered') then case
                when account_id_flaw is not null then concat_ws(
                    chr(10),
                    case when account_id_flaw is not null then concat_ws(chr(9), 'account_id', account_id_flaw, coalesce(cast(null as varchar), '')) end
                )
            end
        end as cell_problems,
        'crm:' || account_id as account_key,
        case when not is_outline then name end as name,
        domain,
        case when not is_outline then 'crm:' || parent_account_id end as parent_account_key,
        case when not is_outline then 'crm:' || merged_into end as merged_into_key,
        case when not is_outline then merged_ids end as merged_ids,
        segment,
        case when not is_outline then plan end as plan,
        case when not is_outline then industry end as industry,
        region,
        case when not is_outline then owner end as owner,
        case when not is_outline then owner_email end as owner_email,
        customer_since,
        notice_on,
        churned_on,
        case when not is_outline then churn_reason end as churn_reason,
        case when not is_outline then employees end as employees,
        case when not is_outline then is_internal end as is_internal,
        case when not is_outline then source_url end as source_url,
        attributes,
        other_domain,
        coalesce(reject_reason = 'filtered', false) as is_left_out
    from crm_customers_checked
    cross join (values (false), (true)) as shapes (is_outline)
    where not shapes.is_outline
        or (reject_reason is null and loaded_on > landed_on)
),

staged as (
    select * from crm_customers
)

select * from staged
