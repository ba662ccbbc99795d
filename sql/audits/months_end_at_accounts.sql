-- What accounts bring a month and a year by the ledger of months is what accounts says they bring, to the cent.
-- Severity: error
with this_month as (
    select
        account_id,
        try_cast(round(end_mrr, 2) as decimal(18,2)) as mrr,
        try_cast(round(12 * end_mrr, 2) as decimal(18,2)) as arr
    from account_months
    where as_of_date = date '{{ as_of_date }}'
        and month = date_trunc('month', date '{{ as_of_date }}')
),

known_accounts as (
    select
        account_id,
        mrr,
        arr
    from accounts
    where as_of_date = date '{{ as_of_date }}'
),

bad_rows as (
    select
        known_accounts.account_id,
        known_accounts.mrr,
        known_accounts.arr,
        this_month.mrr as mrr_of_month,
        this_month.arr as arr_of_month
    from known_accounts
    left join this_month on known_accounts.account_id = this_month.account_id
    where
        known_accounts.arr is not null
        and (
            known_accounts.mrr is distinct from
                case when this_month.account_id is null then cast(0 as decimal(18,2)) else this_month.mrr end
            or known_accounts.arr is distinct from
                case when this_month.account_id is null then cast(0 as decimal(18,2)) else this_month.arr end
        )
)

select * from bad_rows
