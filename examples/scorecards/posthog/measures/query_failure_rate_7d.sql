-- Grain: one row per account with queries in the last 7 days, as known at the end of as_of_date.
-- Kind: snapshot
-- Label: query failure rate
-- Unit: share
-- Better: lower
-- account_id varchar: the account
-- value double: the share of the queries of the last 7 days that failed
-- sample_size bigint: queries in the last 7 days
-- observed_at timestamp(3): as_of_date
with sums as (
    select
        account_id,
        try_cast(max(case when attribute = 'failed_queries_7d' then value end) as double) as failed_queries_7d,
        try_cast(max(case when attribute = 'queries_7d' then value end) as double) as queries_7d
    from account_attributes
    where as_of_date = date '{{ as_of_date }}'
    group by account_id
),

rates as (
    select
        account_id,
        failed_queries_7d / nullif(queries_7d, 0) as value,
        try_cast(queries_7d as bigint) as sample_size,
        cast(date '{{ as_of_date }}' as timestamp(3)) as observed_at
    from sums
)

select * from rates
