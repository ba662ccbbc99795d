-- Grain: one row per account, horizon_days, cause, measure and reason, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: public
-- Section: The score, explained
-- Purpose: Why a score changed since an earlier day, in points that sum to the change.
-- account_id varchar: the account
-- horizon_days integer: 0 for the change since the run before; 1, 7 or 30 for the change since the newest published day
--     that is as many days to twice as many days old
-- cause varchar: behaviour: the values of a measure known on both days; availability: a measure that came to count, or
--     no longer counts; config or scorecard: another definition of the score, or the move to another scorecard; floor,
--     cap; newly_scored or unscored: without a score on one of the days
-- measure varchar: the measure that behaviour, availability or config is about; null for other causes
-- reason varchar: of availability: stale, unconnected, no_response, not_applicable (now, or until now), back (from
--     stale) or matched (keys of its source point to another account); of a cap or floor: its name; merged: why an
--     account is no longer scored
-- points double: points of the score, positive or negative; null for newly_scored and unscored
-- value_from double: the measure's value on from_date; null when it was not known
-- value_to double: the measure's value on as_of_date; null when it is not known
-- known_from date: the last day on which value_from was known
-- score_from double: the score on from_date
-- score_to double: the score on as_of_date
-- band_from varchar: the band on from_date
-- band_to varchar: the band on as_of_date
-- from_date date: the earlier day
with horizons as (
    select
        horizon_days,
        from_date
    from (
        values
        (0, date '{{ previous_date }}'),
        (1, date '{{ change_1d_from }}'),
        (7, date '{{ change_7d_from }}'),
        (30, date '{{ change_30d_from }}')
    ) as compared (horizon_days, from_date)
    where from_date > date '0001-01-01'
),

pairs as (
    select
        account_id,
        from_date,
        score_from,
        score_to,
        band_from,
        band_to,
        is_summed,
        definition_cause
    from compared_scores
    where as_of_date = date '{{ as_of_date }}'
),

wholes as (
    select
        account_id,
        from_date,
        definition_cause,
        definition_points,
        floor_rule,
        floor_points,
        cap_rule,
        cap_points,
        override_points
    from compared_scores
    where
        as_of_date = date '{{ as_of_date }}'
        and (
            abs(definition_points) > 1e-12
            or abs(floor_points) > 1e-12
            or abs(cap_points) > 1e-12
            or abs(override_points) > 1e-12
        )
),

steps as (
    select
        account_id,
        from_date,
        cause,
        measure,
        reason,
        points,
        value_from,
        value_to,
        is_held_then
    from score_steps
    where as_of_date = date '{{ as_of_date }}' and cause <> 'unknown'
),

past_changes as (
    select
        account_id,
        as_of_date,
        cause,
        measure,
        reason,
        points
    from history_score_changes
    where as_of_date > date '{{ change_30d_from }}' and horizon_days = 0
),

merged as (
    select past_id as account_id
    from account_merges
    where as_of_date = date '{{ as_of_date }}'
),

measures_now as (
    select
        account_id,
        measure,
        value
    from measures
    where as_of_date = date '{{ as_of_date }}'
),

measures_then as (
    select
        account_id,
        measure,
        value,
        status,
        known_on,
        as_of_date as from_date
    from history_measures
    where
        as_of_date in (
            date '{{ previous_date }}',
            date '{{ change_1d_from }}',
            date '{{ change_7d_from }}',
            date '{{ change_30d_from }}'
        )
),

-- Selected before the join: on most days there are none.
held_then as (
    select
        account_id,
        measure,
        known_on,
        as_of_date as from_date
    from history_measures
    where
        as_of_date in (
            date '{{ previous_date }}',
            date '{{ change_1d_from }}',
            date '{{ change_7d_from }}',
            date '{{ change_30d_from }}'
        )
        and status = 'held'
),

whole_causes as (
    select cause
    from (values ('definition'), ('floor'), ('cap'), ('override')) as listed (cause)
),

-- What moved the score besides its measures.
whole_changes as (
    select
        wholes.account_id,
        wholes.from_date,
        case whole_causes.cause when 'definition' then wholes.definition_cause else whole_causes.cause end as cause,
        case whole_causes.cause when 'floor' then wholes.floor_rule when 'cap' then wholes.cap_rule end as reason,
        case whole_causes.cause
            when 'definition' then wholes.definition_points
            when 'floor' then wholes.floor_points
            when 'cap' then wholes.cap_points
            else wholes.override_points
        end as points
    from wholes
    cross join whole_causes
),

-- A longer change over which the scorecard, the scoring or the matching of keys changed is the sum of its runs.
spans as (
    select
        account_id,
        from_date,
        definition_cause,
        score_to - score_from as points
    from pairs
    where is_summed
),

last_changes as (
    select
        account_id,
        cause,
        measure,
        reason,
        points
    from steps
    where from_date = date '{{ previous_date }}'
    union all
    select
        account_id,
        cause,
        cast(null as varchar) as measure,
        reason,
        points
    from whole_changes
    where from_date = date '{{ previous_date }}' and abs(points) > 1e-12
),

