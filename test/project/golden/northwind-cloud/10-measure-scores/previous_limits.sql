-- Grain: one row per scored account whose scorecard, or whose scorecard's definition, is not that of the run before.
-- Kind: snapshot
-- Readers: internal
-- Origin: bellwether.yaml: scorecards
-- account_id varchar: the account
-- ruled_scorecard varchar: the scorecard that the present rules give it on its inputs of the run before
-- floor_points double: the highest floor of its present scorecard whose condition held on these inputs; null when none did
-- cap_points double: the lowest cap of it whose condition held on them; null when none did
with cards as (
    select
        scorecard,
        scoring_version
    from scorecards
    where as_of_date = date '{{ as_of_date }}'
),

assigned as (
    select
        account_id,
        scorecard
    from account_inputs
    where as_of_date = date '{{ as_of_date }}'
),

last_scores as (
    select
        account_id,
        scorecard,
        scoring_version
    from history_scores
    where as_of_date = date '{{ previous_date }}'
),

changed_accounts as (
    select
        assigned.account_id as changed_account,
        assigned.scorecard as present_scorecard
    from assigned
    inner join cards on cards.scorecard = assigned.scorecard
    inner join last_scores on last_scores.account_id = assigned.account_id
    where
        last_scores.scorecard <> assigned.scorecard
        or last_scores.scoring_version is distinct from cards.scoring_version
),

last_inputs as (
    select *
    from history_account_inputs
    where as_of_date = date '{{ previous_date }}'
),

changed_inputs as (
    select *
    from last_inputs
    inner join changed_accounts on changed_accounts.changed_account = last_inputs.account_id
),

conditions as (
    select
        account_id,
        present_scorecard as scorecard,
        case
            when (lifecycle = 'onboarding') then 'onboarding'
            when (segment = 'Enterprise') then 'enterprise'
            else 'standard'
        end as ruled_scorecard,
        case when present_scorecard = 'enterprise' then (invoices_overdue_days > 45) end as limit_1,
        case when present_scorecard = 'enterprise' then (lifecycle = 'notice') end as limit_2,
        case when present_scorecard = 'standard' then (active_days_28d >= 20 and invoices_overdue_days = 0 and lifecycle = 'active') end as limit_3,
        case when present_scorecard = 'standard' then (invoices_overdue_days > 45) end as limit_4,
        case when present_scorecard = 'standard' then (lifecycle = 'notice') end as limit_5
    from changed_inputs
),

limits as (
    select
        scorecard,
        limit_name,
        kind,
        position,
        points
    from scorecard_limits
    where as_of_date = date '{{ as_of_date }}'
),

last_limits as (
    select
        account_id,
        scorecard,
        limit_name,
        kind,
        holds
    from history_account_limits
    where as_of_date = date '{{ previous_date }}'
),

met_limits as (
    select
        conditions.account_id,
        limits.scorecard,
        limits.limit_name,
        limits.kind,
        limits.points,
        case
            when limits.scorecard = 'enterprise' and limits.position = 1 then conditions.limit_1
            when limits.scorecard = 'enterprise' and limits.position = 2 then conditions.limit_2
            when limits.scorecard = 'standard' and limits.position = 1 then conditions.limit_3
            when limits.scorecard = 'standard' and limits.position = 2 then conditions.limit_4
            when limits.scorecard = 'standard' and limits.position = 3 then conditions.limit_5
        end as is_met
    from conditions
    inner join limits on limits.scorecard = conditions.scorecard
),

held_limits as (
    select
        met_limits.account_id,
        met_limits.kind,
        met_limits.points
    from met_limits
    left join last_limits
        on
            last_limits.account_id = met_limits.account_id
            and last_limits.scorecard = met_limits.scorecard
            and last_limits.limit_name = met_limits.limit_name
            and last_limits.kind = met_limits.kind
    where coalesce(met_limits.is_met, last_limits.holds, false)
),

binding_limits as (
    select
        account_id,
        max(case when kind = 'floor' then points end) as floor_points,
        min(case when kind = 'cap' then points end) as cap_points
    from held_limits
    group by account_id
),

previous_limits as (
    select
        conditions.account_id,
        conditions.ruled_scorecard,
        binding_limits.floor_points,
        binding_limits.cap_points
    from conditions
    left join binding_limits on binding_limits.account_id = conditions.account_id
)

select * from previous_limits
