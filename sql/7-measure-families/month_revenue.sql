-- Grain: one row per account with revenue, and month: the month of as_of_date, and earlier months that this run closes.
-- Kind: snapshot
-- Readers: internal
-- month date: the first day of the month
-- account_id varchar: the account; for past months, the account it has been merged into since
-- start_mrr decimal(28,10): monthly recurring revenue at the start of the month; null when unknown
-- end_mrr decimal(28,10): monthly recurring revenue on as_of_date, or at the start of the next month; null when
--     unknown
-- end_mrr_at_start_rates decimal(28,10): end_mrr at the exchange rates of the start of the month; null when unknown
-- reassigned decimal(28,10): MRR of subscriptions reassigned from another account, less that of subscriptions
--     reassigned to another; null when unknown
-- has_paid boolean: whether one of its subscriptions ended, or an invoice was issued, before the month
with company as (
    select
        currency,
        revenue_from
    from settings
    where as_of_date = date '{{ as_of_date }}'
),

-- Past rows use the account's current survivor, so that a merge moves no revenue.
merges as (
    select
        past_id,
        account_id
    from account_merges
    where as_of_date = date '{{ as_of_date }}'
),

rates as (
    select
        period_start,
        currency,
        rate
    from period_rates
    where as_of_date = date '{{ as_of_date }}'
),

openings as (
    select
        month,
        source,
        subscription_id,
        account_id,
        currency,
        mrr_in_currency,
        rate,
        mrr
    from month_openings
    where as_of_date = date '{{ as_of_date }}'
),

known_subscriptions as (
    select
        source,
        subscription_id,
        account_id,
        currency,
        mrr_in_currency,
        exact_mrr as mrr,
        paid_from,
        ended_on,
        is_active
    from subscriptions
    where as_of_date = date '{{ as_of_date }}'
),

known_invoices as (
    select
        account_id,
        min(issued_on) as first_issued_on
    from invoices
    where as_of_date = date '{{ as_of_date }}'
        and coalesce(is_billed, true)
        and amount_in_currency > 0
    group by account_id
),

-- With invoices in cents, yearly revenue is exact to the cent, but monthly revenue is not.
known_accounts as (
    select
        account_id,
        try_cast(cast(arr as double) / 12 as decimal(28,10)) as mrr
    from accounts
    where as_of_date = date '{{ as_of_date }}'
),

months as (
    select every_month.month
    from unnest(
        sequence(
            case
                when date '{{ previous_date }}' = date '0001-01-01' then date_trunc('month', date '{{ as_of_date }}')
                else date_trunc('month', date '{{ previous_date }}')
            end,
            date_trunc('month', date '{{ as_of_date }}'),
            interval '1' month
        )
    ) as every_month (month)
),

starts as (
    select
        openings.month,
        openings.source,
        openings.subscription_id,
        coalesce(merges.account_id, openings.account_id) as account_id,
        openings.currency,
        openings.mrr_in_currency,
        openings.rate,
        openings.mrr
    from openings
    inner join months on months.month = openings.month
    left join merges on merges.past_id = openings.account_id
),

-- The start of a month is the end of the month before.
ends as (
    select
        date_trunc('month', date '{{ as_of_date }}') as month,
        known_subscriptions.source,
        known_subscriptions.subscription_id,
        known_subscriptions.account_id,
        known_subscriptions.currency,
        known_subscriptions.mrr_in_currency,
        known_subscriptions.mrr
    from known_subscriptions
    cross join company
    where company.revenue_from = 'subscriptions' and known_subscriptions.is_active

    union all

    select
        date_trunc('month', date '{{ as_of_date }}') as month,
        'invoices' as source,
        known_accounts.account_id as subscription_id,
        known_accounts.account_id,
        company.currency,
        known_accounts.mrr as mrr_in_currency,
        known_accounts.mrr
    from known_accounts
    cross join company
    where company.revenue_from = 'invoices'

    union all

    select
        months.month,
        starts.source,
        starts.subscription_id,
        starts.account_id,
        starts.currency,
        starts.mrr_in_currency,
        starts.mrr
    from starts
    inner join months on starts.month = cast(months.month + interval '1' month as date)
),

