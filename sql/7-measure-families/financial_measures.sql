-- Grain: one row per scored account and financial measure, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: internal
-- account_id varchar: the account
-- measure varchar: the measure
-- value double: the measure's value; null when absence has a reason
-- sample_size bigint: the number of invoices, subscriptions or terms behind the value
-- absence varchar: not_applicable when the measure does not apply to the account; null when there is a value
with scored_accounts as (
    select account_id
    from accounts
    where as_of_date = date '{{ as_of_date }}' and is_scored
),

-- Invoices due in the 180 days before whose payment can be classified as late or in time. Written-off invoices were
-- never paid.
known_invoices as (
    select
        account_id,
        amount_owed,
        is_overdue,
        days_overdue,
        amount_in_currency > 0
        and status not in ('draft', 'void')
        and due_on >= cast(date '{{ as_of_date }}' - interval '180' day as date)
        and due_on < date '{{ as_of_date }}'
        and (is_overdue or paid_on is not null or status = 'uncollectible') as is_judged,
        is_overdue or status = 'uncollectible' or paid_on > due_on as is_late
    from invoices
    where as_of_date = date '{{ as_of_date }}' and account_id is not null
),

account_invoices as (
    select
        account_id,
        -- Due invoices whose payment is unknown, so that it is unknown whether they are overdue.
        count(*) filter (where is_overdue is null) as unknown_invoices,
        count(*) filter (where is_overdue) as overdue_invoices,
        max(days_overdue) filter (where is_overdue) as overdue_days,
        -- Credit notes cover everything that is overdue, so that nothing is owed on balance.
        coalesce(sum(amount_owed) filter (where is_overdue or amount_owed < 0) <= 0, false)
        and count(*) filter (where is_overdue and amount_owed is null) = 0 as is_covered,
        count(*) filter (where is_judged) as judged_invoices,
        count(*) filter (where is_judged and is_late) as late_invoices
    from known_invoices
    group by account_id
),

-- A continued billing period is not a renewal decision, and a term in its grace period may still be renewed.
account_terms as (
    select
        account_id,
        count(*) as terms,
        count(*) filter (where is_renewed) as kept_terms
    from due_terms
    where
        as_of_date = date '{{ as_of_date }}'
        and due_on <= date '{{ as_of_date }}'
        and due_on >= cast(date '{{ as_of_date }}' - interval '364' day as date)
        and account_id is not null
        and is_decided
        and not is_billing_period
    group by account_id
),

company as (
    select currency
    from settings
    where as_of_date = date '{{ as_of_date }}'
),

-- The days of one week, so that weekly runs have one among them; details are kept for 90 days.
earlier_subscriptions as (
    select
        source,
        subscription_id,
        currency,
        mrr_in_currency,
        row_number() over (partition by source, subscription_id order by as_of_date) as place
    from history_subscriptions
    where
        as_of_date >= cast(date '{{ as_of_date }}' - interval '89' day as date)
        and as_of_date <= cast(date '{{ as_of_date }}' - interval '83' day as date)
),

known_subscriptions as (
    select
        source,
        subscription_id,
        account_id,
        currency,
        mrr_in_currency,
        exact_mrr as mrr,
        is_active as runs_now,
        coalesce(paid_from <= cast(date '{{ as_of_date }}' - interval '90' day as date), false)
        and (
            ended_on is null
            or ended_on > cast(date '{{ as_of_date }}' - interval '90' day as date)
        ) as ran_then
    from subscriptions
    where as_of_date = date '{{ as_of_date }}' and account_id is not null
),

