-- The movements of an account's month add up exactly from its start to its end, and none of them is negative.
-- Severity: error
with months as (
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
        reassigned
    from account_months
    where as_of_date = date '{{ as_of_date }}'
),

bad_rows as (
    select *
    from months
    where
        start_mrr + new + reactivated + expansion - contraction - churned + fx + reassigned <> end_mrr
        or new < 0
        or reactivated < 0
        or expansion < 0
        or contraction < 0
        or churned < 0
        or (start_mrr is null or end_mrr is null) and fx is not null
        or fx is null and new is not null
)

select * from bad_rows
