-- Grain: one row per account with visits in its success metrics, as known at the end of as_of_date.
-- Kind: snapshot
-- Label: visits to the docs in 7 days
-- Unit: visits
-- Better: lower
-- account_id varchar: the account
-- value double: visits to the docs in the last 7 days
-- sample_size bigint: the same
-- observed_at timestamp(3): as_of_date
with sums as (
    select
        account_id,
        try_cast(max(case when attribute = 'docs_visits_7d' then value end) as double) as docs_visits_7d
    from account_attributes
    where as_of_date = date '{{ as_of_date }}'
    group by account_id
),

counts as (
    select
        account_id,
        docs_visits_7d as value,
        try_cast(docs_visits_7d as bigint) as sample_size,
        cast(date '{{ as_of_date }}' as timestamp(3)) as observed_at
    from sums
)

select * from counts
