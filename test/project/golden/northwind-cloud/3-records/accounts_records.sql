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
with staged as (
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
        reject_reason
    from staged_accounts
    where as_of_date = date '{{ as_of_date }}'
),

previous as (
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

full_snapshots as (
    select
        source,
        stream,
        max(landed_on) as landed_on,
        bool_and(is_whole) as is_whole
    from run_batches
    where as_of_date = date '{{ as_of_date }}'
        and entity = 'accounts'
        and mode = 'full'
        and is_read
    group by source, stream
),

last_seen as (
    select
        source,
        stream,
        max(coalesce(deleted_on, landed_on)) as seen_on
    from previous
    group by source, stream
),

-- A snapshot is outdated if it landed before one that an earlier run has read.
snapshots as (
    select
        full_snapshots.source,
        full_snapshots.stream,
        full_snapshots.landed_on,
        full_snapshots.is_whole,
        coalesce(full_snapshots.landed_on < last_seen.seen_on, false) as is_outdated
    from full_snapshots
    left join last_seen
        on last_seen.source = full_snapshots.source
        and last_seen.stream = full_snapshots.stream
),

-- Unreadable rows whose record id is readable.
formed_ids as (
    select
        source,
        stream,
        case
            when record_id between '!' and '}' and substr(record_id, -1) between '!' and '~' and record_id not like '%.%0' and normalize(record_id) = record_id then record_id
            else coalesce(nullif(regexp_extract(record_id, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(record_id), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as formed_id
    from named_records
    where as_of_date = date '{{ as_of_date }}'
),

named as (
    select
        source,
        stream,
        case when formed_id not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then formed_id end as record_id
    from formed_ids
),

mentioning_rows as (
    select
        source,
        stream,
        record_id,
        reject_reason is null as is_readable
    from staged
    where record_id is not null
        and coalesce(reject_reason <> 'filtered', true)
    union all
    select
        source,
        stream,
        record_id,
        false as is_readable
    from named
    where record_id is not null
),

-- Whether the snapshot contains each record, and readably: a rejected row shows that the record still exists,
-- a filtered row does not.
mentions as (
    select
        source,
        stream,
        record_id,
        bool_or(is_readable) as is_readable
    from mentioning_rows
    group by source, stream, record_id
),

-- A narrow list of its own: joined with snapshots directly, DuckDB would hash every wide row that arrived.
outdated_streams as (
    select
        source,
        stream
    from snapshots
    where is_outdated
),

arrived as (
    select
        staged.source,
        staged.stream,
        staged.record_id,
        staged.load_id,
        staged.landed_on,
        staged.known_on,
        staged.is_outline,
        staged.extracted_at,
        staged.position,
        staged.updated_at,
        staged.content_hash,
        staged.cell_problems,
        staged.account_key,
        staged.name,
        staged.domain,
        staged.parent_account_key,
        staged.merged_into_key,
        staged.merged_ids,
        staged.segment,
        staged.plan,
        staged.industry,
        staged.region,
        staged.owner,
        staged.owner_email,
        staged.customer_since,
        staged.notice_on,
        staged.churned_on,
        staged.churn_reason,
        staged.employees,
        staged.is_internal,
        staged.source_url,
        staged.attributes,
        staged.other_domain,
        staged.is_left_out,
        cast(null as date) as deleted_on
    from staged
    left join outdated_streams
        on outdated_streams.source = staged.source
        and outdated_streams.stream = staged.stream
    where staged.reject_reason is null
        and outdated_streams.source is null
),

left_out as (
    select distinct
        source,
        stream,
        record_id
    from staged
    where reject_reason = 'filtered'
        and record_id is not null
),

kept as (
    select
        previous.source,
        previous.stream,
        previous.record_id,
        previous.load_id,
        previous.landed_on,
        previous.known_on,
        previous.is_outline,
        previous.extracted_at,
        previous.position,
        previous.updated_at,
        previous.content_hash,
        previous.cell_problems,
        previous.account_key,
        previous.name,
        previous.domain,
        previous.parent_account_key,
        previous.merged_into_key,
        previous.merged_ids,
        previous.segment,
        previous.plan,
        previous.industry,
        previous.region,
        previous.owner,
        previous.owner_email,
        previous.customer_since,
        previous.notice_on,
        previous.churned_on,
        previous.churn_reason,
        previous.employees,
        previous.is_internal,
        previous.source_url,
        previous.attributes,
        previous.other_domain,
        case when left_out.record_id is not null then true else previous.is_left_out end as is_left_out,
        case
            when snapshots.is_whole and mentions.record_id is null
                then coalesce(previous.deleted_on, snapshots.landed_on)
            else previous.deleted_on
        end as deleted_on
    from previous
    left join snapshots
        on snapshots.source = previous.source
        and snapshots.stream = previous.stream
        and not snapshots.is_outdated
    left join mentions
        on mentions.source = previous.source
        and mentions.stream = previous.stream
        and mentions.record_id = previous.record_id
    left join left_out
        on left_out.source = previous.source
        and left_out.stream = previous.stream
        and left_out.record_id = previous.record_id
    where snapshots.source is null
        or coalesce(not mentions.is_readable, true)
),

versions as (
    select * from arrived
    union all
    select * from kept
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
