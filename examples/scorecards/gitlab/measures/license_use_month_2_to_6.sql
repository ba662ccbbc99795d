-- Grain: one row per account of two to six months with service ping in the last 60 days, as known at the end of as_of_date.
-- Kind: snapshot
-- Label: license utilization in months 2 to 6
-- Unit: share
-- Better: higher
-- account_id varchar: the account
-- value double: billable users per license sold
-- sample_size bigint: licenses sold
-- observed_at timestamp(3): the day of the service ping
with pings as (
    select
        account_id,
        try_cast(max(case when attribute = 'ping_on' then value end) as date) as ping_on,
        try_cast(max(case when attribute = 'billable_users' then value end) as double) as billable_users
    from account_attributes
    where as_of_date = date '{{ as_of_date }}'
    group by account_id
),

licensed_accounts as (
    select
        account_id,
        seats
    from accounts
    where
        as_of_date = date '{{ as_of_date }}'
        and customer_since <= cast(date '{{ as_of_date }}' - interval '2' month as date)
        and customer_since > cast(date '{{ as_of_date }}' - interval '6' month as date)
),

measured as (
    select
        pings.account_id,
        pings.billable_users / nullif(licensed_accounts.seats, 0) as value,
        licensed_accounts.seats as sample_size,
        cast(pings.ping_on as timestamp(3)) as observed_at
    from pings
    inner join licensed_accounts on licensed_accounts.account_id = pings.account_id
    where pings.ping_on >= cast(date '{{ as_of_date }}' - interval '60' day as date)
)

select * from measured
