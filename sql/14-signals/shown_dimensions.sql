-- Grain: one row per dimension shown in the portfolio, and value, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: internal
-- dimension varchar: the dimension; all is always included
-- dimension_value varchar: a value that customers have on as_of_date
with customer_values as (
    select distinct
        dimension,
        dimension_value
    from account_dimensions
    where as_of_date = date '{{ as_of_date }}'
),

-- A dimension with more values, such as an account number, identifies accounts instead of grouping them.
few_values as (
    select dimension
    from customer_values
    group by dimension
    having count(*) <= 500
),

-- A company without customers also has metrics, each null with a reason.
shown_dimensions as (
    select
        customer_values.dimension,
        customer_values.dimension_value
    from customer_values
    inner join few_values on few_values.dimension = customer_values.dimension
    where customer_values.dimension <> 'all'
    union all
    select
        'all' as dimension,
        'all' as dimension_value
)

select * from shown_dimensions
