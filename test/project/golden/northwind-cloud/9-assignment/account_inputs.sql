-- Grain: one row per scored account, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: public
-- Section: Accounts and their health
-- Purpose: What the predicates of scorecards and alerts see of an account: accounts and measures, wide.
-- Origin: bellwether.yaml: scorecards
-- account_id varchar: of accounts
-- name varchar: of accounts
-- domain varchar: of accounts
-- parent_account_id varchar: of accounts
-- segment varchar: of accounts
-- plan varchar: of accounts
-- industry varchar: of accounts
-- region varchar: of accounts
-- lifecycle varchar: of accounts
-- owner varchar: of accounts
-- owner_email varchar: of accounts
-- customer_since date: of accounts
-- notice_on date: of accounts
-- churned_on date: of accounts
-- churn_reason varchar: of accounts
-- employees bigint: of accounts
-- mrr decimal(18,2): of accounts
-- arr decimal(18,2): of accounts
-- seats bigint: of accounts
-- renewal_date date: of accounts
-- days_to_renewal bigint: of accounts
-- source_url varchar: of accounts
-- is_scored boolean: of accounts
-- acquisition_channel varchar: an attribute of the account
-- active_days_28d double: Days with at least one use, of the last 28. No use at all is a true 0.
-- usage_trend_28d double: Uses of the last 28 days less those of the 28 days before, as a share of the earlier ones: -0.5 is half as much. Not applicable when there was no use in the earlier 28 days, when the account has been a customer for less than the 56 days, or when nobody's usage is known that far back.
-- days_since_last_use double: Days since the latest use by anyone of the account. An account that never used the product counts from the day it became a customer; not applicable when that day is unknown too.
-- active_users_28d double: Different users with at least one use in the last 28 days; the same user under several keys of the account counts once. No use at all is a true 0. Not applicable when the account's usage does not say who, or nobody's does.
-- seat_utilization_28d double: Active users of the last 28 days as a share of the seats of the account's active subscriptions; above 1 when more use it than have a seat. Not applicable without seats, or without active_users_28d.
-- feature_breadth_28d double: Different features with at least one use in the last 28 days. No use at all is a true 0. Not applicable when the account's usage does not say what was used, or nobody's does.
-- key_feature_active_days_28d double: Days with at least one use of any of the config's key_features, of the last 28. Not applicable when the config names none, when the account's usage does not say what was used, or nobody's does.
-- tickets_per_seat_28d double: Tickets opened in the last 28 days, per seat. Not applicable without seats.
-- oldest_open_ticket_days double: Days since the oldest ticket that is still open was created; 0 when none is open. Not applicable when the account's tickets say neither how they stand nor when they were solved.
-- urgent_open_tickets double: Tickets of priority urgent that are open on D. An account without tickets has a true 0. Not applicable when it has tickets and none says a priority, or none says whether it is open.
-- tickets_trend_28d double: Tickets opened in the last 28 days less those of the 28 days before, as a share of the earlier ones: 1 is twice as many. Not applicable when none was opened in the earlier 28 days, when the account has been a customer for less than the 56 days, or when nobody's tickets are known that far back.
-- median_resolution_hours_90d double: Median of the hours from opening to solution, of the tickets solved in the last 90 days; of two middle ones, their mean. Not applicable when none was solved.
-- reopened_rate_90d double: Share of the tickets solved in the last 90 days that had been solved before and were opened again. Not applicable when none was solved, or none of them says how often it was reopened.
-- nps_rating_180d double: Mean NPS rating of the last 180 days, the latest of each contact, shrunk to the portfolio's mean as if three more answers of that mean had been given: one angry answer is not an angry account. When nobody answered: no response if anyone of the account was invited in the 180 days, or when no stream brings invitations; otherwise not applicable.
-- csat_90d double: Share of positive CSAT answers of the last 90 days, the latest of each ticket. Positive is 80 % of the scale's best rating or more: 4 and 5 of 5, 6 and 7 of 7, 8 to 10 of 10. Scales are never mixed: the one the account used most counts. When nobody answered: no response if anyone of the account was invited in the 90 days, or when no stream brings invitations; otherwise not applicable.
-- days_since_detractor double: Days since the latest NPS answer from 0 to 6 of the last 365 days that is still its contact's latest: who has given a better one since is no detractor any more. Not applicable when people answered and none of them is one. When nobody answered in the 365 days: no response if anyone was invited in them, or when no stream brings invitations; otherwise not applicable.
-- response_rate_180d double: Share of the survey invitations sent in the last 180 days that were answered. One that is younger than 14 days and unanswered does not count yet. An answer belongs to the invitation it names, otherwise to the latest one of its contact and survey within the 60 days before it. Not applicable when none was sent.
-- invoices_overdue_days double: Days that the oldest invoice that is open, due and not paid in full is past its due date; 0 when there is none, or when open credit notes are as large as all of them. Not applicable when none is known to be overdue and one that is due does not say whether it is paid.
-- late_payment_rate_180d double: Share of the invoices that fell due in the 180 days before D that were paid late, are overdue, or were written off. Drafts, void ones, credit notes, and paid ones without a day of payment are left out; not applicable when none is left.
-- mrr_change_90d double: Monthly revenue of the subscriptions that run now less that of those that ran 90 days ago, as a share of the latter: at the prices that each had, as the days of then knew them, and at the exchange rates of now. Not applicable when nothing was paid 90 days ago or a price or rate is unknown.
-- renewals_kept_rate double: Share of the subscription terms that came due in the last 365 days and were renewed: the subscription ran on, or another one of the account began within the grace of its end. Billing periods (shorter than shortest_term_days) are left out, and terms that may still be renewed. Not applicable when none is left. Terms are known from the first run on: what came due before it is not counted.
-- days_since_touchpoint double: Days since customer success last spoke with the account. Where it never did, days since the account became a customer; not applicable when that day is unknown too.
-- champion_active double: 1 while at least one of the contacts marked as champions is still there, 0 when all of them have left. Not applicable when no contact is marked as one.
-- csm_pulse double: How customer success felt about the account at the latest touchpoint that says so, 5 is best. It counts until its day of expiry, or for 90 days when it has none; no response when it has expired or none was ever given. A pulse off the scale of 1 to 5 says nothing.
-- contacts_met_180d double: how many of its people were met: an account known through one person is lost with that person
-- scorecard varchar: the first scorecard of the config that applies
with scored_accounts as (
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
    where as_of_date = date '{{ as_of_date }}' and is_scored
),

