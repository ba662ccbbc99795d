-- While the scorecard of an account and all that defines a score are the same, nothing is a change of them.
-- Severity: error
with changed as (
    select
        account_id,
        cause,
        measure,
        points
    from score_changes
    where as_of_date = date '{{ as_of_date }}'
        and horizon_days = 0
        and cause in ('scorecard', 'config')
),

scores_now as (
    select
        account_id,
        scorecard,
        scoring_version
    from scores
    where as_of_date = date '{{ as_of_date }}'
),

scores_then as (
    select
        account_id,
        scorecard,
        scoring_version
    from history_scores
    where as_of_date = date '{{ previous_date }}'
),

bad_rows as (
    select
        changed.account_id,
        changed.cause,
        changed.measure,
        changed.points
    from changed
    inner join scores_now on scores_now.account_id = changed.account_id
    inner join scores_then
        on
            scores_then.account_id = scores_now.account_id
            and scores_then.scorecard = scores_now.scorecard
            and scores_then.scoring_version = scores_now.scoring_version
)

select * from bad_rows
