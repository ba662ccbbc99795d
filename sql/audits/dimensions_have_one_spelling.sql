-- Values of a dimension differ in more than capitals; those that do not are broken down apart, as two owners or segments.
-- Severity: warn
with spellings as (
    select
        dimension,
        dimension_value,
        count(*) as accounts
    from account_dimensions
    where as_of_date = date '{{ as_of_date }}'
    group by dimension, dimension_value
),

ranked as (
    select
        dimension,
        dimension_value,
        accounts,
        first_value(dimension_value) over (
            partition by dimension, lower(dimension_value)
            order by accounts desc, dimension_value
        ) as usual_value
    from spellings
),

unusual_spellings as (
    select
        dimension,
        usual_value,
        dimension_value,
        accounts
    from ranked
    where dimension_value <> usual_value
)

select * from unusual_spellings
