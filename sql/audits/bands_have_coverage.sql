-- Every account in the green, yellow or red band has at least its scorecard's coverage floor of known measures.
-- Severity: error
with rules as (
    select
        scorecard,
        coverage_floor
    from scorecards
    where as_of_date = date '{{ as_of_date }}'
),

banded_scores as (
    select
        account_id,
        scorecard,
        band,
        coverage
    from scores
    where as_of_date = date '{{ as_of_date }}' and band <> 'insufficient_data'
),

bad_rows as (
    select
        banded_scores.account_id,
        banded_scores.scorecard,
        banded_scores.band,
        banded_scores.coverage,
        rules.coverage_floor
    from banded_scores
    left join rules on rules.scorecard = banded_scores.scorecard
    where coalesce(round(banded_scores.coverage, 9), 0) < coalesce(rules.coverage_floor, 1)
)

select * from bad_rows
