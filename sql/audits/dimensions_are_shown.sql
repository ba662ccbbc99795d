-- A dimension has few enough values to be shown in the portfolio.
-- Severity: warn
with dimension_values as (
    select distinct
        dimension,
        dimension_value
    from account_dimensions
    where as_of_date = date '{{ as_of_date }}'
),

shown as (
    select distinct dimension
    from shown_dimensions
    where as_of_date = date '{{ as_of_date }}'
),

bad_rows as (
    select
        dimension_values.dimension,
        count(*) as dimension_values
    from dimension_values
    left join shown on shown.dimension = dimension_values.dimension
    where shown.dimension is null
    group by dimension_values.dimension
)

select * from bad_rows
