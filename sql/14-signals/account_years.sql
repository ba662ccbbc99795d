-- Grain: one row per account that paid or was a customer when the 12 months up to the last complete one began.
-- Kind: snapshot
-- account_id varchar: the account
-- period_start date: the first day of the 12 months; without history that old there is no row
-- period_end date: their last day
-- start_mrr decimal(18,2): what it brought a month when they began; null when unknown
-- end_mrr_at_start_rates decimal(18,2): what it brought a month at their end, at the exchange rates of their
--     start; null when unknown
-- was_customer boolean: whether it was a customer when they began
-- is_customer boolean: whether it was one at their end
with account_years as (
    select
        cast(null as varchar) as account_id,
        cast(null as date) as period_start,
        cast(null as date) as period_end,
        cast(null as decimal(18,2)) as start_mrr,
        cast(null as decimal(18,2)) as end_mrr_at_start_rates,
        cast(null as boolean) as was_customer,
        cast(null as boolean) as is_customer
    where false
)
select * from account_years
