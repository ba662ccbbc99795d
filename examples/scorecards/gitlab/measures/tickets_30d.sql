-- Grain: one row per account with a ticket in the last 30 days, as known at the end of as_of_date.
-- Kind: snapshot
-- Label: tickets in 30 days
-- Unit: tickets
-- Better: lower
-- account_id varchar: the account
-- value double: tickets opened in the last 30 days
-- sample_size bigint: the same
-- observed_at timestamp(3): as_of_date
with recent_tickets as (
    select account_id
    from tickets
    where
        as_of_date = date '{{ as_of_date }}'
        and account_id is not null
        and cast(created_at as date) > cast(date '{{ as_of_date }}' - interval '30' day as date)
),

counts as (
    select
        account_id,
        cast(count(*) as double) as value,
        count(*) as sample_size,
        cast(date '{{ as_of_date }}' as timestamp(3)) as observed_at
    from recent_tickets
    group by account_id
)

select * from counts
