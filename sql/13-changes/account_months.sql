-- Grain: one row per account that paid or was a customer, and month: as_of_date's so far, and the whole one before.
-- Kind: snapshot
-- account_id varchar: the account
-- month date: the first day of the month
-- start_mrr decimal(18,2): what it brought a month when the month began, at the rates of then; null when
--     unknown
-- end_mrr decimal(18,2): what it brought a month at the end, or on as_of_date, at the rates of then; null when
--     unknown
-- new decimal(18,2): what an account that never paid before brings now; this and all movements are at the rates
--     of the month's start, and null when start_mrr or end_mrr is
-- reactivated decimal(18,2): what an account that paid once, and not when the month began, brings again
-- expansion decimal(18,2): by how much more it brings
-- contraction decimal(18,2): by how much less it brings, but still brings something
-- churned decimal(18,2): what it brought, when it brings nothing any more
-- fx decimal(18,2): what the change of exchange rates made of it, either way
-- reassigned decimal(18,2): the price of the subscriptions that came from another account, less that of those
--     that went to one
-- was_customer boolean: whether it was a customer when the month began
-- is_customer boolean: whether it was one at the end, or is on as_of_date; internal accounts never are
-- segment varchar: its segment when the month began; when first seen for one that came later
-- plan varchar: its plan then
-- region varchar: its region then
-- owner varchar: who looked after it then
-- band varchar: its band then; null when it was not scored
-- is_complete boolean: whether the month is over: as_of_date is its last day or later
with account_months as (
    select
        cast(null as varchar) as account_id,
        cast(null as date) as month,
        cast(null as decimal(18,2)) as start_mrr,
        cast(null as decimal(18,2)) as end_mrr,
        cast(null as decimal(18,2)) as new,
        cast(null as decimal(18,2)) as reactivated,
        cast(null as decimal(18,2)) as expansion,
        cast(null as decimal(18,2)) as contraction,
        cast(null as decimal(18,2)) as churned,
        cast(null as decimal(18,2)) as fx,
        cast(null as decimal(18,2)) as reassigned,
        cast(null as boolean) as was_customer,
        cast(null as boolean) as is_customer,
        cast(null as varchar) as segment,
        cast(null as varchar) as plan,
        cast(null as varchar) as region,
        cast(null as varchar) as owner,
        cast(null as varchar) as band,
        cast(null as boolean) as is_complete
    where false
)
select * from account_months
