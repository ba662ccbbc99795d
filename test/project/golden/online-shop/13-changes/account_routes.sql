-- Grain: one row per scored account and route that receives its alerts, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: public
-- Section: Signals
-- Purpose: The routes that receive an account's alerts; an account without a route uses the fallback route.
-- Origin: bellwether.yaml: routes
-- account_id varchar: the account
-- route varchar: the route, by its name in the config
with inputs as (
    select *
    from account_inputs
    where as_of_date = date '{{ as_of_date }}'
),

scored as (
    select
        account_id as scored_account_id,
        config_version,
        scoring_version,
        round(raw_score, 9) as raw_score,
        floor_rule,
        round(floored_score, 9) as floored_score,
        round(computed_score, 9) as computed_score,
        round(score, 9) as score,
        override_reason,
        override_author,
        override_expires_on,
        band,
        round(coverage, 9) as coverage,
        measures_missing,
        cap_rule,
        round(previous_score, 9) as previous_score,
        round(change_0d, 9) as change_0d,
        round(change_1d, 9) as change_1d,
        round(change_7d, 9) as change_7d,
        round(change_30d, 9) as change_30d,
        trend,
        is_stale
    from scores
    where as_of_date = date '{{ as_of_date }}'
),

engagement_scored as (
    select
        account_id as engagement_account_id,
        case when band <> 'insufficient_data' then round(score, 9) end as engagement_score,
        case when band <> 'insufficient_data' then band end as engagement_band,
        case when band <> 'insufficient_data' then round(change_0d, 9) end as engagement_change_0d,
        case when band <> 'insufficient_data' then round(change_1d, 9) end as engagement_change_1d,
        case when band <> 'insufficient_data' then round(change_7d, 9) end as engagement_change_7d,
        case when band <> 'insufficient_data' then round(change_30d, 9) end as engagement_change_30d
    from lens_scores
    where as_of_date = date '{{ as_of_date }}' and lens = 'engagement'
),

facts as (
    select *
    from scored
    inner join inputs on inputs.account_id = scored.scored_account_id
    left join engagement_scored on engagement_scored.engagement_account_id = scored.scored_account_id
),

account_routes as (
    select
        account_id,
        cast(null as varchar) as route
    from facts
    where false
)

select * from account_routes
