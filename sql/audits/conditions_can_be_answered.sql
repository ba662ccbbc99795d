-- Every condition of the config can be evaluated for every account; where it fails on a value, it is null.
-- Severity: warn
with problems as (
    select
        condition,
        expression,
        count(*) as accounts,
        min(account_id) as account_id
    from condition_problems
    where as_of_date = date '{{ as_of_date }}'
    group by
        condition,
        expression
)

select * from problems