span_runs as (
    select
        spans.account_id,
        spans.from_date,
        past_changes.cause,
        past_changes.measure,
        past_changes.reason,
        past_changes.points
    from past_changes
    inner join spans
        on
            spans.account_id = past_changes.account_id
            and spans.from_date < past_changes.as_of_date
    union all
    select
        spans.account_id,
        spans.from_date,
        last_changes.cause,
        last_changes.measure,
        last_changes.reason,
        last_changes.points
    from last_changes
    inner join spans on spans.account_id = last_changes.account_id
),

summed_runs as (
    select
        account_id,
        from_date,
        cause,
        measure,
        reason,
        sum(points) as points
    from span_runs
    group by account_id, from_date, cause, measure, reason
),

-- The values of both days, of the few accounts with such changes.
span_values_now as (
    select
        spans.account_id,
        spans.from_date,
        measures_now.measure,
        measures_now.value
    from measures_now
    inner join spans on spans.account_id = measures_now.account_id
),

span_values_then as (
    select
        spans.account_id,
        spans.from_date,
        measures_then.measure,
        measures_then.value,
        case when measures_then.status = 'held' then measures_then.known_on else spans.from_date end as known_from
    from measures_then
    inner join spans
        on
            spans.account_id = measures_then.account_id
            and spans.from_date = measures_then.from_date
),

-- A chain is broken by a run without a score, and by days from before this table.
span_sums as (
    select
        account_id,
        from_date,
        sum(points) as points,
        count(*) filter (where cause in ('newly_scored', 'unscored')) > 0 as is_broken
    from summed_runs
    group by account_id, from_date
),

chains as (
    select
        spans.account_id,
        spans.from_date,
        spans.definition_cause,
        spans.points,
        coalesce(span_sums.is_broken, false) or abs(spans.points - coalesce(span_sums.points, 0)) > 1e-6 as is_broken
    from spans
    left join span_sums
        on
            span_sums.account_id = spans.account_id
            and span_sums.from_date = spans.from_date
),

summed_changes as (
    select
        summed_runs.account_id,
        summed_runs.from_date,
        summed_runs.cause,
        summed_runs.measure,
        summed_runs.reason,
        summed_runs.points,
        span_values_then.value as value_from,
        span_values_now.value as value_to,
        case when span_values_then.value is not null then span_values_then.known_from end as known_from
    from summed_runs
    inner join chains
        on
            chains.account_id = summed_runs.account_id
            and chains.from_date = summed_runs.from_date
    left join span_values_now
        on
            span_values_now.account_id = summed_runs.account_id
            and span_values_now.from_date = summed_runs.from_date
            and span_values_now.measure = summed_runs.measure
    left join span_values_then
        on
            span_values_then.account_id = summed_runs.account_id
            and span_values_then.from_date = summed_runs.from_date
            and span_values_then.measure = summed_runs.measure
    where not chains.is_broken
),

dated_steps as (
    select
        account_id,
        from_date,
        cause,
        measure,
        reason,
        points,
        value_from,
        value_to,
        case when value_from is not null then from_date end as known_from
    from steps
    where not is_held_then
    union all
    select
        steps.account_id,
        steps.from_date,
        steps.cause,
        steps.measure,
        steps.reason,
        steps.points,
        steps.value_from,
        steps.value_to,
        case when steps.value_from is not null then held_then.known_on end as known_from
    from steps
    left join held_then
        on
            held_then.account_id = steps.account_id
            and held_then.measure = steps.measure
            and held_then.from_date = steps.from_date
    where steps.is_held_then
),

changes as (
    select dated_steps.*
    from dated_steps
    left join spans
        on
            spans.account_id = dated_steps.account_id
            and spans.from_date = dated_steps.from_date
    where spans.account_id is null
    union all
    select *
    from summed_changes
    union all
    select
        account_id,
        from_date,
        cause,
        cast(null as varchar) as measure,
        reason,
        points,
        cast(null as double) as value_from,
        cast(null as double) as value_to,
        cast(null as date) as known_from
    from whole_changes
    union all
    select
        account_id,
        from_date,
        definition_cause as cause,
        cast(null as varchar) as measure,
        cast(null as varchar) as reason,
        points,
        cast(null as double) as value_from,
        cast(null as double) as value_to,
        cast(null as date) as known_from
    from chains
    where is_broken
),

reasons as (
    select *
    from changes
    where abs(points) > 1e-12
    union all
    -- Accounts with a score on one of the days only.
    select
        pairs.account_id,
        pairs.from_date,
        case when pairs.score_from is null then 'newly_scored' else 'unscored' end as cause,
        cast(null as varchar) as measure,
        case when pairs.score_to is null and merged.account_id is not null then 'merged' end as reason,
        cast(null as double) as points,
        cast(null as double) as value_from,
        cast(null as double) as value_to,
        cast(null as date) as known_from
    from pairs
    left join merged on merged.account_id = pairs.account_id
    where pairs.score_from is null or pairs.score_to is null
),

score_changes as (
    select
        reasons.account_id,
        horizons.horizon_days,
        reasons.cause,
        reasons.measure,
        reasons.reason,
        reasons.points,
        reasons.value_from,
        reasons.value_to,
        reasons.known_from,
        pairs.score_from,
        pairs.score_to,
        pairs.band_from,
        pairs.band_to,
        reasons.from_date
    from reasons
    inner join horizons on horizons.from_date = reasons.from_date
    inner join pairs
        on
            pairs.account_id = reasons.account_id
            and pairs.from_date = reasons.from_date
)

select * from score_changes
