-- At least one account is scored; otherwise no account was read, or none of them is a customer by now.
-- Severity: error on a live day
with account_counts as (
    select
        count(*) as accounts,
        count(*) filter (where is_scored) as scored,
        count(*) filter (where lifecycle = 'churned') as churned,
        count(*) filter (where lifecycle = 'internal') as internal
    from accounts
    where as_of_date = date '{{ as_of_date }}'
),

account_rows as (
    select
        sum(landed) as landed_rows,
        sum(unreadable) as unreadable_rows,
        sum(rejected) as rejected_rows
    from data_quality
    where as_of_date = date '{{ as_of_date }}'
        and entity = 'accounts'
),

bad_rows as (
    select
        account_counts.accounts,
        account_counts.churned,
        account_counts.internal,
        account_rows.landed_rows,
        account_rows.unreadable_rows,
        account_rows.rejected_rows
    from account_counts
    cross join account_rows
    where account_counts.scored = 0
)

select * from bad_rows
