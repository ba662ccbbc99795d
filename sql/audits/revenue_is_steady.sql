-- The price of most subscriptions of a source, and their sum, stay within a factor of 5 from run to run, as does revenue from invoices.
-- Severity: warn
with company as (
    select revenue_from
    from settings
    where as_of_date = date '{{ as_of_date }}'
),

prices as (
    select
        source,
        subscription_id,
        cast(mrr as double) as mrr
    from subscriptions
    where as_of_date = date '{{ as_of_date }}'
        and is_active
        and mrr > 0
),

past_prices as (
    select
        source,
        subscription_id,
        cast(mrr as double) as mrr
    from history_subscriptions
    where as_of_date = date '{{ previous_date }}'
        and is_active
        and mrr > 0
),

pairs as (
    select
        coalesce(prices.source, past_prices.source) as source,
        prices.mrr,
        past_prices.mrr as past_mrr,
        prices.mrr > 5 * past_prices.mrr or 5 * prices.mrr < past_prices.mrr as is_jump
    from prices
    full join past_prices
        on past_prices.source = prices.source
        and past_prices.subscription_id = prices.subscription_id
),

sources as (
    select
        source,
        sum(past_mrr) as mrr_before,
        sum(mrr) as mrr,
        count(past_mrr) as priced_before,
        count(mrr) as priced,
        count(is_jump) as compared,
        -- Not count(*): Trino confuses it with count(is_jump).
        count(is_jump) filter (where is_jump) as jumps
    from pairs
    group by source
),

-- One or two subscriptions may well change so much; half of them, or the sum of about as many, do not.
unsteady_sources as (
    select
        source,
        mrr_before,
        mrr,
        compared,
        jumps
    from sources
    where (jumps > 2 and jumps * 2 >= compared)
        or (
            priced > 2
            and priced <= 2 * priced_before
            and priced_before <= 2 * priced
            and (mrr > 5 * mrr_before or 5 * mrr < mrr_before)
        )
),

invoiced as (
    select
        sum(cast(mrr as double)) as mrr,
        count(*) filter (where mrr > 0) as priced
    from accounts
    where as_of_date = date '{{ as_of_date }}'
),

past_invoiced as (
    select
        sum(cast(mrr as double)) as mrr,
        count(*) filter (where mrr > 0) as priced
    from history_accounts
    where as_of_date = date '{{ previous_date }}'
),

unsteady_invoices as (
    select
        cast(null as varchar) as source,
        past_invoiced.mrr as mrr_before,
        invoiced.mrr,
        cast(0 as bigint) as compared,
        cast(0 as bigint) as jumps
    from invoiced
    cross join past_invoiced
    cross join company
    where company.revenue_from = 'invoices'
        and invoiced.priced > 2
        and invoiced.priced <= 2 * past_invoiced.priced
        and past_invoiced.priced <= 2 * invoiced.priced
        and (invoiced.mrr > 5 * past_invoiced.mrr or 5 * invoiced.mrr < past_invoiced.mrr)
),

unsteady_revenue as (
    select * from unsteady_sources
    union all
    select * from unsteady_invoices
)

select * from unsteady_revenue
