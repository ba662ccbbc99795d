-- Grain: one row per account that paid or was a customer at the start of the 12 months up to the last complete one.
-- Kind: snapshot
-- Readers: internal
-- account_id varchar: the account
-- period_start date: the first day of the 12 months; without history that old there is no row
-- period_end date: the last day of the 12 months
-- start_mrr decimal(28,10): monthly recurring revenue at the start; null when unknown
-- end_mrr_at_start_rates decimal(28,10): monthly recurring revenue at the end, at the exchange rates of the start;
--     null when unknown
-- was_customer boolean: whether the account was a customer at the start
-- is_customer boolean: whether the account was a customer at the end
with company as (
    select
        currency,
        revenue_from
    from settings
    where as_of_date = date '{{ as_of_date }}'
),

merges as (
    select
        past_id,
        account_id
    from account_merges
    where as_of_date = date '{{ as_of_date }}'
),

-- The state at the start of the first of the 12 months, as published at that time.
opening_accounts as (
    select
        account_id,
        start_mrr,
        was_customer
    from history_account_months
    where as_of_date = date '{{ year_from }}'
        and month = date_trunc('month', date '{{ year_from }}')
),

this_month as (
    select
        account_id,
        start_mrr,
        end_mrr,
        was_customer,
        is_customer
    from account_months
    where as_of_date = date '{{ as_of_date }}'
        and month = date_trunc('month', date '{{ as_of_date }}')
),

openings as (
    select
        account_id,
        currency,
        mrr_in_currency
    from month_openings
    where as_of_date = date '{{ as_of_date }}'
        and month = date_trunc('month', date '{{ as_of_date }}')
),

running as (
    select
        account_id,
        currency,
        mrr_in_currency
    from subscriptions
    where as_of_date = date '{{ as_of_date }}'
        and is_active
),

rates as (
    select
        period_start,
        currency,
        rate
    from period_rates
    where as_of_date = date '{{ as_of_date }}'
),

period as (
    select
        cast(period_end_exclusive - interval '12' month as date) as period_start,
        cast(period_end_exclusive - interval '1' day as date) as period_end,
        period_end_exclusive > date '{{ as_of_date }}' as ends_today
    from (
        select date_trunc('month', cast(date '{{ as_of_date }}' + interval '1' day as date)) as period_end_exclusive
    ) as months
),

began as (
    select
        coalesce(merges.account_id, opening_accounts.account_id) as account_id,
        case
            when count(opening_accounts.start_mrr) = count(*) then sum(opening_accounts.start_mrr)
        end as start_mrr,
        bool_or(opening_accounts.was_customer) as was_customer
    from opening_accounts
    left join merges on merges.past_id = opening_accounts.account_id
    group by coalesce(merges.account_id, opening_accounts.account_id)
),

-- The end of the last month is the start of the current one, unless the current one ends today.
prices_at_end as (
    select
        coalesce(merges.account_id, openings.account_id) as account_id,
        openings.currency,
        openings.mrr_in_currency
    from openings
    cross join period
    left join merges on merges.past_id = openings.account_id
    where not period.ends_today

    union all

    select
        running.account_id,
        running.currency,
        running.mrr_in_currency
    from running
    cross join company
    cross join period
    where period.ends_today and company.revenue_from = 'subscriptions'

    union all

    select
        this_month.account_id,
        company.currency,
        this_month.end_mrr as mrr_in_currency
    from this_month
    cross join company
    cross join period
    where period.ends_today and company.revenue_from = 'invoices'
),

ended as (
    select
        prices_at_end.account_id,
        sum(
            case
                when prices_at_end.currency = company.currency then prices_at_end.mrr_in_currency
                else try_cast(cast(prices_at_end.mrr_in_currency as double) * rates.rate as decimal(28,10))
            end
        ) as end_mrr
    from prices_at_end
    cross join company
    cross join period
    left join rates
        on rates.currency = prices_at_end.currency
        and rates.period_start = period.period_start
    group by prices_at_end.account_id
),

state_at_end as (
    select
        this_month.account_id,
        case when period.ends_today then this_month.end_mrr else this_month.start_mrr end is null as is_unknown,
        case when period.ends_today then this_month.is_customer else this_month.was_customer end as is_customer
    from this_month
    cross join period
),

account_years as (
    select
        began.account_id,
        period.period_start,
        period.period_end,
        try_cast(began.start_mrr as decimal(28,10)) as start_mrr,
        case
            when not coalesce(state_at_end.is_unknown, false)
                then try_cast(coalesce(ended.end_mrr, 0) as decimal(28,10))
        end as end_mrr_at_start_rates,
        began.was_customer,
        coalesce(state_at_end.is_customer, false) as is_customer
    from began
    cross join period
    left join ended on ended.account_id = began.account_id
    left join state_at_end on state_at_end.account_id = began.account_id
    where began.was_customer or coalesce(began.start_mrr <> 0, true)
)

select * from account_years
