-- No account has two open episodes of one rule, and an episode is open exactly if it has not closed.
-- Severity: error
with episodes as (
    select
        account_id,
        rule,
        cleared_on,
        clear_reason,
        is_open
    from alert_episodes
    where as_of_date = date '{{ as_of_date }}'
),

episode_counts as (
    select
        account_id,
        rule,
        count(*) filter (where is_open) as open_episodes,
        count(*) filter (where is_open = (cleared_on is not null)) as at_odds,
        count(*) filter (where (cleared_on is null) <> (clear_reason is null)) as without_reason
    from episodes
    group by account_id, rule
),

bad_rows as (
    select *
    from episode_counts
    where open_episodes > 1 or at_odds > 0 or without_reason > 0
)

select * from bad_rows
