-- Grain: one row per month in which customers began and month since then that the chain has seen.
-- Kind: snapshot
-- cohort date: the first day of the month in which the accounts became customers
-- age_months bigint: months since then: 0 is the month itself
-- accounts bigint: accounts of the cohort; never fewer than were known before
-- retained_accounts bigint: those that are customers at the end of the month of that age, or on as_of_date
-- logo_retention double: retained_accounts by accounts, 0 to 1
-- first_mrr decimal(18,2): what they brought a month at the end of age 0; null when that is not known
-- mrr decimal(18,2): what they bring a month at the end of the month of that age; null when unknown
-- revenue_retention double: mrr by first_mrr, each at the exchange rates of its time
-- is_complete boolean: whether the month of that age is over
-- is_suppressed boolean: true when the cohort is smaller than min_sample: its rates are not shown
-- reason varchar: why a rate is null: small_sample, first_month_not_over, first_revenue_unknown,
--     revenue_unknown, no_first_revenue; null when none is
with cohort_retention as (
    select
        cast(null as date) as cohort,
        cast(null as bigint) as age_months,
        cast(null as bigint) as accounts,
        cast(null as bigint) as retained_accounts,
        cast(null as double) as logo_retention,
        cast(null as decimal(18,2)) as first_mrr,
        cast(null as decimal(18,2)) as mrr,
        cast(null as double) as revenue_retention,
        cast(null as boolean) as is_complete,
        cast(null as boolean) as is_suppressed,
        cast(null as varchar) as reason
    where false
)
select * from cohort_retention
