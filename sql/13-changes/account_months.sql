-- Grain: one row per account that paid or was a customer, and month: the current one to date, and earlier ones in full.
-- Kind: snapshot
-- Readers: public
-- Keep: every day
-- Section: Portfolio and revenue
-- Purpose: Monthly revenue movements of each account; they add up from start to end.
-- account_id varchar: the account
-- month date: the first day of the month: the month of as_of_date, the one before, and each month since the previous
--     run. A run counts new information in its own month, so a different choice of run days may date a change
--     differently. Months without a run are computed from the dates of subscriptions, and otherwise as known to the
--     previous run
-- start_mrr decimal(28,10): monthly recurring revenue at the start of the month, at the exchange rates of that day;
--     null when unknown. No amount in this table is rounded, so twelve times a sum is exact to the cent
-- end_mrr decimal(28,10): monthly recurring revenue at the end of the month, or on as_of_date, at the exchange rates
--     of that day; null when unknown
-- new decimal(28,10): end_mrr of an account that never paid before. All movements are at the exchange rates of the
--     start of the month, and null when start_mrr or end_mrr is null
-- reactivated decimal(28,10): end_mrr of an account that paid in the past, but not at the start of the month
-- expansion decimal(28,10): the increase of MRR of a paying account
-- contraction decimal(28,10): the decrease of MRR of an account that still pays
-- churned decimal(28,10): start_mrr of an account that no longer pays
-- fx decimal(28,10): the change of MRR caused by exchange rates; signed
-- reassigned decimal(28,10): MRR of subscriptions reassigned from another account, less that of subscriptions
--     reassigned to another
-- was_customer boolean: whether the account was a customer at the start of the month
-- is_customer boolean: whether the account was a customer at the end of the month, or is on as_of_date; internal
--     accounts never are
-- segment varchar: the segment at the start of the month; when first seen for a newer account
-- plan varchar: the plan at that time
-- region varchar: the region at that time
-- owner varchar: the owner at that time
-- band varchar: the band at that time; null when the account was not scored
-- is_complete boolean: whether the month is over: as_of_date is its last day or later
with company as (
    select
        revenue_from,
        churn_kind
    from settings
    where as_of_date = date '{{ as_of_date }}'
),

revenue_streams as (
    select
        entity,
        last_landed_on
    from streams
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

known_subscriptions as (
    select
        account_id,
        paid_from,
        ended_on
    from subscriptions
    where as_of_date = date '{{ as_of_date }}'
),

revenue as (
    select
        month,
        account_id,
        start_mrr,
        end_mrr,
        end_mrr_at_start_rates,
        reassigned,
        has_paid
    from month_revenue
    where as_of_date = date '{{ as_of_date }}'
),

known_accounts as (
    select
        account_id,
        lifecycle,
        customer_since,
        churned_on,
        mrr,
        segment,
        plan,
        region,
        owner,
        is_scored
    from accounts
    where as_of_date = date '{{ as_of_date }}'
),

bands as (
    select
        account_id,
        band
    from scores
    where as_of_date = date '{{ as_of_date }}'
),

past_accounts as (
    select
        account_id,
        lifecycle,
        mrr,
        segment,
        plan,
        region,
        owner,
        is_scored
    from history_accounts
    where as_of_date = date '{{ previous_date }}'
),

past_bands as (
    select
        account_id,
        band
    from history_scores
    where as_of_date = date '{{ previous_date }}'
),

past_months as (
    select
        account_id,
        month,
        start_mrr,
        end_mrr,
        new,
        reactivated,
        expansion,
        contraction,
        churned,
        fx,
        reassigned,
        was_customer,
        is_customer,
        segment,
        plan,
        region,
        owner,
        band,
        is_complete
    from history_account_months
    where as_of_date = date '{{ previous_date }}'
),

-- The rows of the previous run's month: the current month, or an earlier one that this run closes.
begun as (
    select *
    from past_months
    where month = date_trunc('month', date '{{ previous_date }}')
),

begun_months as (
    select distinct month
    from begun
),

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
        begun_months.month is not null as is_begun
    from every_month
    left join begun_months on begun_months.month = every_month.month
),

