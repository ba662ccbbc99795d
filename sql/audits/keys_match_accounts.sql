-- At least half of the account keys of each source match an account; records of unmatched keys count for no account.
-- Severity: warn
with sources as (
    select
        source,
        keys,
        unmatched
    from identity_quality
    where as_of_date = date '{{ as_of_date }}'
),

unmatched_sources as (
    select
        source,
        keys,
        unmatched
    from sources
    where unmatched * 2 > keys
)

select * from unmatched_sources
