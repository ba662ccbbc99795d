-- Each of the project's own measures returns one row per account.
-- Severity: error
with repeated as (
    select
        account_id,
        measure,
        count(*) as copies
    from own_measures
    where as_of_date = date '{{ as_of_date }}'
    group by account_id, measure
    having count(*) > 1
)

select * from repeated
