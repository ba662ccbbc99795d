-- Grain: one row per account with an open alert episode and measure, the three that cost its score most.
with alerted_accounts as (
    select distinct account_id
    from alert_episodes
    where as_of_date = date '{{ as_of_date }}'
        and is_open
),

-- The last bits of a sum depend on its order: points have 9 decimals.
losses as (
    select
        account_id,
        measure,
        value,
        status,
        round(effective_weight * (100 - points), 9) as points_lost
    from measure_scores
    where as_of_date = date '{{ as_of_date }}'
),

dictionary as (
    select
        measure,
        label,
        unit
    from measure_dictionary
    where as_of_date = date '{{ as_of_date }}'
),

ranked_losses as (
    select
        losses.account_id,
        losses.measure,
        dictionary.label,
        dictionary.unit,
        losses.value,
        losses.status,
        losses.points_lost,
        row_number() over (partition by losses.account_id order by losses.points_lost desc, losses.measure) as place
    from losses
    inner join alerted_accounts
        on alerted_accounts.account_id = losses.account_id
    inner join dictionary
        on dictionary.measure = losses.measure
    where losses.points_lost > 0
),

top_drivers as (
    select
        account_id,
        measure,
        label,
        unit,
        value,
        status,
        points_lost,
        place
    from ranked_losses
    where place <= 3
)

select *
from top_drivers
order by account_id, place
