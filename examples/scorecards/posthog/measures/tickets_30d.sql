-- Grain: one row per scored account, as known at the end of as_of_date.
-- Kind: snapshot
-- Label: tickets in 30 days
-- Unit: tickets
-- Better: lower
-- account_id varchar: the account
-- value double: tickets created in the last 30 days
-- sample_size bigint: the same
-- observed_at timestamp(3): as_of_date
with scored_accounts as (
    select account_id
    from accounts
    where as_of_date = date '{{ as_of_date }}' and is_scored
),

recent_tickets as (
    select account_id
    from tickets
    where
        as_of_date = date '{{ as_of_date }}'
        and cast(created_at as date) > cast(date '{{ as_of_date }}' - interval '30' day as date)
),

counts as (
    select
        scored_accounts.account_id,
        cast(count(recent_tickets.account_id) as double) as value,
        count(recent_tickets.account_id) as sample_size,
        cast(date '{{ as_of_date }}' as timestamp(3)) as observed_at
    from scored_accounts
    left join recent_tickets on recent_tickets.account_id = scored_accounts.account_id
    group by scored_accounts.account_id
)

select * from counts
