-- Grain: one row per scorecard and pair of its measures that rank accounts almost alike, or the other way round.
with known_values as (
    select
        account_id,
        scorecard,
        measure,
        value
    from measure_scores
    where as_of_date = date '{{ as_of_date }}'
        and status in ('ok', 'held')
),

-- Equal values have the mean of their places.
ranked as (
    select
        account_id,
        scorecard,
        measure,
        rank() over (partition by scorecard, measure order by value asc)
        + (count(*) over (partition by scorecard, measure, value) - 1) / 2.0 as place
    from known_values
),

pairs as (
    select
        one.scorecard,
        one.measure,
        other.measure as other_measure,
        count(*) as accounts,
        corr(cast(one.place as double), cast(other.place as double)) as correlation
    from ranked as one
    inner join ranked as other
        on
            other.account_id = one.account_id
            and other.scorecard = one.scorecard
            and other.measure > one.measure
    group by one.scorecard, one.measure, other.measure
)

select *
from pairs
where accounts >= 20
    and is_finite(correlation)
    and abs(correlation) >= 0.95
order by scorecard, measure, other_measure
