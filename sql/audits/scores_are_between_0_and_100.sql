-- Every score is between 0 and 100, and an account without one is in no band but insufficient_data.
-- Severity: error
with known_scores as (
    select
        account_id,
        raw_score,
        computed_score,
        score,
        band,
        coverage
    from scores
    where as_of_date = date '{{ as_of_date }}'
),

bad_rows as (
    select *
    from known_scores
    where
        not raw_score between 0 and 100
        or not computed_score between 0 and 100
        or not score between 0 and 100
        or not coverage between 0 and 1.000000001
        or (raw_score is null) <> (score is null)
        or score is null and band <> 'insufficient_data'
)

select * from bad_rows