attribute_values as (
    select
        account_id,
        max(case when attribute = 'acquisition_channel' then value end) as "acquisition_channel"
    from account_attributes
    where as_of_date = date '{{ as_of_date }}'
    group by account_id
),

measure_values as (
    select
        account_id,
        round(max(case when measure = 'active_days_28d' then value end), 9) as active_days_28d,
        round(max(case when measure = 'usage_trend_28d' then value end), 9) as usage_trend_28d,
        round(max(case when measure = 'days_since_last_use' then value end), 9) as days_since_last_use,
        round(max(case when measure = 'active_users_28d' then value end), 9) as active_users_28d,
        round(max(case when measure = 'seat_utilization_28d' then value end), 9) as seat_utilization_28d,
        round(max(case when measure = 'feature_breadth_28d' then value end), 9) as feature_breadth_28d,
        round(max(case when measure = 'key_feature_active_days_28d' then value end), 9) as key_feature_active_days_28d,
        round(max(case when measure = 'tickets_per_seat_28d' then value end), 9) as tickets_per_seat_28d,
        round(max(case when measure = 'oldest_open_ticket_days' then value end), 9) as oldest_open_ticket_days,
        round(max(case when measure = 'urgent_open_tickets' then value end), 9) as urgent_open_tickets,
        round(max(case when measure = 'tickets_trend_28d' then value end), 9) as tickets_trend_28d,
        round(max(case when measure = 'median_resolution_hours_90d' then value end), 9) as median_resolution_hours_90d,
        round(max(case when measure = 'reopened_rate_90d' then value end), 9) as reopened_rate_90d,
        round(max(case when measure = 'nps_rating_180d' then value end), 9) as nps_rating_180d,
        round(max(case when measure = 'csat_90d' then value end), 9) as csat_90d,
        round(max(case when measure = 'days_since_detractor' then value end), 9) as days_since_detractor,
        round(max(case when measure = 'response_rate_180d' then value end), 9) as response_rate_180d,
        round(max(case when measure = 'invoices_overdue_days' then value end), 9) as invoices_overdue_days,
        round(max(case when measure = 'late_payment_rate_180d' then value end), 9) as late_payment_rate_180d,
        round(max(case when measure = 'mrr_change_90d' then value end), 9) as mrr_change_90d,
        round(max(case when measure = 'renewals_kept_rate' then value end), 9) as renewals_kept_rate,
        round(max(case when measure = 'days_since_touchpoint' then value end), 9) as days_since_touchpoint,
        round(max(case when measure = 'champion_active' then value end), 9) as champion_active,
        round(max(case when measure = 'csm_pulse' then value end), 9) as csm_pulse,
        round(max(case when measure = 'contacts_met_180d' then value end), 9) as contacts_met_180d
    from measures
    where as_of_date = date '{{ as_of_date }}' and status in ('ok', 'held')
    group by account_id
),