followed as (
    select
        coalesce(starts.month, ends.month) as month,
        starts.account_id as start_account_id,
        ends.account_id as end_account_id,
        starts.source is not null as has_start,
        ends.source is not null as has_end,
        coalesce(starts.currency = ends.currency, false) as is_of_one_currency,
        ends.currency as end_currency,
        starts.rate,
        ends.mrr_in_currency as end_mrr_in_currency,
        starts.mrr as start_mrr,
        ends.mrr as end_mrr
    from starts
    full join ends
        on ends.month = starts.month
        and ends.source = starts.source
        and ends.subscription_id = starts.subscription_id
),

priced as (
    select
        followed.month,
        followed.start_account_id,
        followed.end_account_id,
        followed.has_start,
        followed.has_end,
        followed.start_mrr,
        followed.end_mrr,
        case
            when followed.end_currency = company.currency then followed.end_mrr_in_currency
            else
                try_cast(
                    cast(followed.end_mrr_in_currency as double)
                    * case when followed.is_of_one_currency then followed.rate else rates.rate end
                    as decimal(28,10)
                )
        end as end_mrr_at_start_rates,
        followed.has_start
        and followed.has_end
        and followed.start_account_id is distinct from followed.end_account_id as is_reassigned
    from followed
    cross join company
    left join rates
        on rates.period_start = followed.month
        and rates.currency = followed.end_currency
),

-- Revenue of a subscription that moved to another account since the start is neither won nor lost.
sides as (
    select
        month,
        start_account_id as account_id,
        start_mrr,
        cast(0 as decimal(28,10)) as end_mrr,
        cast(0 as decimal(28,10)) as end_mrr_at_start_rates,
        case when is_reassigned then -start_mrr else 0 end as reassigned
    from priced
    where has_start and start_account_id is not null

    union all

    select
        month,
        end_account_id as account_id,
        cast(0 as decimal(28,10)) as start_mrr,
        end_mrr,
        end_mrr_at_start_rates,
        case when is_reassigned then start_mrr else 0 end as reassigned
    from priced
    where has_end and end_account_id is not null
),

-- A sum with an unknown part is unknown.
summed as (
    select
        month,
        account_id,
        case when count(start_mrr) = count(*) then sum(start_mrr) end as start_mrr,
        case when count(end_mrr) = count(*) then sum(end_mrr) end as end_mrr,
        case
            when count(end_mrr_at_start_rates) = count(*) then sum(end_mrr_at_start_rates)
        end as end_mrr_at_start_rates,
        case when count(reassigned) = count(*) then sum(reassigned) end as reassigned
    from sides
    group by month, account_id
),

payers as (
    select
        months.month,
        known_subscriptions.account_id
    from known_subscriptions
    inner join months on known_subscriptions.ended_on < months.month
    cross join company
    where
        company.revenue_from = 'subscriptions'
        and known_subscriptions.paid_from is not null
        and coalesce(known_subscriptions.mrr_in_currency > 0, true)

    union

    select
        months.month,
        known_invoices.account_id
    from known_invoices
    inner join months on known_invoices.first_issued_on < months.month
    cross join company
    where company.revenue_from = 'invoices'
),

month_revenue as (
    select
        summed.month,
        summed.account_id,
        try_cast(summed.start_mrr as decimal(28,10)) as start_mrr,
        try_cast(summed.end_mrr as decimal(28,10)) as end_mrr,
        try_cast(summed.end_mrr_at_start_rates as decimal(28,10)) as end_mrr_at_start_rates,
        try_cast(summed.reassigned as decimal(28,10)) as reassigned,
        payers.account_id is not null as has_paid
    from summed
    left join payers
        on payers.month = summed.month
        and payers.account_id = summed.account_id
)

select * from month_revenue
