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

-- Two horizons that look back to one day are worked out once.
from_days as (
    select distinct from_date
    from horizons
),

scores_now as (
    select
        account_id,
        scorecard,
        scoring_version,
        score,
        band
    from scores
    where as_of_date = date '{{ as_of_date }}' and score is not null
),

scores_then as (
    select
        account_id,
        scorecard,
        scoring_version,
        score,
        band,
        as_of_date as from_date
    from history_scores
    where
        as_of_date in (
            date '{{ previous_date }}',
            date '{{ change_1d_from }}',
            date '{{ change_7d_from }}',
            date '{{ change_30d_from }}'
        )
        and score is not null
),

own_changes as (
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
    from direct_changes
    where as_of_date = date '{{ as_of_date }}'
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

scored_twice as (
    select
        scores_now.account_id,
        scores_then.from_date,
        scores_now.scorecard <> scores_then.scorecard as is_moved,
        scores_now.scorecard <> scores_then.scorecard
        or scores_now.scoring_version is distinct from scores_then.scoring_version as is_rescored,
        scores_now.score as score_now,
        scores_then.score as score_then
    from scores_now
    inner join scores_then on scores_then.account_id = scores_now.account_id
),

-- A longer change over which the scorecard, the scoring or the matching of keys changed is the sum of its runs.
run_changes as (
    select
        account_id,
        as_of_date,
        cause,
        measure,
        reason,
        points
    from past_changes
    union all
    select
        account_id,
        date '{{ as_of_date }}' as as_of_date,
        cause,
        measure,
        reason,
        points
    from own_changes
    where from_date = date '{{ previous_date }}'
),

matched_runs as (
    select
        account_id,
        max(as_of_date) as matched_on
    from run_changes
    where reason = 'matched'
    group by account_id
),

spans as (
    select
        scored_twice.account_id,
        scored_twice.from_date,
        scored_twice.is_moved,
        scored_twice.score_now - scored_twice.score_then as points
    from scored_twice
    left join matched_runs on matched_runs.account_id = scored_twice.account_id
    where
        scored_twice.from_date < date '{{ previous_date }}'
        and (scored_twice.is_rescored or matched_runs.matched_on > scored_twice.from_date)
),

summed_runs as (
    select
        spans.account_id,
        spans.from_date,
        run_changes.cause,
        run_changes.measure,
        run_changes.reason,
        sum(run_changes.points) as points
    from spans
    inner join run_changes
        on
            run_changes.account_id = spans.account_id
            and run_changes.as_of_date > spans.from_date
    group by spans.account_id, spans.from_date, run_changes.cause, run_changes.measure, run_changes.reason
),

-- The values of both days, of the few measures of such changes.
summed_measures as (
    select
        summed_runs.account_id,
        summed_runs.from_date,
        summed_runs.cause,
        summed_runs.measure,
        summed_runs.reason,
        summed_runs.points,
        measures_then.value as value_from,
        measures_now.value as value_to,
        coalesce(measures_then.status = 'held', false) as is_held_then
    from summed_runs
    left join measures_now
        on
            measures_now.account_id = summed_runs.account_id
            and measures_now.measure = summed_runs.measure
    left join measures_then
        on
            measures_then.account_id = summed_runs.account_id
            and measures_then.measure = summed_runs.measure
            and measures_then.from_date = summed_runs.from_date
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
        spans.is_moved,
        spans.points,
        coalesce(span_sums.is_broken, false) or abs(spans.points - coalesce(span_sums.points, 0)) > 1e-6 as is_broken
    from spans
    left join span_sums
        on
            span_sums.account_id = spans.account_id
            and span_sums.from_date = spans.from_date
),

changes as (
    select own_changes.*
    from own_changes
    left join spans
        on
            spans.account_id = own_changes.account_id
            and spans.from_date = own_changes.from_date
    where spans.account_id is null and abs(own_changes.points) > 1e-12
    union all
    select summed_measures.*
    from summed_measures
    inner join chains
        on
            chains.account_id = summed_measures.account_id
            and chains.from_date = summed_measures.from_date
    where not chains.is_broken and abs(summed_measures.points) > 1e-12
    union all
    select
        account_id,
        from_date,
        case when is_moved then 'scorecard' else 'config' end as cause,
        cast(null as varchar) as measure,
        cast(null as varchar) as reason,
        points,
        cast(null as double) as value_from,
        cast(null as double) as value_to,
        false as is_held_then
    from chains
    where is_broken and abs(points) > 1e-12
),

-- Accounts with a score on one of the days only.
half_scored as (
    select
        scores_now.account_id,
        from_days.from_date,
        'newly_scored' as cause,
        cast(null as varchar) as reason
    from scores_now
    cross join from_days
    left join scores_then
        on
            scores_then.account_id = scores_now.account_id
            and scores_then.from_date = from_days.from_date
    where scores_then.account_id is null
    union all
    select
        scores_then.account_id,
        scores_then.from_date,
        'unscored' as cause,
        case when merged.account_id is not null then 'merged' end as reason
    from scores_then
    left join scores_now on scores_now.account_id = scores_then.account_id
    left join merged on merged.account_id = scores_then.account_id
    where scores_now.account_id is null
),

reasons as (
    select *
    from changes
    union all
    select
        account_id,
        from_date,
        cause,
        cast(null as varchar) as measure,
        reason,
        cast(null as double) as points,
        cast(null as double) as value_from,
        cast(null as double) as value_to,
        false as is_held_then
    from half_scored
),

-- Selected before the join: on most days there are none.
held_then as (
    select
        account_id,
        measure,
        from_date,
        known_on
    from measures_then
    where status = 'held'
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
        case
            when reasons.value_from is null then null
            when reasons.is_held_then then held_then.known_on
            else reasons.from_date
        end as known_from,
        scores_then.score as score_from,
        scores_now.score as score_to,
        scores_then.band as band_from,
        scores_now.band as band_to,
        reasons.from_date
    from reasons
    inner join horizons on horizons.from_date = reasons.from_date
    left join scores_now on scores_now.account_id = reasons.account_id
    left join scores_then
        on
            scores_then.account_id = reasons.account_id
            and scores_then.from_date = reasons.from_date
    left join held_then
        on
            held_then.account_id = reasons.account_id
            and held_then.measure = reasons.measure
            and held_then.from_date = reasons.from_date
)

select * from score_changes
