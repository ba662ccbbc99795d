-- Every price and invoice in another currency has a rate; amounts without a rate are left out of all revenue.
-- Severity: warn
with unpriced as (
    select
        currency,
        'subscriptions' as entity
    from subscriptions
    where as_of_date = date '{{ as_of_date }}'
        and mrr_absence = 'no_rate'
    union all
    select
        currency,
        'invoices' as entity
    from invoices
    where as_of_date = date '{{ as_of_date }}'
        and amount is null
        and amount_in_currency is not null
),

currencies as (
    select
        currency,
        count(*) filter (where entity = 'subscriptions') as subscriptions,
        count(*) filter (where entity = 'invoices') as invoices
    from unpriced
    group by currency
)

select * from currencies
