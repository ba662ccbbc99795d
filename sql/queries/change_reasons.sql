-- Grain: one row per account, horizon_days, cause, measure and reason of a change of its score, with what its words need.
with changes as (
    select *
    from score_changes
    where as_of_date = date '{{ as_of_date }}'
),

-- The runs that changed what is scored, or how, say when it was.
run_changes as (
    select
        account_id,
        as_of_date,
        cause,
        measure,
        reason
    from score_changes
    where as_of_date between date '{{ since }}' and date '{{ as_of_date }}'
        and horizon_days = 0
        and (cause in ('scorecard', 'config') or reason = 'matched')
),

dated_changes as (
    select
        changes.account_id,
        changes.horizon_days,
        changes.cause,
        changes.measure,
        changes.reason,
        max(run_changes.as_of_date) as happened_on
    from changes
    inner join run_changes
        on
            run_changes.account_id = changes.account_id
            and run_changes.cause = changes.cause
            and run_changes.measure is not distinct from changes.measure
            and run_changes.reason is not distinct from changes.reason
    where run_changes.as_of_date > changes.from_date
    group by changes.account_id, changes.horizon_days, changes.cause, changes.measure, changes.reason
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
        cap_rule,
        override_author,
        override_reason,
        override_expires_on
    from scores
    where as_of_date = date '{{ as_of_date }}'
),

past_caps as (
    select
        account_id,
        as_of_date,
        cap_rule
    from scores
    where as_of_date between date '{{ since }}' and date '{{ as_of_date }}'
),

last_uncapped as (
    select
        scored.account_id,
        max(past_caps.as_of_date) as uncapped_on
    from scored
    inner join past_caps on past_caps.account_id = scored.account_id
    where past_caps.cap_rule is distinct from scored.cap_rule
    group by scored.account_id
),

capped_days as (
    select
        past_caps.account_id,
        min(past_caps.as_of_date) as capped_on
    from last_uncapped
    inner join past_caps on past_caps.account_id = last_uncapped.account_id
    where past_caps.as_of_date > last_uncapped.uncapped_on
        and past_caps.cap_rule is not null
    group by past_caps.account_id
),

card_versions as (
    select
        scorecard,
        green,
        yellow,
        row_number() over (partition by scorecard order by valid_from desc, component asc, measure asc) as place
    from scorecard_history
    where as_of_date <= date '{{ as_of_date }}'
),

bands as (
    select
        scorecard,
        green,
        yellow
    from card_versions
    where place = 1
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
        scored.override_author,
        scored.override_reason,
        scored.override_expires_on,
        scored.cap_rule,
        case when scored.cap_rule = changes.reason then capped_days.capped_on else dated_changes.happened_on end
        as happened_on,
        bands.green,
        bands.yellow
    from changes
    left join dictionary on dictionary.measure = changes.measure
    left join measure_sources
        on
            measure_sources.account_id = changes.account_id
            and measure_sources.measure = changes.measure
    left join freshness on freshness.source = measure_sources.source
    left join scored on scored.account_id = changes.account_id
    left join bands on bands.scorecard = scored.scorecard
    left join capped_days on capped_days.account_id = changes.account_id
    left join dated_changes
        on
            dated_changes.account_id = changes.account_id
            and dated_changes.horizon_days = changes.horizon_days
            and dated_changes.cause = changes.cause
            and dated_changes.measure is not distinct from changes.measure
            and dated_changes.reason is not distinct from changes.reason
)

select *
from change_reasons
order by account_id, horizon_days, cause, measure, reason
