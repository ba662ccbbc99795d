-- Grain: one row per account with a ticket, as known at the end of as_of_date.
-- Kind: snapshot
-- Label: days since the latest ticket
-- Unit: days
-- Better: lower
-- account_id varchar: the account
-- value double: days since the latest ticket was created
-- sample_size bigint: tickets of the account
-- observed_at timestamp(3): as_of_date
with account_tickets as (
    select
        account_id,
        cast(max(created_at) as date) as latest_on,
        count(*) as tickets
    from tickets
    where as_of_date = date '{{ as_of_date }}' and account_id is not null
    group by account_id
),

ages as (
    select
        account_id,
        cast(date_diff('day', latest_on, date '{{ as_of_date }}') as double) as value,
        tickets as sample_size,
        cast(date '{{ as_of_date }}' as timestamp(3)) as observed_at
    from account_tickets
)

select * from ages
