-- Grain: one row per record that this run read, and one more for what is known of it earlier.
-- Kind: increment
-- Readers: internal
-- Origin: bellwether.yaml: sources.crm.streams.accounts
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
with crm_accounts_landed as (
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
    from raw_crm_accounts
),

crm_accounts_said as (
    select
        record_id as raw_record_id,
        load as load_id,
        landed as landed_on,
        cast(replace(substr(extracted_at, 1, 23), 'T', ' ') as timestamp(3)) as extracted_at,
        position,
        payload,
        record_id as account_id_said,
        json_extract_scalar(readable, '$.Name') as name_said,
        json_extract_scalar(readable, '$.Website') as domain_said,
        json_extract_scalar(readable, '$.ParentId') as parent_account_id_said,
        json_extract_scalar(readable, '$.MasterRecordId') as merged_into_said,
        json_extract_scalar(readable, '$.Segment__c') as segment_said,
        json_extract_scalar(readable, '$.Industry') as industry_said,
        json_extract_scalar(readable, '$.Region__c') as region_said,
        json_extract_scalar(readable, '$.OwnerName') as owner_said,
        json_extract_scalar(readable, '$.OwnerEmail') as owner_email_said,
        json_extract_scalar(readable, '$.CustomerSince__c') as customer_since_said,
        json_extract_scalar(readable, '$.ChurnReason__c') as churn_reason_said,
        json_extract_scalar(readable, '$.NumberOfEmployees') as employees_said,
        json_extract_scalar(readable, '$.Type') as is_internal_said,
        json_format(cast(map(array['acquisition_channel'], array[case
    when json_extract_scalar(readable, '$.LeadSource') between '!' and '~' and substr(json_extract_scalar(readable, '$.LeadSource'), -1) between '!' and '~' and strpos(json_extract_scalar(readable, '$.LeadSource'), '  ') = 0 and strpos(json_extract_scalar(readable, '$.LeadSource'), chr(9)) = 0 and strpos(json_extract_scalar(readable, '$.LeadSource'), chr(10)) = 0 and strpos(json_extract_scalar(readable, '$.LeadSource'), chr(160)) = 0 then json_extract_scalar(readable, '$.LeadSource')
    else nullif(trim(regexp_replace(json_extract_scalar(readable, '$.LeadSource'), '[\p{Z}\x09-\x0d]+', ' ')), '')
end]) as json)) as attributes,
        other_domain
    from crm_accounts_landed
),

crm_accounts_texts as (
    select
        *,
        account_id_said as account_id_text,
        case when trim(name_said) <> '' then name_said end as name_text,
        domain_said as domain_text,
        parent_account_id_said as parent_account_id_text,
        merged_into_said as merged_into_text,
        cast(null as varchar) as merged_ids_text,
        case when trim(segment_said) <> '' then segment_said end as segment_text,
        cast(null as varchar) as plan_text,
        case when trim(industry_said) <> '' then industry_said end as industry_text,
        case when trim(region_said) <> '' then region_said end as region_text,
        case when trim(owner_said) <> '' then owner_said end as owner_text,
        case when trim(owner_email_said) <> '' then owner_email_said end as owner_email_text,
        nullif(trim(customer_since_said), '') as customer_since_text,
        cast(null as varchar) as notice_on_text,
        cast(null as varchar) as churned_on_text,
        case when trim(churn_reason_said) <> '' then churn_reason_said end as churn_reason_text,
        nullif(trim(employees_said), '') as employees_text,
        case
            when trim(is_internal_said) = 'Customer' then 'false'
            when trim(is_internal_said) = 'Prospect' then 'false'
            when trim(is_internal_said) = 'Internal' then 'true'
        end as is_internal_text,
        cast(null as varchar) as source_url_text,
        cast(null as varchar) as updated_at_text
    from crm_accounts_said
),

