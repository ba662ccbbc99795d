-- Grain: one row per alert episode that is open or was closed in the last 30 days, with the account's facts of the day.
with recent_episodes as (
    select
        account_id,
        rule,
        severity,
        started_on,
        cleared_on,
        clear_reason,
        score_from,
        score_to,
        band_from,
        band_to
    from alert_episodes
    where as_of_date = date '{{ as_of_date }}'
        and (is_open or date_diff('day', cleared_on, date '{{ as_of_date }}') <= 30)
),

known_accounts as (
    select
        account_id,
        name,
        arr,
        renewal_date,
        owner
    from accounts
    where as_of_date = date '{{ as_of_date }}'
),

-- An account that no source has any more keeps its alerts.
listed_alerts as (
    select
        recent_episodes.account_id,
        known_accounts.name,
        recent_episodes.rule,
        recent_episodes.severity,
        recent_episodes.started_on,
        recent_episodes.cleared_on,
        recent_episodes.clear_reason,
        recent_episodes.score_from,
        recent_episodes.score_to,
        recent_episodes.band_from,
        recent_episodes.band_to,
        known_accounts.arr,
        known_accounts.renewal_date,
        known_accounts.owner
    from recent_episodes
    left join known_accounts
        on known_accounts.account_id = recent_episodes.account_id
)

select *
from listed_alerts
order by started_on desc, account_id, rule
