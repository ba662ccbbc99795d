-- Grain: one row per record, as known at the end of as_of_date, and one per date after it on which more is known.
-- Kind: snapshot
-- Readers: internal
-- Origin: lib/mapping/records-models.ts: subscriptions
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
-- plan varchar: the plan
-- status varchar: trialing, active, past_due, unpaid, paused, cancelled, incomplete, future
-- amount decimal(28,10): the price of one unit for one interval, in its currency
-- interval varchar: how long the amount pays for: day, week, two_weeks, four_weeks, thirty_days, month, two_months, quarter, four_months, half_year, nine_months, year, eighteen_months, two_years, three_years, four_years, five_years
-- interval_count bigint: how many intervals the amount pays for; 1 when it is empty
-- quantity decimal(28,10): how many units the amount is paid for; 1 when it is empty
-- arr decimal(28,10): what it brings a year, in its currency, instead of an amount
-- mrr decimal(28,10): what it brings a month, in its currency, instead of an amount
-- currency varchar: the currency of its price; the reporting currency when the source has none
-- seats bigint: how many people may use it
-- started_on date: its first day
-- trial_ends_on date: the first day on which it is no trial any more
-- ended_on date: the first day it no longer runs
-- cancel_notice_on date: the day its end was announced
-- renewal_on date: the day its current term ends
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
        plan,
        status,
        amount,
        interval,
        interval_count,
        quantity,
        arr,
        mrr,
        currency,
        seats,
        started_on,
        trial_ends_on,
        ended_on,
        cancel_notice_on,
        renewal_on,
        cast(null as date) as deleted_on
    from staged_subscriptions
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
        plan,
        status,
        amount,
        interval,
        interval_count,
        quantity,
        arr,
        mrr,
        currency,
        seats,
        started_on,
        trial_ends_on,
        ended_on,
        cancel_notice_on,
        renewal_on,
        deleted_on
    from history_subscriptions_records
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
        plan,
        status,
        amount,
        interval,
        interval_count,
        quantity,
        arr,
        mrr,
        currency,
        seats,
        started_on,
        trial_ends_on,
        ended_on,
        cancel_notice_on,
        renewal_on,
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
        plan,
        status,
        amount,
        interval,
        interval_count,
        quantity,
        arr,
        mrr,
        currency,
        seats,
        started_on,
        trial_ends_on,
        ended_on,
        cancel_notice_on,
        renewal_on,
        deleted_on
    from only_versions
)
select * from records
