-- The causes of a score's change sum to the change, at each horizon.
-- Severity: error
with changes as (
    select
        account_id,
        horizon_days,
        min(score_to - score_from) as change,
        sum(points) as points
    from score_changes
    where as_of_date = date '{{ as_of_date }}' and points is not null
    group by account_id, horizon_days
),

scored as (
    select
        account_id,
        change_0d,
        change_1d,
        change_7d,
        change_30d
    from scores
    where as_of_date = date '{{ as_of_date }}'
),

score_moves as (
    select
        account_id,
        0 as horizon_days,
        change_0d as change
    from scored
    union all
    select
        account_id,
        1 as horizon_days,
        change_1d as change
    from scored
    union all
    select
        account_id,
        7 as horizon_days,
        change_7d as change
    from scored
    union all
    select
        account_id,
        30 as horizon_days,
        change_30d as change
    from scored
),

-- A change without a row is missing, too.
bad_rows as (
    select
        score_moves.account_id,
        score_moves.horizon_days,
        score_moves.change,
        changes.points
    from score_moves
    left join changes
        on
            changes.account_id = score_moves.account_id
            and changes.horizon_days = score_moves.horizon_days
    where abs(score_moves.change - coalesce(changes.points, 0)) > 1e-9
    union all
    select
        account_id,
        horizon_days,
        change,
        points
    from changes
    where abs(change - points) > 1e-9
)

select * from bad_rows
