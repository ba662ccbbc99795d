-- Every scored account has each measure once, with a finite value when it is ok or held and none otherwise.
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

expected_measures as (
    select
        scored_accounts.account_id,
        definitions.measure
    from scored_accounts
    cross join definitions
),

judged as (
    select
        account_id,
        measure,
        count(*) as found,
        count(*) filter (
            where
                (status in ('ok', 'held')) <> (value is not null)
                or not is_finite(value)
        ) as untyped
    from known_measures
    group by account_id, measure
),

bad_rows as (
    select
        coalesce(expected_measures.account_id, judged.account_id) as account_id,
        coalesce(expected_measures.measure, judged.measure) as measure,
        coalesce(judged.found, 0) as found,
        coalesce(judged.untyped, 0) as untyped
    from expected_measures
    full outer join judged
        on
            judged.account_id = expected_measures.account_id
            and judged.measure = expected_measures.measure
    where
        expected_measures.account_id is null
        or coalesce(judged.found, 0) <> 1
        or judged.untyped > 0
)

select * from bad_rows
