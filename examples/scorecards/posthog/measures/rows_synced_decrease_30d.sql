-- Grain: one row per account with synced rows in the 30 days before the last 30, as known at the end of as_of_date.
-- Kind: snapshot
-- Label: decrease of synced rows
-- Unit: share
-- Better: lower
-- account_id varchar: the account
-- value double: how much fewer synced rows there were in the last 30 days than in the 30 days before, as a share of the
--     earlier number; negative when there were more
-- sample_size bigint: synced rows in the 30 days before
-- observed_at timestamp(3): as_of_date
with sums as (
    select
        account_id,
        try_cast(max(case when attribute = 'rows_synced_30d' then value end) as double) as rows_synced_30d,
        try_cast(max(case when attribute = 'rows_synced_30d_before' then value end) as double) as rows_synced_30d_before
    from account_attributes
    where as_of_date = date '{{ as_of_date }}'
    group by account_id
),

decreases as (
    select
        account_id,
        1 - rows_synced_30d / nullif(rows_synced_30d_before, 0) as value,
        try_cast(rows_synced_30d_before as bigint) as sample_size,
        cast(date '{{ as_of_date }}' as timestamp(3)) as observed_at
    from sums
)

select * from decreases