past_states as (
    select
        coalesce(merges.account_id, past_accounts.account_id) as account_id,
        bool_or(past_accounts.is_scored) as was_customer,
        bool_or(past_accounts.lifecycle in ('churned', 'prospect', 'trial')) as was_none,
        bool_or(past_accounts.mrr > 0) as paid
    from past_accounts
    left join merges on merges.past_id = past_accounts.account_id
    group by coalesce(merges.account_id, past_accounts.account_id)
),

-- Accounts with subscriptions before a month, and whether any of them ran at its start.
past_running as (
    select
        months.month,
        known_subscriptions.account_id,
        bool_or(coalesce(known_subscriptions.ended_on >= months.month, true)) as ran_at_start
    from known_subscriptions
    inner join months on known_subscriptions.paid_from < months.month
    where not months.is_begun and known_subscriptions.account_id is not null
    group by months.month, known_subscriptions.account_id
),

-- The customers at the start of a month without a run: by their dates as known now, including accounts that churned
-- and came back since the previous run, and otherwise as known to that run.
customers_at_start as (
    select
        months.month,
        known_accounts.account_id,
        case
            when known_accounts.lifecycle = 'internal' then false
            when known_accounts.churned_on < months.month then false
            when known_accounts.customer_since >= months.month then false
            when company.churn_kind = 'subscription' and past_states.paid and not past_running.ran_at_start then false
            when past_states.was_customer then true
            when past_states.was_none then coalesce(past_running.ran_at_start, false)
            when known_accounts.lifecycle in ('prospect', 'trial') then false
            when known_accounts.churned_on is null and not past_running.ran_at_start then false
            when known_accounts.customer_since is not null then true
            else date '{{ previous_date }}' = date '0001-01-01' and known_accounts.is_scored
        end as was_customer
    from known_accounts
    cross join company
    inner join months on not months.is_begun
    left join past_states on past_states.account_id = known_accounts.account_id
    left join past_running
        on past_running.month = months.month
        and past_running.account_id = known_accounts.account_id

    union all

    select
        months.month,
        past_states.account_id,
        past_states.was_customer
    from past_states
    inner join months on not months.is_begun
    left join known_accounts on known_accounts.account_id = past_states.account_id
    where known_accounts.account_id is null
),

month_starts as (
    select
        begun.month,
        coalesce(merges.account_id, begun.account_id) as account_id
    from begun
    left join merges on merges.past_id = begun.account_id
    where begun.was_customer

    union all

    select
        month,
        account_id
    from customers_at_start
    where was_customer
),

month_ends as (
    select
        date_trunc('month', date '{{ as_of_date }}') as month,
        account_id
    from known_accounts
    where is_scored

    union all

    select
        months.month,
        month_starts.account_id
    from month_starts
    inner join months on month_starts.month = cast(months.month + interval '1' month as date)
),

present as (
    select
        revenue.month,
        revenue.account_id,
        false as was_customer,
        false as is_customer
    from revenue
    inner join months on months.month = revenue.month
    where coalesce(revenue.start_mrr <> 0 or revenue.end_mrr <> 0 or revenue.reassigned <> 0, true)

    union all

    select
        month,
        account_id,
        true as was_customer,
        false as is_customer
    from month_starts

    union all

    select
        month,
        account_id,
        false as was_customer,
        true as is_customer
    from month_ends
),

members as (
    select
        month,
        account_id,
        bool_or(was_customer) as was_customer,
        bool_or(is_customer) as is_customer
    from present
    group by month, account_id
),

-- Accounts that paid in a published month; their source may have dropped the subscription since.
past_payers as (
    select distinct
        months.month,
        coalesce(merges.account_id, past_months.account_id) as account_id
    from past_months
    inner join months
        on past_months.month < months.month and (past_months.start_mrr > 0 or past_months.end_mrr > 0)
        or past_months.month = months.month and past_months.reactivated > 0
    left join merges on merges.past_id = past_months.account_id
),

descriptions as (
    select
        month,
        account_id,
        segment,
        plan,
        region,
        owner,
        band
    from begun

    union all

    select
        months.month,
        past_accounts.account_id,
        past_accounts.segment,
        past_accounts.plan,
        past_accounts.region,
        past_accounts.owner,
        past_bands.band
    from past_accounts
    cross join months
    left join past_bands on past_bands.account_id = past_accounts.account_id
    where not months.is_begun
),

