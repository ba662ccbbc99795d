-- Monthly and annual revenue in account_months equals that in accounts, to the cent.
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
        mrr,
        arr
    from accounts
    where as_of_date = date '{{ as_of_date }}'
),

-- An amount rounded to the cent differs by at most half a cent.
bad_rows as (
    select
        known_accounts.account_id,
        known_accounts.mrr,
        known_accounts.arr,
        this_month.end_mrr
    from known_accounts
    left join this_month on this_month.account_id = known_accounts.account_id
    where
        known_accounts.arr is not null
        and coalesce(
            abs(known_accounts.mrr - case when this_month.account_id is null then 0 else this_month.end_mrr end) > 0.005
            or abs(known_accounts.arr - 12 * case when this_month.account_id is null then 0 else this_month.end_mrr end)
                > 0.005,
            true
        )
)

select * from bad_rows