inputs as (
    select
        scored_accounts.account_id,
        scored_accounts.name,
        scored_accounts.domain,
        scored_accounts.parent_account_id,
        scored_accounts.segment,
        scored_accounts.plan,
        scored_accounts.industry,
        scored_accounts.region,
        scored_accounts.lifecycle,
        scored_accounts.owner,
        scored_accounts.owner_email,
        scored_accounts.customer_since,
        scored_accounts.notice_on,
        scored_accounts.churned_on,
        scored_accounts.churn_reason,
        scored_accounts.employees,
        scored_accounts.mrr,
        scored_accounts.arr,
        scored_accounts.seats,
        scored_accounts.renewal_date,
        scored_accounts.days_to_renewal,
        scored_accounts.source_url,
        scored_accounts.is_scored,
        attribute_values."acquisition_channel",
        measure_values.active_days_28d,
        measure_values.usage_trend_28d,
        measure_values.days_since_last_use,
        measure_values.active_users_28d,
        measure_values.seat_utilization_28d,
        measure_values.feature_breadth_28d,
        measure_values.key_feature_active_days_28d,
        measure_values.tickets_per_seat_28d,
        measure_values.oldest_open_ticket_days,
        measure_values.urgent_open_tickets,
        measure_values.tickets_trend_28d,
        measure_values.median_resolution_hours_90d,
        measure_values.reopened_rate_90d,
        measure_values.nps_rating_180d,
        measure_values.csat_90d,
        measure_values.days_since_detractor,
        measure_values.response_rate_180d,
        measure_values.invoices_overdue_days,
        measure_values.late_payment_rate_180d,
        measure_values.mrr_change_90d,
        measure_values.renewals_kept_rate,
        measure_values.days_since_touchpoint,
        measure_values.champion_active,
        measure_values.csm_pulse,
        measure_values.contacts_met_180d
    from scored_accounts
    left join attribute_values on attribute_values.account_id = scored_accounts.account_id
    left join measure_values on measure_values.account_id = scored_accounts.account_id
),

account_inputs as (
    select
        *,
        case
            when (lifecycle = 'onboarding') then 'onboarding'
            when (segment = 'Enterprise') then 'enterprise'
            else 'standard'
        end as scorecard
    from inputs
)

select * from account_inputs
