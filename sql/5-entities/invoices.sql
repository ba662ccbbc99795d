-- Grain: one row per invoice that has been issued, as known at the end of as_of_date.
-- Kind: snapshot
-- invoice_id varchar: the invoice, as its source names it
-- source varchar: the source, as the config names it
-- account_id varchar: the account it belongs to; null when its key matches none
-- account_key varchar: <source>:<the source's own account id>
-- amount decimal(18,2): what it asks for, in the reporting currency at the rate of its issue; null without a rate
-- amount_in_currency decimal(18,2): what it asks for, in its currency
-- currency varchar: the code of its currency; the reporting currency when the source has none
-- issued_on date: the day it was issued
-- due_on date: the day it is due; the day of issue when the source has none
-- paid_on date: the day it was paid in full
-- status varchar: paid, void, open, or another of the source's words; null when the source never tells
-- is_overdue boolean: whether it is past due and still owed; null when the source never tells
-- days_overdue bigint: days past due_on, 0 when it is not overdue; null when the source never tells
with records as (
    select
        record_id,
        source,
        account_key,
        amount,
        upper(trim(currency)) as currency,
        issued_on,
        coalesce(due_on, issued_on) as due_on,
        paid_on,
        lower(status) as status,
        is_paid_on_mapped
    from invoices_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
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
-- A payment after as_of_date hides that the invoice is paid at all.
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
        case
            when status = 'void' then status
            when paid_on <= date '{{ as_of_date }}' then 'paid'
            when paid_on is not null then 'open'
            when status is not null then status
            when is_paid_on_mapped then 'open'
        end as status
    from records
),
foreign_days as (
    select distinct
        currency,
        issued_on
    from records
    where currency is not null
),
rates_of_days as (
    select
        foreign_days.currency,
        foreign_days.issued_on,
        rates.rate
    from foreign_days
    inner join rates
        on foreign_days.currency = rates.currency
        and foreign_days.issued_on >= rates.rate_on
        and coalesce(foreign_days.issued_on < rates.until_on, true)
),
owed as (
    select
        *,
        status not in ('paid', 'void') and due_on < date '{{ as_of_date }}' as is_overdue
    from masked
),
invoices as (
    select
        owed.record_id as invoice_id,
        owed.source,
        identity.account_id,
        owed.account_key,
        case
            when coalesce(owed.currency, company.currency) = company.currency then owed.amount
            else try_cast(round(cast(owed.amount as double) * rates_of_days.rate, 2) as decimal(18,2))
        end as amount,
        owed.amount as amount_in_currency,
        coalesce(owed.currency, company.currency) as currency,
        owed.issued_on,
        owed.due_on,
        owed.paid_on,
        owed.status,
        case when owed.status is not null then owed.is_overdue end as is_overdue,
        case
            when owed.status is null then null
            when owed.is_overdue then date_diff('day', owed.due_on, date '{{ as_of_date }}')
            else cast(0 as bigint)
        end as days_overdue
    from owed
    cross join company
    left join rates_of_days
        on owed.currency = rates_of_days.currency
        and owed.issued_on = rates_of_days.issued_on
    left join identity
        on owed.account_key = identity.account_key
)
select * from invoices
