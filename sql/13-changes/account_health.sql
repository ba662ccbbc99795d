-- Grain: one row per account, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: public
-- Section: Accounts and their health
-- Purpose: Start here: each account's attributes, score, band and changes in one row.
-- account_id varchar: the account
-- name varchar: the company's name
-- domain varchar: its internet domain
-- parent_account_id varchar: the parent account
-- segment varchar: the market segment
-- plan varchar: the current plan
-- industry varchar: its industry
-- region varchar: its region
-- lifecycle varchar: prospect, trial, onboarding, active, notice, churned or internal
-- owner varchar: the person responsible for the account
-- owner_email varchar: the owner's email address
-- customer_since date: the day the account became a customer
-- notice_on date: the day the account gave notice
-- churned_on date: the day the account stopped being a customer
-- churn_reason varchar: the reason for churn, in the source's words
-- employees bigint: the number of employees
-- mrr decimal(18,2): monthly recurring revenue, in the reporting currency
-- arr decimal(18,2): annual recurring revenue, in the reporting currency
-- seats bigint: the number of people who may use the product
-- renewal_date date: the next day on which a term ends
-- days_to_renewal bigint: days from as_of_date to renewal_date
-- source_url varchar: link to the account in the source
-- is_scored boolean: whether the account is scored: onboarding, active or under notice
-- scorecard varchar: the scorecard that applies to the account; null, like all columns below, when the account is not
--     scored
-- config_version varchar: the version of the config that contains the scorecard
-- raw_score double: 0 to 100, the weighted mean of the counted components; null when none counts
-- floor_rule varchar: the highest floor whose condition holds, even if the score is above it anyway; null when none holds
-- floored_score double: the raw score after floors, before caps
-- computed_score double: the raw score after floors, then caps
-- override_reason varchar: why a person set the score; null when nobody did
-- override_author varchar: who set it
-- override_expires_on date: the first day on which it is the computed score again
-- score double: 0 to 100, higher is healthier; null when no measure counts
-- band varchar: green, yellow or red; insufficient_data when coverage is too low to act on
-- coverage double: of the scorecard's weight that applies to the account, the share whose measures are ok or held;
--     null when nothing applies
-- measures_missing bigint: the number of measures that apply to the account but are neither ok nor held
-- cap_rule varchar: the lowest cap whose condition holds, even if the score is below it anyway; null when none holds
-- previous_score double: the score at the previous run
-- change_0d double: score minus previous_score
-- change_1d double: score minus the score of the newest published day 1 to 2 days earlier; null without such a day
-- change_7d double: score minus the score of the newest published day 7 to 14 days earlier; null without such a day
-- change_30d double: score minus the score of the newest published day 30 to 60 days earlier; null without such a day
-- trend varchar: improving or declining when change_30d is at least 5 points up or down, otherwise stable; null
--     without change_30d
-- is_stale boolean: true when a measure of the scorecard is held, or is missing because its source is stale
with known_accounts as (
    select
        account_id,
        name,
        domain,
        parent_account_id,
        segment,
        plan,
        industry,
        region,
        lifecycle,
        owner,
        owner_email,
        customer_since,
        notice_on,
        churned_on,
        churn_reason,
        employees,
        mrr,
        arr,
        seats,
        renewal_date,
        days_to_renewal,
        source_url,
        is_scored
    from accounts
    where as_of_date = date '{{ as_of_date }}'
),

known_scores as (
    select
        account_id,
        scorecard,
        config_version,
        raw_score,
        floor_rule,
        floored_score,
        computed_score,
        override_reason,
        override_author,
        override_expires_on,
        score,
        band,
        coverage,
        measures_missing,
        cap_rule,
        previous_score,
        change_0d,
        change_1d,
        change_7d,
        change_30d,
        trend,
        is_stale
    from scores
    where as_of_date = date '{{ as_of_date }}'
),

account_health as (
    select
        known_accounts.account_id,
        known_accounts.name,
        known_accounts.domain,
        known_accounts.parent_account_id,
        known_accounts.segment,
        known_accounts.plan,
        known_accounts.industry,
        known_accounts.region,
        known_accounts.lifecycle,
        known_accounts.owner,
        known_accounts.owner_email,
        known_accounts.customer_since,
        known_accounts.notice_on,
        known_accounts.churned_on,
        known_accounts.churn_reason,
        known_accounts.employees,
        known_accounts.mrr,
        known_accounts.arr,
        known_accounts.seats,
        known_accounts.renewal_date,
        known_accounts.days_to_renewal,
        known_accounts.source_url,
        known_accounts.is_scored,
        known_scores.scorecard,
        known_scores.config_version,
        known_scores.raw_score,
        known_scores.floor_rule,
        known_scores.floored_score,
        known_scores.computed_score,
        known_scores.override_reason,
        known_scores.override_author,
        known_scores.override_expires_on,
        known_scores.score,
        known_scores.band,
        known_scores.coverage,
        known_scores.measures_missing,
        known_scores.cap_rule,
        known_scores.previous_score,
        known_scores.change_0d,
        known_scores.change_1d,
        known_scores.change_7d,
        known_scores.change_30d,
        known_scores.trend,
        known_scores.is_stale
    from known_accounts
    left join known_scores on known_scores.account_id = known_accounts.account_id
)

select * from account_health
