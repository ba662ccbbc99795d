-- Grain: one row per scored account, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: public
-- Section: Accounts and their health
-- Purpose: The columns that conditions of scorecards and alerts read: accounts, attributes and measures, one column each.
-- Origin: bellwether.yaml: scorecards
-- account_id varchar: see accounts
-- name varchar: see accounts
-- domain varchar: see accounts
-- parent_account_id varchar: see accounts
-- segment varchar: see accounts
-- plan varchar: see accounts
-- industry varchar: see accounts
-- region varchar: see accounts
-- lifecycle varchar: see accounts
-- owner varchar: see accounts
-- owner_email varchar: see accounts
-- owner_since date: see accounts
-- customer_since date: see accounts
-- notice_on date: see accounts
-- churned_on date: see accounts
-- churn_reason varchar: see accounts
-- employees bigint: see accounts
-- mrr decimal(18,2): see accounts
-- arr decimal(18,2): see accounts
-- seats bigint: see accounts
-- renewal_date date: see accounts
-- days_to_renewal bigint: see accounts
-- source_url varchar: see accounts
-- is_scored boolean: see accounts
-- channel varchar: an attribute of the account
-- active_days_28d double: Days with usage in the last 28 days. No usage is a true 0. Days on which usage was lost, because its source was silent or degraded, count as neither used nor unused: the known days stand for all, if they are half of them.
-- usage_trend_28d double: Change of uses in the last 28 days against the 28 days before, as a share of the earlier number: -0.5 is half as many. Not applicable when there was no usage in the earlier 28 days, when the account has been a customer for less than 56 days, or when usage data does not go back that far.
-- days_since_last_use double: Days since the latest usage of the account. Without any usage, days since the account became a customer; not applicable when that date is unknown too.
-- active_users_28d double: Distinct users with usage in the last 28 days; a user under several keys of the account counts once. No usage is a true 0. Not applicable when the account's usage has no users, or no usage data has.
-- seat_utilization_28d double: active_users_28d / seats of the account's active subscriptions; above 1 when there are more users than seats. Not applicable without seats, or without active_users_28d.
-- feature_breadth_28d double: Distinct features with usage in the last 28 days. No usage is a true 0. Not applicable when the account's usage has no features, or no usage data has.
-- key_feature_active_days_28d double: Days with usage of any of the config's key_features in the last 28 days. Not applicable when the config has none, when the account's usage has no features, or when no usage data has.
-- tickets_per_seat_28d double: Tickets opened in the last 28 days, per seat. Not applicable without seats.
-- oldest_open_ticket_days double: Age in days of the oldest open ticket; 0 when none is open. Not applicable when the account's tickets have neither a status nor a solution date.
-- urgent_open_tickets double: Open tickets of priority urgent. An account without tickets has a true 0. Not applicable when none of its tickets has a priority, or none says whether it is open.
-- tickets_trend_28d double: Change of tickets opened in the last 28 days against the 28 days before, as a share of the earlier number: 1 is twice as many. Not applicable when none was opened in the earlier 28 days, when the account has been a customer for less than 56 days, or when ticket data does not go back that far.
-- median_resolution_hours_90d double: Median hours from opening to solution of the tickets solved in the last 90 days. Not applicable when none was solved.
-- reopened_rate_90d double: Share of the tickets solved in the last 90 days that had been reopened. Not applicable when none was solved, or none of them has a number of reopens.
-- nps_rating_180d double: Mean NPS rating of the last 180 days, from the latest answer of each contact. Three answers at the portfolio's mean are added, so that one bad answer does not decide. When nobody answered: no response if a contact was invited in the 180 days or no stream provides invitations; otherwise not applicable.
-- csat_90d double: Share of positive CSAT answers of the last 90 days, from the latest answer to each ticket. Positive means at least 80 % of the best rating: 4 and 5 of 5, 6 and 7 of 7, 8 to 10 of 10. Scales are never mixed; the scale that the account used most counts. When nobody answered: no response if a contact was invited in the 90 days or no stream provides invitations; otherwise not applicable.
-- days_since_detractor double: Days since the latest NPS answer from 0 to 6 in the last 365 days that is still its contact's latest answer; a contact with a better answer since is no longer a detractor. Not applicable when contacts answered and none is a detractor. When nobody answered in the 365 days: no response if a contact was invited in them or no stream provides invitations; otherwise not applicable.
-- response_rate_180d double: Share of the survey invitations of the last 180 days that were answered. An unanswered invitation counts from 14 days after it was sent. An answer belongs to the invitation whose id it has, otherwise to the latest invitation of its contact and survey in the 60 days before it. Not applicable without invitations.
-- invoices_overdue_days double: Days past due of the oldest overdue invoice: open, due and not paid in full; 0 when none is overdue, or when open credit notes cover all of them. Not applicable when no invoice is known to be overdue and the payment of a due invoice is unknown.
-- late_payment_rate_180d double: Share of the invoices due in the 180 days before D that were paid late, are overdue or were written off. Drafts, void invoices, credit notes, and paid invoices without a payment date are left out. Not applicable without invoices.
-- mrr_change_90d double: MRR of the subscriptions that run now, relative to MRR 90 days ago: 0.1 is 10 % more. Each uses the prices known at its time; both use current exchange rates. Not applicable when MRR was 0 90 days ago, or when a price or rate is unknown.
-- renewals_kept_rate double: Share of the subscription terms due in the last 365 days that were renewed: the subscription ran on, or another one of the account started within the grace period. Billing periods (terms shorter than shortest_term_days), terms that may still be renewed, and terms due before the first run are left out. Not applicable without terms.
-- days_since_touchpoint double: Days since the latest touchpoint. Without any touchpoint, days since the account became a customer; not applicable when that date is unknown too.
-- champion_active double: 1 while at least one champion is still at the account, 0 when all champions have left. Not applicable when no contact is marked as a champion.
-- csm_pulse double: Customer success's rating of the account at the latest touchpoint with a pulse; 5 is best. A pulse counts until its expiry date, or for 90 days without one. No response when it has expired or there is none. A pulse outside 1 to 5 is ignored.
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
        owner_since,
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
        max(case when attribute = 'channel' then value end) as "channel"
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
        round(max(case when measure = 'csm_pulse' then value end), 9) as csm_pulse
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
        scored_accounts.owner_since,
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
        attribute_values."channel",
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
        measure_values.csm_pulse
    from scored_accounts
    left join attribute_values on attribute_values.account_id = scored_accounts.account_id
    left join measure_values on measure_values.account_id = scored_accounts.account_id
),

account_inputs as (
    select
        *,
        cast('shoppers' as varchar) as scorecard
    from inputs
)

select * from account_inputs
