-- Grain: one row per lens, scored account and cap or floor of its scorecard, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: internal
-- Origin: bellwether.yaml: scorecards
-- lens varchar: the lens, by its name in the config
-- account_id varchar: the account
-- scorecard varchar: the scorecard that applies to the account
-- limit_name varchar: the name of the cap or floor
-- kind varchar: cap or floor
-- points double: the maximum score of a cap, or minimum score of a floor
-- holds boolean: whether its condition holds
-- is_carried boolean: true when its condition is unknown on as_of_date, so that the result of the previous run applies
with assigned as (
    select
        lens as lens_name,
        account_id as lens_account,
        scorecard as lens_scorecard
    from lens_inputs
    where as_of_date = date '{{ as_of_date }}'
),

inputs as (
    select *
    from account_inputs
    where as_of_date = date '{{ as_of_date }}'
),

assigned_inputs as (
    select *
    from inputs
    inner join assigned on assigned.lens_account = inputs.account_id
),

conditions as (
    select
        account_id,
        lens_scorecard as scorecard,
        case when lens_scorecard = 'engagement' then (days_since_last_use > 20) end as limit_1
    from assigned_inputs
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
    from history_lens_limits
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
            when limits.scorecard = 'engagement' and limits.position = 1 then conditions.limit_1
        end as is_met
    from conditions
    inner join limits on limits.scorecard = conditions.scorecard
),

limits_held as (
    select
        met_limits.account_id,
        met_limits.scorecard,
        met_limits.limit_name,
        met_limits.kind,
        met_limits.points,
        coalesce(met_limits.is_met, last_limits.holds, false) as holds,
        met_limits.is_met is null as is_carried
    from met_limits
    left join last_limits
        on
            last_limits.account_id = met_limits.account_id
            and last_limits.scorecard = met_limits.scorecard
            and last_limits.limit_name = met_limits.limit_name
            and last_limits.kind = met_limits.kind
),

lens_cards as (
    select distinct
        lens_name,
        lens_scorecard
    from assigned
),

lens_limits as (
    select
        lens_cards.lens_name as lens,
        limits_held.*
    from limits_held
    inner join lens_cards on lens_cards.lens_scorecard = limits_held.scorecard
)

select * from lens_limits
