-- Grain: one row per scorecard, measure and twentieth: the value up to which as many of its accounts are.
with known_values as (
    select
        account_id,
        scorecard,
        measure,
        value
    from measure_scores
    where as_of_date = date '{{ as_of_date }}'
        and status = 'ok'
        and value is not null
),

ranked_values as (
    select
        scorecard,
        measure,
        value,
        row_number() over (partition by scorecard, measure order by value asc, account_id asc) as place,
        count(*) over (partition by scorecard, measure) as peers
    from known_values
),

-- The first that one in twenty is at or below, every tenth, and the last that one in twenty is at or above.
twentieths as (
    select twentieth
    from (values (1), (2), (4), (6), (8), (10), (12), (14), (16), (18), (19)) as listed (twentieth)
),

peer_values as (
    select
        ranked_values.scorecard,
        ranked_values.measure,
        twentieths.twentieth,
        ranked_values.value
    from ranked_values
    cross join twentieths
    where ranked_values.place = case twentieths.twentieth
            when 19 then ranked_values.peers + 1 - cast(ceil(ranked_values.peers / 20.0) as bigint)
            else cast(ceil(ranked_values.peers * twentieths.twentieth / 20.0) as bigint)
        end
)

select *
from peer_values
order by scorecard, measure, twentieth