-- The past price at the current exchange rate, because rate changes are not the customer's doing. Without a past day
-- that knew it, or in another currency, the price as known now.
priced_subscriptions as (
    select
        known_subscriptions.account_id,
        known_subscriptions.runs_now,
        known_subscriptions.ran_then,
        known_subscriptions.mrr as mrr_now,
        case
            when earlier_subscriptions.mrr_in_currency is null then cast(known_subscriptions.mrr as double)
            when known_subscriptions.currency = company.currency
                then cast(earlier_subscriptions.mrr_in_currency as double)
            else
                cast(known_subscriptions.mrr as double) * cast(earlier_subscriptions.mrr_in_currency as double)
                / nullif(cast(known_subscriptions.mrr_in_currency as double), 0)
        end as mrr_then
    from known_subscriptions
    cross join company
    left join earlier_subscriptions
        on
            earlier_subscriptions.source = known_subscriptions.source
            and earlier_subscriptions.subscription_id = known_subscriptions.subscription_id
            and earlier_subscriptions.currency = known_subscriptions.currency
            and earlier_subscriptions.place = 1
    where known_subscriptions.runs_now or known_subscriptions.ran_then
),

account_subscriptions as (
    select
        account_id,
        count(*) as subscriptions,
        -- An unknown price is not 0.
        count(*) filter (where runs_now and mrr_now is null or ran_then and mrr_then is null) = 0 as is_priced,
        cast(coalesce(sum(mrr_now) filter (where runs_now), 0) as double) as mrr_now,
        -- Rounded, so that the order of summing doubles has no effect.
        round(coalesce(sum(mrr_then) filter (where ran_then), 0), 6) as mrr_then
    from priced_subscriptions
    group by account_id
),

owing_accounts as (
    select
        account_id,
        unknown_invoices,
        case when not is_covered then overdue_days end as overdue_days,
        case when is_covered then 0 else overdue_invoices end as overdue_invoices,
        judged_invoices,
        late_invoices
    from account_invoices
),

accounts_with_payments as (
    select
        scored_accounts.account_id,
        owing_accounts.unknown_invoices > 0 and owing_accounts.overdue_days is null as is_silent,
        coalesce(owing_accounts.overdue_days, 0) as overdue_days,
        coalesce(owing_accounts.overdue_invoices, 0) as overdue_invoices,
        coalesce(owing_accounts.judged_invoices, 0) as judged_invoices,
        coalesce(owing_accounts.late_invoices, 0) as late_invoices,
        coalesce(account_subscriptions.subscriptions, 0) as subscriptions,
        account_subscriptions.is_priced,
        account_subscriptions.mrr_now,
        account_subscriptions.mrr_then,
        coalesce(account_terms.terms, 0) as terms,
        coalesce(account_terms.kept_terms, 0) as kept_terms
    from scored_accounts
    left join owing_accounts on owing_accounts.account_id = scored_accounts.account_id
    left join account_terms on account_terms.account_id = scored_accounts.account_id
    left join account_subscriptions on account_subscriptions.account_id = scored_accounts.account_id
),

measure_names as (
    select measure
    from
        (
            values
                ('invoices_overdue_days'),
                ('late_payment_rate_180d'),
                ('mrr_change_90d'),
                ('renewals_kept_rate')
        ) as names (measure)
),

measured as (
    select
        accounts_with_payments.account_id,
        measure_names.measure,
        case measure_names.measure
            when 'invoices_overdue_days' then case when not coalesce(is_silent, false) then cast(overdue_days as double) end
            when 'late_payment_rate_180d'
                then cast(late_invoices as double) / nullif(cast(judged_invoices as double), 0)
            when 'mrr_change_90d' then case when is_priced then (mrr_now - mrr_then) / nullif(mrr_then, 0) end
            when 'renewals_kept_rate' then cast(kept_terms as double) / nullif(cast(terms as double), 0)
        end as value,
        case measure_names.measure
            when 'invoices_overdue_days' then overdue_invoices
            when 'late_payment_rate_180d' then judged_invoices
            when 'mrr_change_90d' then subscriptions
            when 'renewals_kept_rate' then terms
        end as sample_size
    from accounts_with_payments
    cross join measure_names
),

financial_measures as (
    select
        account_id,
        measure,
        value,
        cast(sample_size as bigint) as sample_size,
        case when value is null then 'not_applicable' end as absence
    from measured
)

select * from financial_measures