crm_accounts_formed as (
    select
        *,
        case
            when account_id_text between '!' and '}' and substr(account_id_text, -1) between '!' and '~' and account_id_text not like '%.%0' and normalize(account_id_text) = account_id_text then account_id_text
            else coalesce(nullif(regexp_extract(account_id_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(account_id_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as account_id_formed,
        case
            when domain_text between '!' and '}' and substr(domain_text, -1) between '!' and '~' and domain_text not like '%.%0' and normalize(domain_text) = domain_text then domain_text
            else coalesce(nullif(regexp_extract(domain_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(domain_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as domain_formed,
        case
            when parent_account_id_text between '!' and '}' and substr(parent_account_id_text, -1) between '!' and '~' and parent_account_id_text not like '%.%0' and normalize(parent_account_id_text) = parent_account_id_text then parent_account_id_text
            else coalesce(nullif(regexp_extract(parent_account_id_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(parent_account_id_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as parent_account_id_formed,
        case
            when merged_into_text between '!' and '}' and substr(merged_into_text, -1) between '!' and '~' and merged_into_text not like '%.%0' and normalize(merged_into_text) = merged_into_text then merged_into_text
            else coalesce(nullif(regexp_extract(merged_into_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(merged_into_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as merged_into_formed
    from crm_accounts_texts
),

crm_accounts_values as (
    select
        *,
        case when account_id_formed not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then account_id_formed end as account_id,
        case
            when name_text between '!' and '~' and substr(name_text, -1) between '!' and '~' and strpos(name_text, '  ') = 0 and strpos(name_text, chr(9)) = 0 and strpos(name_text, chr(10)) = 0 and strpos(name_text, chr(160)) = 0 then name_text
            else nullif(trim(regexp_replace(name_text, '[\p{Z}\x09-\x0d]+', ' ')), '')
        end as name,
        case when domain_formed not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then domain_formed end as domain,
        case when parent_account_id_formed not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then parent_account_id_formed end as parent_account_id,
        case when merged_into_formed not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then merged_into_formed end as merged_into,
        cast(null as varchar) as merged_ids,
        case
            when segment_text between '!' and '~' and substr(segment_text, -1) between '!' and '~' and strpos(segment_text, '  ') = 0 and strpos(segment_text, chr(9)) = 0 and strpos(segment_text, chr(10)) = 0 and strpos(segment_text, chr(160)) = 0 then segment_text
            else nullif(trim(regexp_replace(segment_text, '[\p{Z}\x09-\x0d]+', ' ')), '')
        end as segment,
        cast(null as varchar) as plan,
        case
            when industry_text between '!' and '~' and substr(industry_text, -1) between '!' and '~' and strpos(industry_text, '  ') = 0 and strpos(industry_text, chr(9)) = 0 and strpos(industry_text, chr(10)) = 0 and strpos(industry_text, chr(160)) = 0 then industry_text
            else nullif(trim(regexp_replace(industry_text, '[\p{Z}\x09-\x0d]+', ' ')), '')
        end as industry,
        case
            when region_text between '!' and '~' and substr(region_text, -1) between '!' and '~' and strpos(region_text, '  ') = 0 and strpos(region_text, chr(9)) = 0 and strpos(region_text, chr(10)) = 0 and strpos(region_text, chr(160)) = 0 then region_text
            else nullif(trim(regexp_replace(region_text, '[\p{Z}\x09-\x0d]+', ' ')), '')
        end as region,
        case
            when owner_text between '!' and '~' and substr(owner_text, -1) between '!' and '~' and strpos(owner_text, '  ') = 0 and strpos(owner_text, chr(9)) = 0 and strpos(owner_text, chr(10)) = 0 and strpos(owner_text, chr(160)) = 0 then owner_text
            else nullif(trim(regexp_replace(owner_text, '[\p{Z}\x09-\x0d]+', ' ')), '')
        end as owner,
        case
            when owner_email_text between '!' and '~' and substr(owner_email_text, -1) between '!' and '~' and strpos(owner_email_text, '  ') = 0 and strpos(owner_email_text, chr(9)) = 0 and strpos(owner_email_text, chr(10)) = 0 and strpos(owner_email_text, chr(160)) = 0 then owner_email_text
            else nullif(trim(regexp_replace(owner_email_text, '[\p{Z}\x09-\x0d]+', ' ')), '')
        end as owner_email,
        case when regexp_like(customer_since_text, '^([0-9]{2})\.([0-9]{2})\.([0-9]{4})$') then try_cast(lpad(regexp_extract(customer_since_text, '^([0-9]{2})\.([0-9]{2})\.([0-9]{4})$', 3), 4, '0') || '-' || lpad(regexp_extract(customer_since_text, '^([0-9]{2})\.([0-9]{2})\.([0-9]{4})$', 2), 2, '0') || '-' || lpad(regexp_extract(customer_since_text, '^([0-9]{2})\.([0-9]{2})\.([0-9]{4})$', 1), 2, '0') as date) end as customer_since,
        cast(null as date) as notice_on,
        cast(null as date) as churned_on,
        case
            when churn_reason_text between '!' and '~' and substr(churn_reason_text, -1) between '!' and '~' and strpos(churn_reason_text, '  ') = 0 and strpos(churn_reason_text, chr(9)) = 0 and strpos(churn_reason_text, chr(10)) = 0 and strpos(churn_reason_text, chr(160)) = 0 then churn_reason_text
            else nullif(trim(regexp_replace(churn_reason_text, '[\p{Z}\x09-\x0d]+', ' ')), '')
        end as churn_reason,
        case when regexp_like(employees_text, '^[+-]?[0-9]+([.]0*)?$') then try_cast(regexp_extract(employees_text, '^[+-]?[0-9]+', 0) as bigint) end as employees,
        case
            when lower(is_internal_text) in ('true', 't', 'yes', 'y', '1') then true
            when lower(is_internal_text) in ('false', 'f', 'no', 'n', '0') then false
        end as is_internal,
        cast(null as varchar) as source_url,
        cast(null as timestamp(3)) as updated_at
    from crm_accounts_formed
),

crm_accounts_flaws as (
    select
        *,
        case
            when account_id is null then 'missing'
        end as account_id_flaw,
        case
            when strpos(name_text, chr(65533)) > 0 then 'lost character'
        end as name_flaw,
        case
            when strpos(segment_text, chr(65533)) > 0 then 'lost character'
        end as segment_flaw,
        case
            when strpos(industry_text, chr(65533)) > 0 then 'lost character'
        end as industry_flaw,
        case
            when strpos(region_text, chr(65533)) > 0 then 'lost character'
        end as region_flaw,
        case
            when strpos(owner_text, chr(65533)) > 0 then 'lost character'
        end as owner_flaw,
        case
            when strpos(owner_email_text, chr(65533)) > 0 then 'lost character'
        end as owner_email_flaw,
        case
            when case when customer_since is null then not coalesce(regexp_like(lower(customer_since_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'not a date'
        end as customer_since_flaw,
        case
            when strpos(churn_reason_text, chr(65533)) > 0 then 'lost character'
        end as churn_reason_flaw,
        case
            when case when employees is null then not coalesce(regexp_like(lower(employees_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'not a whole number'
            when employees < 0 or employees > 1000000000 then 'out of bounds'
        end as employees_flaw,
        case
            when trim(is_internal_said) not in ('', 'Customer', 'Prospect', 'Internal') and not regexp_like(lower(trim(is_internal_said)), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z') then 'unknown word'
            when case when is_internal is null then not coalesce(regexp_like(lower(is_internal_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'not a boolean'
        end as is_internal_flaw,
        chr(9) || chr(10) || chr(13) as separators
    from crm_accounts_values
),

crm_accounts_checked as (
    select
        *,
        account_id as record_id,
        case
            when account_id is null then 'missing account_id'
            when account_id_flaw = 'missing' then 'missing account_id'
        end as reject_reason
    from crm_accounts_flaws
),

crm_accounts as (
    select
        'crm' as source,
        'accounts' as stream,
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
                when coalesce(name_flaw, segment_flaw, industry_flaw, region_flaw, owner_flaw, owner_email_flaw, customer_since_flaw, churn_reason_flaw, employees_flaw, is_internal_flaw) is not null then concat_ws(
                    chr(10),
                    case when name_flaw is not null then concat_ws(chr(9), 'name', name_flaw, coalesce(substr(trim(translate(name_text, separators, '   ')), 1, 60), '')) end,
                    case when segment_flaw is not null then concat_ws(chr(9), 'segment', segment_flaw, coalesce(substr(trim(translate(segment_text, separators, '   ')), 1, 60), '')) end,
                    case when industry_flaw is not null then concat_ws(chr(9), 'industry', industry_flaw, coalesce(substr(trim(translate(industry_text, separators, '   ')), 1, 60), '')) end,
                    case when region_flaw is not null then concat_ws(chr(9), 'region', region_flaw, coalesce(substr(trim(translate(region_text, separators, '   ')), 1, 60), '')) end,
                    case when owner_flaw is not null then concat_ws(chr(9), 'owner', owner_flaw, coalesce(substr(trim(translate(owner_text, separators, '   ')), 1, 60), '')) end,
                    case when owner_email_flaw is not null then concat_ws(chr(9), 'owner_email', owner_email_flaw, coalesce(substr(trim(translate(owner_email_text, separators, '   ')), 1, 60), '')) end,
                    case when customer_since_flaw is not null then concat_ws(chr(9), 'customer_since', customer_since_flaw, coalesce(substr(trim(translate(customer_since_text, separators, '   ')), 1, 60), '')) end,
                    case when churn_reason_flaw is not null then concat_ws(chr(9), 'churn_reason', churn_reason_flaw, coalesce(substr(trim(translate(churn_reason_text, separators, '   ')), 1, 60), '')) end,
                    case when employees_flaw is not null then concat_ws(chr(9), 'employees', employees_flaw, coalesce(substr(trim(translate(employees_text, separators, '   ')), 1, 60), '')) end,
                    case when is_internal_flaw is not null then concat_ws(chr(9), 'is_internal', is_internal_flaw, coalesce(case when is_internal_flaw in ('unknown word') then substr(trim(translate(is_internal_said, separators, '   ')), 1, 60) when is_internal_flaw in ('not a boolean') then substr(trim(translate(is_internal_text, separators, '   ')), 1, 60) end, '')) end
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
        name,
        domain,
        'crm:' || parent_account_id as parent_account_key,
        'crm:' || merged_into as merged_into_key,
        merged_ids,
        segment,
        plan,
        industry,
        region,
        owner,
        owner_email,
        customer_since,
        notice_on,
        churned_on,
        churn_reason,
        case when not (employees < 0 or employees > 1000000000) then employees end as employees,
        is_internal,
        source_url,
        attributes,
        other_domain,
        coalesce(reject_reason = 'filtered', false) as is_left_out
    from crm_accounts_checked
),

staged as (
    select * from crm_accounts
)

select * from staged