is_revenue_known as (
    select
        count(revenue_streams.last_landed_on) > 0 as is_known
    from company
    left join revenue_streams on revenue_streams.entity = company.revenue_from
),

measured as (
    select
        members.month,
        members.account_id,
        members.was_customer,
        members.is_customer,
        coalesce(revenue.has_paid, false) or past_payers.account_id is not null as has_paid,
        case
            when revenue.account_id is not null then revenue.start_mrr
            when is_revenue_known.is_known then 0
        end as start_mrr,
        case
            when revenue.account_id is not null then revenue.end_mrr
            when is_revenue_known.is_known then 0
        end as end_mrr,
        case
            when revenue.account_id is not null then revenue.end_mrr_at_start_rates
            when is_revenue_known.is_known then 0
        end as end_mrr_at_start_rates,
        case
            when revenue.account_id is not null then revenue.reassigned
            when is_revenue_known.is_known then 0
        end as reassigned,
        case when descriptions.account_id is null then known_accounts.segment else descriptions.segment end as segment,
        case when descriptions.account_id is null then known_accounts.plan else descriptions.plan end as plan,
        case when descriptions.account_id is null then known_accounts.region else descriptions.region end as region,
        case when descriptions.account_id is null then known_accounts.owner else descriptions.owner end as owner,
        case when descriptions.account_id is null then bands.band else descriptions.band end as band
    from members
    cross join is_revenue_known
    left join revenue
        on revenue.month = members.month
        and revenue.account_id = members.account_id
    left join past_payers
        on past_payers.month = members.month
        and past_payers.account_id = members.account_id
    left join descriptions
        on descriptions.month = members.month
        and descriptions.account_id = members.account_id
    left join known_accounts on known_accounts.account_id = members.account_id
    left join bands on bands.account_id = members.account_id
),

netted as (
    select
        *,
        start_mrr + reassigned as kept_mrr,
        end_mrr_at_start_rates - start_mrr - reassigned as net,
        end_mrr - end_mrr_at_start_rates as fx
    from measured
),

moved as (
    select
        *,
        case
            when net is null or fx is null then null
            when net = 0 then 'none'
            when start_mrr = 0 and kept_mrr = 0 and net > 0 and has_paid then 'reactivated'
            when start_mrr = 0 and kept_mrr = 0 and net > 0 then 'new'
            when kept_mrr > 0 and end_mrr_at_start_rates = 0 then 'churned'
            when net > 0 then 'expansion'
            else 'contraction'
        end as movement
    from netted
),

account_months as (
    select
        account_id,
        month,
        cast(start_mrr as decimal(28,10)) as start_mrr,
        cast(end_mrr as decimal(28,10)) as end_mrr,
        cast(case when movement = 'new' then net when movement is not null then 0 end as decimal(28,10)) as new,
        cast(case when movement = 'reactivated' then net when movement is not null then 0 end as decimal(28,10)) as reactivated,
        cast(case when movement = 'expansion' then net when movement is not null then 0 end as decimal(28,10)) as expansion,
        cast(case when movement = 'contraction' then -net when movement is not null then 0 end as decimal(28,10)) as contraction,
        cast(case when movement = 'churned' then -net when movement is not null then 0 end as decimal(28,10)) as churned,
        cast(case when movement is not null then fx end as decimal(28,10)) as fx,
        cast(case when movement is not null then reassigned end as decimal(28,10)) as reassigned,
        was_customer,
        is_customer,
        segment,
        plan,
        region,
        owner,
        band,
        month < date_trunc('month', date '{{ as_of_date }}')
        or date '{{ as_of_date }}' = last_day_of_month(date '{{ as_of_date }}') as is_complete
    from moved

    union all

    select
        account_id,
        month,
        start_mrr,
        end_mrr,
        new,
        reactivated,
        expansion,
        contraction,
        churned,
        fx,
        reassigned,
        was_customer,
        is_customer,
        segment,
        plan,
        region,
        owner,
        band,
        is_complete
    from past_months
    where month = cast(date_trunc('month', date '{{ as_of_date }}') - interval '1' month as date)
        and date_trunc('month', date '{{ previous_date }}') = date_trunc('month', date '{{ as_of_date }}')
)

select * from account_months
