-- Grain: one row per month in which customers started, and month since then within the published days.
-- Kind: snapshot
-- Readers: public
-- Section: Portfolio and revenue
-- Purpose: Retention of accounts and revenue by the month in which customers started.
-- cohort date: the first day of the month in which the accounts became customers
-- age_months bigint: months since the cohort's month; 0 is that month itself
-- accounts bigint: the number of accounts in the cohort; it never decreases
-- retained_accounts bigint: accounts that are customers at the end of the month of that age, or on as_of_date
-- logo_retention double: retained_accounts / accounts, 0 to 1
-- first_mrr decimal(28,10): monthly recurring revenue of the cohort at the end of age 0; null when unknown
-- mrr decimal(28,10): monthly recurring revenue of the cohort at the end of the month of that age; null when unknown
-- revenue_retention double: mrr / first_mrr, each at the exchange rates of its time
-- is_complete boolean: whether the month of that age is over
-- is_suppressed boolean: true when the cohort is smaller than min_sample; its rates are null
-- reason varchar: why a rate is null: small_sample, first_month_not_over, first_revenue_unknown, revenue_unknown or
--     no_first_revenue; null when no rate is null
with company as (
    select min_sample
    from settings
    where as_of_date = date '{{ as_of_date }}'
),

known_accounts as (
    select
        account_id,
        date_trunc('month', customer_since) as cohort
    from accounts
    where as_of_date = date '{{ as_of_date }}'
        and customer_since is not null
        and lifecycle not in ('internal', 'prospect', 'trial')
),

months as (
    select
        account_id,
        month,
        end_mrr,
        is_customer,
        is_complete
    from account_months
    where as_of_date = date '{{ as_of_date }}'
        and (
            month = date_trunc('month', date '{{ as_of_date }}')
            or date_trunc('month', date '{{ previous_date }}') < date_trunc('month', date '{{ as_of_date }}')
        )
),

past_retention as (
    select
        cohort,
        age_months,
        accounts,
        retained_accounts,
        logo_retention,
        first_mrr,
        mrr,
        revenue_retention,
        is_complete,
        is_suppressed,
        reason
    from history_cohort_retention
    where as_of_date = date '{{ previous_date }}'
),

counted_months as (
    select
        month,
        is_complete
    from months
    group by month, is_complete
),

-- Complete months stay as published, unless this run closes them.
carried as (
    select past_retention.*
    from past_retention
    left join counted_months
        on cast(past_retention.cohort + interval '1' month * past_retention.age_months as date)
            = counted_months.month
    where past_retention.is_complete and counted_months.month is null
),

past_sizes as (
    select
        cohort,
        max(accounts) as accounts
    from past_retention
    group by cohort
),

known_sizes as (
    select
        cohort,
        count(*) as accounts
    from known_accounts
    group by cohort
),

sizes as (
    select
        known_sizes.cohort,
        case
            when past_sizes.accounts > known_sizes.accounts then past_sizes.accounts
            else known_sizes.accounts
        end as accounts
    from known_sizes
    left join past_sizes on past_sizes.cohort = known_sizes.cohort

    union all

    select
        past_sizes.cohort,
        past_sizes.accounts
    from past_sizes
    left join known_sizes on known_sizes.cohort = past_sizes.cohort
    where known_sizes.cohort is null
),

kept as (
    select
        known_accounts.cohort,
        months.month,
        count(*) as retained_accounts,
        case when count(months.end_mrr) = count(*) then sum(months.end_mrr) end as mrr
    from months
    inner join known_accounts on known_accounts.account_id = months.account_id
    where months.is_customer
    group by known_accounts.cohort, months.month
),

counted as (
    select
        sizes.cohort,
        counted_months.month,
        counted_months.is_complete,
        sizes.accounts,
        coalesce(kept.retained_accounts, 0) as retained_accounts,
        case when kept.cohort is null then 0 else kept.mrr end as mrr
    from sizes
    inner join counted_months on sizes.cohort <= counted_months.month
    left join kept
        on kept.cohort = sizes.cohort
        and kept.month = counted_months.month
),

-- A cohort's first revenue comes from its first month, once that is complete.
first_revenues as (
    select
        cohort,
        mrr as first_mrr
    from carried
    where age_months = 0

    union all

    select
        cohort,
        mrr as first_mrr
    from counted
    where cohort = month and is_complete
),

measured as (
    select
        counted.cohort,
        counted.is_complete,
        counted.accounts,
        counted.retained_accounts,
        12 * (year(counted.month) - year(counted.cohort)) + month(counted.month) - month(counted.cohort)
            as age_months,
        counted.mrr,
        first_revenues.first_mrr,
        first_revenues.cohort is not null as is_first_told,
        coalesce(counted.accounts < company.min_sample, false) as is_suppressed
    from counted
    cross join company
    left join first_revenues on first_revenues.cohort = counted.cohort
),

reasoned as (
    select
        *,
        case
            when is_suppressed then 'small_sample'
            when age_months = 0 and not is_complete then 'first_month_not_over'
            when not is_first_told or first_mrr is null then 'first_revenue_unknown'
            when first_mrr = 0 then 'no_first_revenue'
            when mrr is null then 'revenue_unknown'
        end as reason
    from measured
),

cohort_retention as (
    select
        cohort,
        cast(age_months as bigint) as age_months,
        accounts,
        retained_accounts,
        case
            when not is_suppressed then cast(retained_accounts as double) / nullif(accounts, 0)
        end as logo_retention,
        try_cast(first_mrr as decimal(28,10)) as first_mrr,
        try_cast(mrr as decimal(28,10)) as mrr,
        case
            when reason is null then cast(mrr as double) / nullif(cast(first_mrr as double), 0)
        end as revenue_retention,
        is_complete,
        is_suppressed,
        reason
    from reasoned

    union all

    select * from carried
)

select * from cohort_retention
