-- Grain: one row per month and subscription that ran at its start; per month and account if revenue is from invoices.
-- Kind: snapshot
-- Readers: internal
-- month date: the first day of the month of as_of_date; the first run of a month adds all months since the previous
--     run
-- source varchar: the source of the subscription; invoices if revenue comes from invoices
-- subscription_id varchar: the subscription's id in its source; the account if revenue comes from invoices
-- account_id varchar: the account at the start of the month, as matched on opened_on; null when its key matched none
-- currency varchar: the currency of its price; the reporting currency if revenue comes from invoices
-- mrr_in_currency decimal(28,10): monthly recurring revenue at the start of the month, in its own currency; null when
--     unknown
-- rate double: the value of one unit of the currency at the start of the month; null when no rate is known
-- mrr decimal(28,10): mrr_in_currency at that rate; null when either is unknown
-- opened_on date: the date of the run that wrote the row; later than for other rows when the source first landed in
--     mid-month
with company as (
    select
        currency,
        revenue_from
    from settings
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

merges as (
    select
        past_id,
        account_id
    from account_merges
    where as_of_date = date '{{ as_of_date }}'
),

known_subscriptions as (
    select
        source,
        subscription_id,
        account_id,
        currency,
        mrr_in_currency,
        paid_from,
        ended_on
    from subscriptions
    where as_of_date = date '{{ as_of_date }}'
),

past_subscriptions as (
    select
        source,
        subscription_id,
        account_id,
        currency,
        mrr_in_currency,
        ended_on,
        is_active
    from history_subscriptions
    where as_of_date = date '{{ previous_date }}'
),

past_sources as (
    select distinct source
    from past_subscriptions
),

known_invoices as (
    select
        account_id,
        case when is_billed then amount end as amount,
        issued_on
    from invoices
    where as_of_date = date '{{ as_of_date }}'
        and account_id is not null
        and coalesce(is_billed, true)
        and issued_on >= cast(
            case
                when date '{{ previous_date }}' = date '0001-01-01' then date_trunc('month', date '{{ as_of_date }}')
                else date_trunc('month', date '{{ previous_date }}')
            end - interval '90' day
            as date
        )
),

past_invoices as (
    select count(*) as invoices
    from history_invoices
    where as_of_date = date '{{ previous_date }}'
),

past_openings as (
    select
        month,
        source,
        subscription_id,
        account_id,
        currency,
        mrr_in_currency,
        rate,
        opened_on
    from history_month_openings
    where as_of_date = date '{{ previous_date }}'
        and month = date_trunc('month', date '{{ previous_date }}')
),

past_months as (
    select distinct month
    from past_openings
),

-- All months from that of the previous run, which opened it, to the current one, even if runs are rare.
every_month as (
    select months.month
    from unnest(
        sequence(
            case
                when date '{{ previous_date }}' = date '0001-01-01' then date_trunc('month', date '{{ as_of_date }}')
                else date_trunc('month', date '{{ previous_date }}')
            end,
            date_trunc('month', date '{{ as_of_date }}'),
            interval '1' month
        )
    ) as months (month)
),

months as (
    select
        every_month.month,
        past_months.month is not null as is_opened
    from every_month
    left join past_months on past_months.month = every_month.month
),

carried as (
    select past_openings.*
    from past_openings
    inner join months on months.month = past_openings.month
),

-- Subscriptions that ran on the day before the month, as known to the previous run: a price or account that changed
-- since then changed in the month of this run. A newly connected source adds rows to a month that is already open,
-- so that connecting it does not count as new revenue.
opened_now as (
    select
        months.month,
        known_subscriptions.source,
        known_subscriptions.subscription_id,
        case when past.is_active then past.account_id else known_subscriptions.account_id end as account_id,
        case
            when past.is_active and past.mrr_in_currency is not null then past.currency
            else known_subscriptions.currency
        end as currency,
        case
            when past.is_active and past.mrr_in_currency is not null then past.mrr_in_currency
            else known_subscriptions.mrr_in_currency
        end as mrr_in_currency
    from known_subscriptions
    inner join months
        on known_subscriptions.paid_from < months.month
        and coalesce(known_subscriptions.ended_on >= months.month, true)
    cross join company
    left join past_sources on past_sources.source = known_subscriptions.source
    left join past_subscriptions as past
        on past.source = known_subscriptions.source
        and past.subscription_id = known_subscriptions.subscription_id
    where
        company.revenue_from = 'subscriptions'
        and (not months.is_opened or past_sources.source is null)
),

-- A subscription that the source has dropped since ran until then.
vanished as (
    select
        months.month,
        past_subscriptions.source,
        past_subscriptions.subscription_id,
        past_subscriptions.account_id,
        past_subscriptions.currency,
        past_subscriptions.mrr_in_currency
    from past_subscriptions
    inner join months on coalesce(past_subscriptions.ended_on >= months.month, true)
    cross join company
    left join known_subscriptions
        on known_subscriptions.source = past_subscriptions.source
        and known_subscriptions.subscription_id = past_subscriptions.subscription_id
    where
        company.revenue_from = 'subscriptions'
        and not months.is_opened
        and past_subscriptions.is_active
        and known_subscriptions.subscription_id is null
),

-- A third of the amounts invoiced in the 90 days before.
invoiced as (
    select
        months.month,
        'invoices' as source,
        known_invoices.account_id as subscription_id,
        known_invoices.account_id,
        company.currency,
        case
            when count(known_invoices.amount) = count(*)
                then try_cast(cast(4 * sum(known_invoices.amount) as double) / 12 as decimal(28,10))
        end as mrr_in_currency
    from known_invoices
    inner join months
        on known_invoices.issued_on < months.month
        and known_invoices.issued_on >= cast(months.month - interval '90' day as date)
    cross join company
    cross join past_invoices
    where
        company.revenue_from = 'invoices'
        and (not months.is_opened or past_invoices.invoices = 0)
    group by months.month, known_invoices.account_id, company.currency
),

opened as (
    select * from opened_now

    union all

    select * from vanished

    union all

    select * from invoiced
),

openings as (
    select * from carried

    union all

    select
        opened.month,
        opened.source,
        opened.subscription_id,
        coalesce(merges.account_id, opened.account_id) as account_id,
        opened.currency,
        opened.mrr_in_currency,
        cast(null as double) as rate,
        date '{{ as_of_date }}' as opened_on
    from opened
    left join merges on merges.past_id = opened.account_id
),

rated as (
    select
        openings.month,
        openings.source,
        openings.subscription_id,
        openings.account_id,
        openings.currency,
        openings.mrr_in_currency,
        coalesce(openings.rate, rates.rate) as rate,
        openings.opened_on
    from openings
    left join rates
        on rates.period_start = openings.month
        and rates.currency = openings.currency
),

month_openings as (
    select
        rated.month,
        rated.source,
        rated.subscription_id,
        rated.account_id,
        rated.currency,
        rated.mrr_in_currency,
        rated.rate,
        case
            when rated.currency = company.currency then rated.mrr_in_currency
            else try_cast(cast(rated.mrr_in_currency as double) * rated.rate as decimal(28,10))
        end as mrr,
        rated.opened_on
    from rated
    cross join company
)

select * from month_openings
