-- Every scored account has each measure once, with a finite value if it is ok or held, and otherwise null.
-- Severity: error
with known_measures as (
    select
        account_id,
        measure,
        value,
        status
    from measures
    where as_of_date = date '{{ as_of_date }}'
),

scored_accounts as (
    select account_id
    from accounts
    where as_of_date = date '{{ as_of_date }}' and is_scored
),

definitions as (
    select measure
    from measure_definitions
    where as_of_date = date '{{ as_of_date }}'
),

expected as (
    select count(*) as measures
    from definitions
),

judged as (
    select
        account_id,
        count(*) as found,
        count(distinct measure) as measures,
        count(*) filter (
            where
                (status in ('ok', 'held')) <> (value is not null)
                or not is_finite(value)
        ) as untyped
    from known_measures
    group by account_id
),

bad_rows as (
    select
        coalesce(scored_accounts.account_id, judged.account_id) as account_id,
        coalesce(judged.found, 0) as found,
        coalesce(judged.measures, 0) as measures,
        expected.measures as expected_measures,
        coalesce(judged.untyped, 0) as untyped
    from scored_accounts
    full outer join judged on judged.account_id = scored_accounts.account_id
    cross join expected
    where
        scored_accounts.account_id is null
        or coalesce(judged.found, 0) <> expected.measures
        or coalesce(judged.measures, 0) <> expected.measures
        or judged.untyped > 0
)

select * from bad_rows
