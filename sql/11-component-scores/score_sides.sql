-- Grain: one row per account, from_date and measure that has other points now, or only now or then is known.
-- Kind: snapshot
-- Readers: internal
-- account_id varchar: the account
-- from_date date: the earlier day that the score is compared with
-- measure varchar: the measure
-- scorecard varchar: the scorecard that applies to the account now
-- points_then double: the points of from_date, by the scorecard and config of as_of_date
-- is_known_then boolean: whether the measure was ok or held on from_date
-- status_then varchar: its status on from_date; null when that day did not have it
-- value_from double: its value on from_date; null when it was not known
-- points_now double: the points of as_of_date
-- effective_weight double: its share of the raw score of as_of_date
-- is_known_now boolean: whether it is ok or held on as_of_date
-- status_now varchar: its status on as_of_date
-- value_to double: its value on as_of_date; null when it is not known
-- is_uneven boolean: whether it counts, or is known, on one of the days only, or its component is set by few measures:
--     then the weights of the account's other measures matter too
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
        scorecard,
        value,
        points,
        -- Points, and whether they are a fallback's, in one number: so the join itself drops what is the same.
        case when is_fallback then -1 - points else points end as mark,
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
        case when is_fallback then -1 - points else points end as mark,
        points is not null and not is_fallback as is_known,
        status,
        false as is_rescored,
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

-- Joined first: on most days there is no such pair.
rescored_values as (
    select
        rescored_pairs.account_id,
        values_then.measure,
        values_then.value,
        values_then.rounded_value,
        values_then.status
    from values_then
    inner join rescored_pairs on rescored_pairs.account_id = values_then.account_id
),

pointed as (
    select
        rescored_pairs.account_id,
        rescored_pairs.from_date,
        weights.measure,
        rescored_values.value,
        case
            when rescored_values.value is null then weights.fallback_points
            when stretches.is_flat then stretches.points_from
            else
                stretches.points_from
                + (rescored_values.rounded_value - stretches.starts_at)
                * (stretches.points_to - stretches.points_from)
                / nullif(stretches.ends_at - stretches.starts_at, 0)
        end as points,
        rescored_values.value is not null as is_known,
        rescored_values.status
    from rescored_pairs
    inner join weights on weights.scorecard = rescored_pairs.scorecard
    left join rescored_values
        on
            rescored_values.account_id = rescored_pairs.account_id
            and rescored_values.measure = weights.measure
    left join stretches
        on
            stretches.scorecard = rescored_pairs.scorecard
            and stretches.measure = rescored_values.measure
            and stretches.starts_at <= rescored_values.rounded_value
            and stretches.ends_at > rescored_values.rounded_value
),

measures_then as (
    select
        account_id,
        from_date,
        measure,
        value,
        points,
        mark,
        is_known,
        status,
        is_rescored
    from published_then
    union all
    select
        account_id,
        from_date,
        measure,
        value,
        points,
        case when is_known then points else -1 - points end as mark,
        is_known,
        status,
        true as is_rescored
    from pointed
),

-- What is the same on both days leaves before all other joins. By an unchanged definition, the same measures are
-- scored on both.
moved as (
    select
        measures_now.account_id,
        measures_then.from_date,
        measures_then.is_rescored,
        measures_now.measure,
        measures_now.scorecard,
        measures_then.points as points_then,
        measures_then.is_known as is_known_then,
        measures_then.status as status_then,
        measures_then.value as value_from,
        measures_now.points as points_now,
        measures_now.effective_weight,
        measures_now.is_known as is_known_now,
        measures_now.status as status_now,
        measures_now.value as value_to
    from measures_then
    inner join measures_now
        on
            measures_now.account_id = measures_then.account_id
            and measures_now.measure = measures_then.measure
            and measures_now.mark is distinct from measures_then.mark
),

score_sides as (
    select
        moved.account_id,
        moved.from_date,
        moved.measure,
        moved.scorecard,
        moved.points_then,
        moved.is_known_then,
        moved.status_then,
        moved.value_from,
        moved.points_now,
        moved.effective_weight,
        moved.is_known_now,
        moved.status_now,
        moved.value_to,
        (moved.points_then is null) <> (moved.points_now is null)
        or moved.is_known_then <> moved.is_known_now
        or weights.combine <> 'weighted_mean' as is_uneven
    from moved
    inner join pairs
        on
            pairs.account_id = moved.account_id
            and pairs.from_date = moved.from_date
            and pairs.is_rescored = moved.is_rescored
    inner join weights
        on
            weights.scorecard = moved.scorecard
            and weights.measure = moved.measure
)

select * from score_sides
