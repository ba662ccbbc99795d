-- Grain: one row per issued invoice, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: public
-- Section: Facts
-- Purpose: Invoices and their payment.
-- invoice_id varchar: the invoice's id in its source
-- source varchar: the source, by its name in the config
-- account_id varchar: the account; null when its key matches none
-- account_key varchar: <source>:<the source's own account id>
-- amount decimal(18,2): the invoiced amount in the reporting currency, at the rate of the issue date; null without a
--     rate
-- amount_in_currency decimal(18,2): the invoiced amount, in its own currency
-- currency varchar: the currency code; the reporting currency when the source has none
-- issued_on date: the day it was issued
-- due_on date: the due date; the issue date when the source has none; null when it is unreadable
-- paid_on date: the day it was paid in full
-- status varchar: draft, open, paid, void or uncollectible; null when the source has no status or an unknown word.
--     draft, void and uncollectible are the source's; an invoice is paid by paid_on, otherwise by a balance of 0,
--     otherwise by its status
-- amount_owed decimal(18,2): the unpaid amount of an open invoice, in the reporting currency; for an open credit note
--     the remaining credit, negative; 0 for all others; null when unknown
-- is_billed boolean: whether the invoice counts as revenue: neither draft nor void; null when its status is an
--     unknown word
-- is_overdue boolean: whether an amount is owed that was due before as_of_date; null when unknown
-- days_overdue bigint: days past due_on; 0 when the invoice is not overdue; null when unknown
with records as (
    select
        record_id,
        source,
        account_key,
        amount,
        upper(trim(currency)) as currency,
        issued_on,
        case
            when strpos(chr(10) || cell_problems, chr(10) || 'due_on' || chr(9)) > 0 then null
            else coalesce(due_on, issued_on)
        end as due_on,
        paid_on,
        lower(status) as status,
        balance,
        amount_paid,
        is_paid_on_mapped,
        coalesce(strpos(cell_problems, 'status' || chr(9) || 'unknown word') > 0, false) as is_status_unknown
    from invoices_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
        and (is_outline or amount is not null)
        and issued_on <= date '{{ as_of_date }}'
),

company as (
    select currency
    from settings
    where as_of_date = date '{{ as_of_date }}'
),

rates as (
    select
        currency,
        rate_on,
        until_on,
        rate
    from exchange_rates
    where as_of_date = date '{{ as_of_date }}'
),

identity as (
    select
        account_key,
        account_id
    from account_identity
    where as_of_date = date '{{ as_of_date }}'
),

-- If the payment is after as_of_date, the paid status is hidden too.
masked as (
    select
        record_id,
        source,
        account_key,
        amount,
        currency,
        issued_on,
        due_on,
        case when paid_on <= date '{{ as_of_date }}' then paid_on end as paid_on,
        coalesce(paid_on > date '{{ as_of_date }}', false) as is_paid_later,
        case
            when coalesce(paid_on <= date '{{ as_of_date }}', true)
                then coalesce(balance, try_cast(amount - amount_paid as decimal(18,2)))
        end as amount_left,
        status,
        is_paid_on_mapped,
        is_status_unknown
    from records
),

judged as (
    select
        record_id,
        source,
        account_key,
        amount,
        currency,
        issued_on,
        due_on,
        paid_on,
        amount_left,
        is_status_unknown,
        case
            when status = 'void' then 'void'
            when paid_on is not null then 'paid'
            when is_paid_later then 'open'
            when status in ('draft', 'uncollectible') then status
            when amount_left = 0 or (amount > 0 and amount_left < 0) then 'paid'
            when status in ('open', 'paid') then status
            when status is not null or is_status_unknown then null
            when is_paid_on_mapped or amount_left is not null then 'open'
        end as status
    from masked
),

-- Read separately: a CTE with two references is materialised in full, and few rows are in other currencies.
foreign_days as (
    select distinct
        upper(trim(currency)) as currency,
        issued_on
    from invoices_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and issued_on <= date '{{ as_of_date }}'
        and currency is not null
),

rates_of_days as (
    select
        foreign_days.currency,
        foreign_days.issued_on,
        rates.rate
    from foreign_days
    inner join rates
        on rates.currency = foreign_days.currency
        and foreign_days.issued_on >= rates.rate_on
        and coalesce(foreign_days.issued_on < rates.until_on, true)
),

owed as (
    select
        *,
        case
            when status = 'open' and amount < 0 and amount_left > 0 then -amount_left
            when status = 'open' then coalesce(amount_left, amount)
            when status is not null or amount <= 0 then cast(0 as decimal(18,2))
        end as amount_owed
    from judged
),

flagged as (
    select
        *,
        amount_owed > 0 and due_on < date '{{ as_of_date }}' as is_overdue
    from owed
),

invoices as (
    select
        flagged.record_id as invoice_id,
        flagged.source,
        identity.account_id,
        flagged.account_key,
        case
            when coalesce(flagged.currency, company.currency) = company.currency then flagged.amount
            else try_cast(round(cast(flagged.amount as double) * rates_of_days.rate, 2) as decimal(18,2))
        end as amount,
        flagged.amount as amount_in_currency,
        coalesce(flagged.currency, company.currency) as currency,
        flagged.issued_on,
        flagged.due_on,
        flagged.paid_on,
        flagged.status,
        case
            when coalesce(flagged.currency, company.currency) = company.currency
                or flagged.amount_owed = 0
                then flagged.amount_owed
            else try_cast(round(cast(flagged.amount_owed as double) * rates_of_days.rate, 2) as decimal(18,2))
        end as amount_owed,
        case
            when flagged.status is not null then flagged.status not in ('draft', 'void')
            when not flagged.is_status_unknown then true
        end as is_billed,
        flagged.is_overdue,
        case
            when flagged.is_overdue then date_diff('day', flagged.due_on, date '{{ as_of_date }}')
            when not flagged.is_overdue then cast(0 as bigint)
        end as days_overdue
    from flagged
    cross join company
    left join rates_of_days
        on rates_of_days.currency = flagged.currency
        and rates_of_days.issued_on = flagged.issued_on
    left join identity
        on identity.account_key = flagged.account_key
)

select * from invoices
