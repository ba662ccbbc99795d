-- Grain: one row per record, as known at the end of as_of_date, and one per date after it on which more is known.
-- Kind: snapshot
-- Readers: internal
-- Origin: lib/mapping/records-models.ts: accounts
-- source varchar: the source, as the config names it
-- stream varchar: the stream within the source
-- record_id varchar: the record, as its source names it
-- load_id varchar: the load it came with
-- landed_on date: the date it landed on; of a history loaded at once, the record's own
-- known_on date: the day from which on this row may be used
-- is_outline boolean: true for the part of a history's record that was known on its own date
-- extracted_at timestamp(3): when its load was made
-- position bigint: its place in its load: by file, then by row; null in loads that do not say
-- updated_at timestamp(3): when the source last changed the record
-- content_hash varchar: the MD5 of the record's text, in hex
-- cell_problems varchar: a line for each cell that could not be read: field, reason and what it said, with tabs between; null without
-- account_key varchar: <source>:<the source's own account id>
-- name varchar: the company's name
-- domain varchar: its internet domain, which matches accounts between sources
-- parent_account_key varchar: the account above it
-- merged_into_key varchar: the account it was merged into
-- merged_ids varchar: the accounts that were merged into it: 1;2 or 1,2 or a JSON array
-- segment varchar: how the company divides its market, say Enterprise
-- plan varchar: the plan it is on, where no subscription says so
-- industry varchar: its industry
-- region varchar: its region
-- owner varchar: who looks after it
-- owner_email varchar: the owner's address
-- customer_since date: the day it became a customer
-- notice_on date: the day it gave notice
-- churned_on date: the day it stopped being a customer
-- churn_reason varchar: why it left, in the source's words
-- employees bigint: how many people it employs
-- is_internal boolean: true for test and own accounts, which are not scored
-- source_url varchar: where a person finds it in the source
-- attributes varchar: a JSON object of the config's further attributes, as text
-- other_domain varchar: an internationalised domain in its other form; null for others
-- deleted_on date: the date of the full snapshot that no longer had it; null while it is there
with versions as (
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
        deleted_on
    from history_accounts_records
    where as_of_date = date '{{ previous_date }}'
),
-- Most records have one version. Ranking carries whole rows, and would cost more than all else here.
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
        on versions.source = repeated_ids.source
        and versions.record_id = repeated_ids.record_id
),
only_versions as (
    select versions.*
    from versions
    left join repeated_ids
        on versions.source = repeated_ids.source
        and versions.record_id = repeated_ids.record_id
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
        deleted_on
    from only_versions
)
select * from records
