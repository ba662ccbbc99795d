-- Grain: one row per account, horizon_days, cause, measure and reason of a change of its score, with what its words need.
with changes as (
    select *
    from score_changes
    where as_of_date = date '{{ as_of_date }}'
),

dictionary as (
    select
        measure,
        label,
        unit,
        words,
        becomes_one,
        becomes_zero
    from measure_dictionary
    where as_of_date = date '{{ as_of_date }}'
),

measure_sources as (
    select
        account_id,
        measure,
        source
    from measures
    where as_of_date = date '{{ as_of_date }}'
),

freshness as (
    select
        source,
        min(last_usable_on) as last_usable_on
    from source_freshness
    where as_of_date = date '{{ as_of_date }}'
        and status in ('stale', 'degraded')
    group by source
),

scored as (
    select
        account_id,
        scorecard,
        floored_score,
        cap_rule
    from scores
    where as_of_date = date '{{ as_of_date }}'
),

change_reasons as (
    select
        changes.account_id,
        changes.horizon_days,
        changes.from_date,
        changes.cause,
        changes.measure,
        changes.reason,
        changes.points,
        changes.value_from,
        changes.value_to,
        changes.known_from,
        changes.score_from,
        changes.score_to,
        changes.band_from,
        changes.band_to,
        dictionary.label,
        dictionary.unit,
        dictionary.words,
        dictionary.becomes_one,
        dictionary.becomes_zero,
        measure_sources.source,
        freshness.last_usable_on,
        scored.scorecard,
        scored.floored_score,
        scored.cap_rule
    from changes
    left join dictionary on dictionary.measure = changes.measure
    left join measure_sources
        on
            measure_sources.account_id = changes.account_id
            and measure_sources.measure = changes.measure
    left join freshness on freshness.source = measure_sources.source
    left join scored on scored.account_id = changes.account_id
)

select *
from change_reasons
order by account_id, horizon_days, cause, measure, reason
