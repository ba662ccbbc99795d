-- Grain: one row per record, as known at the end of as_of_date, and one per later date with more information.
-- Kind: snapshot
-- Readers: internal
-- Origin: lib/mapping/records/records-models.ts: accounts
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
-- deleted_on date: the date of the full snapshot that no longer contained the record; null while it exists
with previous as (
    select
        source,
        stream,
        record_id,
        load_id,
        landed_on,
        known_on,
        is_outline,
        extracted_at,
        position,
        updated_at,
        content_hash,
        cell_problems,
        account_key,
        name,
        domain,
        parent_account_key,
        merged_into_key,
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
        employees,
        is_internal,
        source_url,
        attributes,
        other_domain,
        is_left_out,
        deleted_on
    from history_accounts_records
    where as_of_date = date '{{ previous_date }}'
),

versions as (
    select
        source,
        stream,
        record_id,
        load_id,
        landed_on,
        known_on,
        is_outline,
        extracted_at,
        position,
        updated_at,
        content_hash,
        cell_problems,
        account_key,
        name,
        domain,
        parent_account_key,
        merged_into_key,
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
        employees,
        is_internal,
        source_url,
        attributes,
        other_domain,
        is_left_out,
        cast(null as date) as deleted_on
    from staged_accounts
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason is null
    union all
    select
        source,
        stream,
        record_id,
        load_id,
        landed_on,
        known_on,
        is_outline,
        extracted_at,
        position,
        updated_at,
        content_hash,
        cell_problems,
        account_key,
        name,
        domain,
        parent_account_key,
        merged_into_key,
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
        employees,
        is_internal,
        source_url,
        attributes,
        other_domain,
        is_left_out,
        deleted_on
    from previous
),

-- Most records have one version. Ranking carries whole rows, and would cost more than everything else here.
repeated_ids as (
    select
        source,
        record_id
    from versions
    group by source, record_id
    having count(*) > 1
),

rival_versions as (
    select versions.*
    from versions
    inner join repeated_ids
        on repeated_ids.source = versions.source
        and repeated_ids.record_id = versions.record_id
),

only_versions as (
    select versions.*
    from versions
    left join repeated_ids
        on repeated_ids.source = versions.source
        and repeated_ids.record_id = versions.record_id
    where repeated_ids.record_id is null
),

-- One rank for what is known by now, and one for each later day on which more is known.
ranked as (
    select
        *,
        row_number() over (
            partition by
                source,
                record_id,
                case when known_on > date '{{ as_of_date }}' then known_on end
            order by
                updated_at desc nulls last,
                is_outline,
                case when not is_outline then known_on end desc nulls last,
                extracted_at desc nulls last,
                position desc nulls last,
                content_hash desc,
                stream,
                load_id desc
        ) as place
    from rival_versions
),

records as (
    select
        source,
        stream,
        record_id,
        load_id,
        landed_on,
        known_on,
        is_outline,
        extracted_at,
        position,
        updated_at,
        content_hash,
        cell_problems,
        account_key,
        name,
        domain,
        parent_account_key,
        merged_into_key,
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
        employees,
        is_internal,
        source_url,
        attributes,
        other_domain,
        is_left_out,
        deleted_on
    from ranked
    where place = 1
    union all
    select
        source,
        stream,
        record_id,
        load_id,
        landed_on,
        known_on,
        is_outline,
        extracted_at,
        position,
        updated_at,
        content_hash,
        cell_problems,
        account_key,
        name,
        domain,
        parent_account_key,
        merged_into_key,
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
        employees,
        is_internal,
        source_url,
        attributes,
        other_domain,
        is_left_out,
        deleted_on
    from only_versions
)

select * from records
