-- The contributions of an account's measures sum to its raw score.
-- Severity: error
with contributions as (
    select
        account_id,
        count(points) as counted_measures,
        sum(contribution) as contribution
    from measure_scores
    where as_of_date = date '{{ as_of_date }}'
    group by account_id
),

raw_scores as (
    select
        account_id,
        raw_score
    from scores
    where as_of_date = date '{{ as_of_date }}'
),

bad_rows as (
    select
        raw_scores.account_id,
        raw_scores.raw_score,
        contributions.contribution,
        contributions.counted_measures
    from raw_scores
    full outer join contributions on contributions.account_id = raw_scores.account_id
    where
        raw_scores.account_id is null
        or (raw_scores.raw_score is null) <> (coalesce(contributions.counted_measures, 0) = 0)
        or abs(raw_scores.raw_score - contributions.contribution) > 1e-9
)

select * from bad_rows
