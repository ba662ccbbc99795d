-- Each dimension has every customer in exactly one cell.
-- Severity: error
with dimensions as (
    select
        dimension,
        count(*) as cells,
        count(distinct account_id) as accounts
    from account_dimensions
    where as_of_date = date '{{ as_of_date }}'
    group by dimension
),

customers as (
    select count(*) as accounts
    from accounts
    where as_of_date = date '{{ as_of_date }}'
        and is_scored
),

bad_rows as (
    select
        dimensions.dimension,
        dimensions.cells,
        dimensions.accounts,
        customers.accounts as customers
    from dimensions
    cross join customers
    where dimensions.cells <> customers.accounts or dimensions.accounts <> customers.accounts
)

select * from bad_rows
