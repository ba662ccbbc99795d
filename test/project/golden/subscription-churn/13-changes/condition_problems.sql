-- Grain: one row per scored account and condition of the config that fails on its values, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: public
-- Section: The data itself
-- Purpose: Conditions of your config that fail on an account's values; they are null for that account.
-- Origin: bellwether.yaml: conditions
-- account_id varchar: the account, for which the condition is null
-- condition varchar: the place in the config, such as alert dropped: when
-- expression varchar: the condition
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

facts as (
    select *
    from scored
    inner join inputs on inputs.account_id = scored.scored_account_id
),

condition_problems as (
    select
        account_id,
        cast(null as varchar) as condition,
        cast(null as varchar) as expression
    from facts
    where false
)

select * from condition_problems
