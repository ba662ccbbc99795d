-- Grain: one row per scored account and cap or floor of its scorecard, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: internal
-- Origin: bellwether.yaml: scorecards
-- account_id varchar: the account
-- scorecard varchar: the scorecard that applies to the account
-- limit_name varchar: the name of the cap or floor
-- kind varchar: cap or floor
-- points double: the maximum score of a cap, or minimum score of a floor
-- holds boolean: whether its condition holds
-- is_carried boolean: true when its condition is unknown on as_of_date, so that the result of the previous run applies
with conditions as (
    select
        account_id,
        scorecard
    from account_inputs
    where as_of_date = date '{{ as_of_date }}'
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
        cast(null as boolean) as is_met
    from conditions
    inner join limits on limits.scorecard = conditions.scorecard
),

account_limits as (
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
)

select * from account_limits
