-- Grain: one row per scorecard and measure: how it is known, what it earns, and what it moves, over the scored accounts.
with account_arr as (
    select
        account_id,
        arr
    from accounts
    where as_of_date = date '{{ as_of_date }}'
),

scored as (
    select
        account_id,
        raw_score,
        band
    from scores
    where as_of_date = date '{{ as_of_date }}'
),

scored_measures as (
    select
        measure_scores.account_id,
        measure_scores.scorecard,
        measure_scores.component,
        measure_scores.measure,
        measure_scores.value,
        round(measure_scores.points, 9) as points,
        measure_scores.effective_weight,
        measure_scores.contribution,
        measure_scores.status,
        measure_scores.status in ('ok', 'held') as is_known,
        measure_scores.status not in ('ok', 'held', 'not_applicable') as is_missing,
        scored.raw_score,
        scored.band = 'green'
        and measure_scores.status in ('ok', 'held')
        and measure_scores.points <= 20
        and measure_scores.effective_weight >= 0.1 as is_red_in_green,
        account_arr.arr
    from measure_scores
    inner join scored on scored.account_id = measure_scores.account_id
    left join account_arr on account_arr.account_id = measure_scores.account_id
    where measure_scores.as_of_date = date '{{ as_of_date }}'
),

missing_statuses as (
    select
        scorecard,
        measure,
        status,
        row_number() over (partition by scorecard, measure order by count(*) desc, status asc) as place
    from scored_measures
    where is_missing
    group by scorecard, measure, status
),

summed as (
    select
        scorecard,
        component,
        measure,
        count(*) as accounts,
        sum(cast(arr as double)) as arr,
        count(*) - count(arr) as arr_unknown,
        count(case when is_known then 1 end) as known,
        count(case when is_missing then 1 end) as missing,
        sum(case when is_missing then cast(arr as double) end) as missing_arr,
        count(case when is_missing and arr is null then 1 end) as missing_arr_unknown,
        min(case when is_known then value end) as lowest_value,
        max(case when is_known then value end) as highest_value,
        min(case when is_known then points end) as lowest_points,
        max(case when is_known then points end) as highest_points,
        avg(effective_weight) as weight,
        covar_pop(contribution, raw_score) as covariance,
        var_pop(raw_score) as variance,
        count(case when is_red_in_green then 1 end) as red_in_green,
        sum(case when is_red_in_green then cast(arr as double) end) as red_in_green_arr,
        count(case when is_red_in_green and arr is null then 1 end) as red_in_green_arr_unknown
    from scored_measures
    group by scorecard, component, measure
)

select
    summed.*,
    missing_statuses.status as missing_status
from summed
left join missing_statuses
    on
        missing_statuses.scorecard = summed.scorecard
        and missing_statuses.measure = summed.measure
        and missing_statuses.place = 1
order by summed.scorecard, summed.component, summed.measure
