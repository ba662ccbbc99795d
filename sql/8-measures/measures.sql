-- Grain: one row per scored account and measure, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: public
-- Section: The score, explained
-- Purpose: The value of each measure, or a status that says why there is none.
-- account_id varchar: the account
-- measure varchar: the measure
-- component varchar: the measure's family: usage, support, feedback, financial or relationship; own for the project's
--     measures
-- value double: the measure's value; null unless status is ok or held
-- unit varchar: the unit of the value
-- sample_size bigint: the number of facts behind the value: uses, tickets, answers, invoices, terms and so on
-- status varchar: ok: known (a true zero is ok with 0); held: the last good value, while its source is stale;
--     source_stale: no recent value to hold; never_connected: no source provides it, or its source has so many
--     unmatched keys that the account's own may be one of them; not_applicable: it does not apply to the account;
--     no_response: nobody answered; unreadable: it is a word that the measure does not list
-- source varchar: the source of the value; the first in the config if there are several; null when never connected
-- observed_at timestamp(3): when the value was observed: known_on, or the time that a project's own measure returns
-- known_on date: the last day on which the value came from sources that were not stale; hold_days count from it
with family_measures as (
    select
        account_id,
        measure,
        value,
        sample_size,
        absence,
        cast(null as timestamp(3)) as observed_at
    from usage_measures
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        account_id,
        measure,
        value,
        sample_size,
        absence,
        cast(null as timestamp(3)) as observed_at
    from support_measures
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        account_id,
        measure,
        value,
        sample_size,
        absence,
        cast(null as timestamp(3)) as observed_at
    from feedback_measures
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        account_id,
        measure,
        value,
        sample_size,
        absence,
        cast(null as timestamp(3)) as observed_at
    from financial_measures
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        account_id,
        measure,
        value,
        sample_size,
        absence,
        cast(null as timestamp(3)) as observed_at
    from relationship_measures
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        account_id,
        measure,
        value,
        sample_size,
        absence,
        observed_at
    from own_measures
    where as_of_date = date '{{ as_of_date }}'
),

definitions as (
    select
        measure,
        family,
        unit,
        hold_days
    from measure_definitions
    where as_of_date = date '{{ as_of_date }}'
),

counted_entities as (
    select
        measure,
        entity
    from measure_entities
    where as_of_date = date '{{ as_of_date }}'
),

connected_streams as (
    select
        source,
        stream,
        entity,
        source_position
    from streams
    where as_of_date = date '{{ as_of_date }}' and last_landed_on is not null
),

unfit_streams as (
    select
        source,
        stream,
        status
    from source_freshness
    where as_of_date = date '{{ as_of_date }}' and status <> 'fresh'
),

matched_accounts as (
    select distinct
        source,
        account_id
    from account_identity
    where as_of_date = date '{{ as_of_date }}'
        and account_id is not null
),

-- Where any share may stay unmatched, unmatched keys are other companies.
unmatched_sources as (
    select
        source,
        count(*) as unmatched
    from account_identity
    where as_of_date = date '{{ as_of_date }}'
        and account_id is null
        and source not in (
            select source
            from streams
            where as_of_date = date '{{ as_of_date }}'
                and max_unmatched = 1
        )
    group by source
),

scored_accounts as (
    select account_id
    from accounts
    where as_of_date = date '{{ as_of_date }}'
        and is_scored
),

accounts_without_key as (
    select
        unmatched_sources.source,
        unmatched_sources.unmatched,
        scored_accounts.account_id,
        count(*) over (partition by unmatched_sources.source) as accounts
    from unmatched_sources
    cross join scored_accounts
    left join matched_accounts
        on matched_accounts.source = unmatched_sources.source
        and matched_accounts.account_id = scored_accounts.account_id
    where matched_accounts.account_id is null
),

-- Any of the unmatched keys may be an account's own: with few of them, it hardly is.
doubtful_accounts as (
    select
        source,
        account_id
    from accounts_without_key
    where unmatched > 0.2 * accounts
),

last_measures as (
    select
        account_id,
        measure,
        value,
        sample_size,
        observed_at,
        coalesce(known_on, cast(observed_at as date)) as known_on
    from history_measures
    where as_of_date = date '{{ previous_date }}' and status in ('ok', 'held')
),

connections as (
    select
        connected_streams.entity,
        min_by(connected_streams.source, connected_streams.source_position) as source,
        min(connected_streams.source_position) as source_position,
        count(unfit_streams.stream) > 0 as is_stale
    from connected_streams
    left join unfit_streams
        on
            unfit_streams.source = connected_streams.source
            and unfit_streams.stream = connected_streams.stream
    -- A stream with rejects only has provided nothing yet.
    where coalesce(unfit_streams.status <> 'never_connected', true)
    group by connected_streams.entity
),

-- A measure of several entities needs all of them.
measure_connections as (
    select
        counted_entities.measure,
        case
            when count(connections.entity) = count(*)
                then min_by(connections.source, connections.source_position)
        end as source,
        count(*) filter (where connections.is_stale) > 0 as is_stale
    from counted_entities
    left join connections on connections.entity = counted_entities.entity
    group by counted_entities.measure
),

defined_measures as (
    select
        definitions.measure,
        definitions.family,
        definitions.unit,
        definitions.hold_days,
        measure_connections.source,
        coalesce(measure_connections.is_stale, false) as is_stale
    from definitions
    left join measure_connections on measure_connections.measure = definitions.measure
),

-- Few days have any, so they are selected before the join, which costs nothing on other days.
held_measures as (
    select
        last_measures.account_id,
        last_measures.measure,
        last_measures.value,
        last_measures.sample_size,
        last_measures.observed_at,
        last_measures.known_on
    from last_measures
    inner join defined_measures on defined_measures.measure = last_measures.measure
    where
        defined_measures.is_stale
        and date_diff('day', last_measures.known_on, date '{{ as_of_date }}') <= defined_measures.hold_days
),

judged as (
    select
        family_measures.account_id,
        family_measures.measure,
        defined_measures.family,
        defined_measures.unit,
        defined_measures.source,
        case
            when defined_measures.source is null or doubtful_accounts.account_id is not null then 'never_connected'
            when defined_measures.is_stale and held_measures.value is not null then 'held'
            when defined_measures.is_stale then 'source_stale'
            else coalesce(family_measures.absence, 'ok')
        end as status,
        family_measures.value as value_now,
        family_measures.sample_size as sample_size_now,
        coalesce(family_measures.observed_at, cast(date '{{ as_of_date }}' as timestamp(3))) as observed_at_now,
        held_measures.value as last_value,
        held_measures.sample_size as last_sample_size,
        held_measures.observed_at as last_observed_at,
        held_measures.known_on as last_known_on
    from family_measures
    inner join defined_measures on defined_measures.measure = family_measures.measure
    left join held_measures
        on
            held_measures.account_id = family_measures.account_id
            and held_measures.measure = family_measures.measure
    left join doubtful_accounts
        on
            doubtful_accounts.source = defined_measures.source
            and doubtful_accounts.account_id = family_measures.account_id
),

measures as (
    select
        account_id,
        measure,
        family as component,
        case status when 'ok' then value_now when 'held' then last_value end as value,
        unit,
        case status when 'ok' then sample_size_now when 'held' then last_sample_size else 0 end as sample_size,
        status,
        source,
        case status
            when 'ok' then observed_at_now
            when 'held' then last_observed_at
        end as observed_at,
        case status when 'ok' then date '{{ as_of_date }}' when 'held' then last_known_on end as known_on
    from judged
)

select * from measures
