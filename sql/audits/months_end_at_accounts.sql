-- What accounts bring a month by the ledger of months is what accounts says they bring.
-- Severity: error
with this_month as (
    select
        account_id,
        end_mrr
    from account_months
    where as_of_date = date '{{ as_of_date }}'
        and month = date_trunc('month', date '{{ as_of_date }}')
),

known_accounts as (
    select
        account_id,
        mrr
    from accounts
    where as_of_date = date '{{ as_of_date }}'
),

bad_rows as (
    select
        known_accounts.account_id,
        known_accounts.mrr,
        this_month.end_mrr
    from known_accounts
    left join this_month on known_accounts.account_id = this_month.account_id
    where
        known_accounts.mrr is not null
        and known_accounts.mrr is distinct from
            case when this_month.account_id is null then cast(0 as decimal(18,2)) else this_month.end_mrr end
)

select * from bad_rows
