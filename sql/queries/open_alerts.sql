-- Grain: one row per open alert episode of a scored account, with the account's facts of the day.
with open_episodes as (
    select
        account_id,
        rule,
        severity,
        started_on,
        score_from,
        score_to,
        band_from,
        band_to,
        from_date
    from alert_episodes
    where as_of_date = date '{{ as_of_date }}'
        and is_open
),

scored_accounts as (
    select
        account_id,
        name,
        arr,
        renewal_date,
        days_to_renewal,
        is_stale,
        owner,
        segment,
        source_url
    from account_health
    where as_of_date = date '{{ as_of_date }}'
        and band is not null
),

-- The last bits of a sum depend on its order: scores have 9 decimals.
open_alerts as (
    select
        open_episodes.account_id,
        open_episodes.rule,
        open_episodes.severity,
        open_episodes.started_on,
        round(open_episodes.score_from, 9) as score_from,
        round(open_episodes.score_to, 9) as score_to,
        open_episodes.band_from,
        open_episodes.band_to,
        open_episodes.from_date,
        scored_accounts.name,
        scored_accounts.arr,
        scored_accounts.renewal_date,
        scored_accounts.days_to_renewal,
        scored_accounts.is_stale,
        scored_accounts.owner,
        scored_accounts.segment,
        scored_accounts.source_url
    from open_episodes
    inner join scored_accounts
        on scored_accounts.account_id = open_episodes.account_id
)

select *
from open_alerts
order by account_id, rule
