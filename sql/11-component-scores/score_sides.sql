-- Grain: one row per account, from_date and measure, of those that can move a score between the two days.
-- Kind: snapshot
-- Readers: internal
-- account_id varchar: the account
-- from_date date: the earlier day that the score is compared with
-- component varchar: the component that contains the measure now
-- component_weight double: the component's weight now
-- combine varchar: how the component combines its measures now: weighted_mean, lowest or highest
-- measure varchar: the measure
-- weight double: the measure's weight within the component now
-- fallback_points double: the points for a missing value now; null when it is left out
-- points_then double: the points of from_date, by the scorecard and config of as_of_date
-- is_known_then boolean: whether the measure was ok or held on from_date
-- status_then varchar: its status on from_date; null when that day did not have it
-- value_from double: its value on from_date; null when it was not known
-- points_now double: the points of as_of_date
-- effective_weight double: its share of the raw score of as_of_date
-- is_known_now boolean: whether it is ok or held on as_of_date
-- status_now varchar: its status on as_of_date
-- value_to double: its value on as_of_date; null when it is not known
-- is_uneven boolean: whether what counts is not the same on both days, or a component is set by few of its measures; all
--     measures of such an account are there, of others those that moved
with pairs as (
    select
        account_id,
        from_date,
        scorecard,
        is_rescored
    from score_pairs
    where as_of_date = date '{{ as_of_date }}'
),

weights as (
    select
        scorecard,
        component,
        component_weight,
        combine,
        measure,
        fallback_points
    from scorecard_measures
    where as_of_date = date '{{ as_of_date }}' and component_weight > 0 and weight > 0
),

stretches as (
    select
        scorecard,
        measure,
        coalesce(value_from, cast('-Infinity' as double)) as starts_at,
        coalesce(value_to, cast('Infinity' as double)) as ends_at,
        value_from is null or value_to is null as is_flat,
        points_from,
        points_to
    from scorecard_points
    where as_of_date = date '{{ as_of_date }}'
),

measures_now as (
    select
        account_id,
        measure,
        value,
        weight,
        points,
        effective_weight,
        points is not null and not is_fallback as is_known,
        status
    from measure_scores
    where as_of_date = date '{{ as_of_date }}'
),

published_then as (
    select
        account_id,
        measure,
        value,
        points,
        points is not null and not is_fallback as is_known,
        status,
        as_of_date as from_date
    from history_measure_scores
    where
        as_of_date in (
            date '{{ previous_date }}',
            date '{{ change_1d_from }}',
            date '{{ change_7d_from }}',
            date '{{ change_30d_from }}'
        )
),

values_then as (
    select
        account_id,
        measure,
        value,
        round(value, 9) as rounded_value,
        status
    from history_measures
    where as_of_date = date '{{ previous_date }}'
),

rescored_pairs as (
    select
        account_id,
        scorecard,
        from_date
    from pairs
    where is_rescored
),

rescored_then as (
    select
        rescored_pairs.account_id,
        rescored_pairs.from_date,
        values_then.measure,
        values_then.value,
        case
            when values_then.value is null then weights.fallback_points
            when stretches.is_flat then stretches.points_from
            else
                stretches.points_from
                + (values_then.rounded_value - stretches.starts_at)
                * (stretches.points_to - stretches.points_from)
                / nullif(stretches.ends_at - stretches.starts_at, 0)
        end as points,
        values_then.value is not null as is_known,
        values_then.status
    from rescored_pairs
    inner join values_then on values_then.account_id = rescored_pairs.account_id
    inner join weights
        on
            weights.scorecard = rescored_pairs.scorecard
            and weights.measure = values_then.measure
    left join stretches
        on
            stretches.scorecard = rescored_pairs.scorecard
            and stretches.measure = values_then.measure
            and stretches.starts_at <= values_then.rounded_value
            and stretches.ends_at > values_then.rounded_value
),

measures_then as (
    select
        published_then.account_id,
        published_then.from_date,
        published_then.measure,
        published_then.value,
        published_then.points,
        published_then.is_known,
        published_then.status
    from published_then
    inner join pairs
        on
            pairs.account_id = published_then.account_id
            and pairs.from_date = published_then.from_date
            and not pairs.is_rescored
    union all
    select
        account_id,
        from_date,
        measure,
        value,
        points,
        is_known,
        status
    from rescored_then
),

-- Both days of each measure, by the scorecard and config of as_of_date.
sides as (
    select
        pairs.account_id,
        pairs.from_date,
        weights.component,
        weights.component_weight,
        weights.combine,
        measures_now.measure,
        measures_now.weight,
        weights.fallback_points,
        measures_then.points as points_then,
        coalesce(measures_then.is_known, false) as is_known_then,
        measures_then.status as status_then,
        measures_then.value as value_from,
        measures_now.points as points_now,
        measures_now.effective_weight,
        measures_now.is_known as is_known_now,
        measures_now.status as status_now,
        measures_now.value as value_to
    from pairs
    inner join measures_now on measures_now.account_id = pairs.account_id
    inner join weights
        on
            weights.scorecard = pairs.scorecard
            and weights.measure = measures_now.measure
    left join measures_then
        on
            measures_then.account_id = pairs.account_id
            and measures_then.from_date = pairs.from_date
            and measures_then.measure = measures_now.measure
),

judged as (
    select
        *,
        max(
            case
                when (points_then is null) <> (points_now is null) then 1
                when points_now is not null and is_known_then <> is_known_now then 1
                when combine <> 'weighted_mean' and points_then <> points_now then 1
                else 0
            end
        ) over (partition by account_id, from_date) = 1 as is_uneven
    from sides
),

score_sides as (
    select *
    from judged
    where is_uneven or points_then <> points_now
)

select * from score_sides
