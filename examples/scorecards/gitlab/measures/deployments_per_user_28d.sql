-- Grain: one row per account with service ping in the last 60 days, as known at the end of as_of_date.
-- Kind: snapshot
-- Label: deployments per billable user
-- Unit: deployments
-- Better: higher
-- account_id varchar: the account
-- value double: deployments per billable user in 28 days
-- sample_size bigint: billable users
-- observed_at timestamp(3): the day of the service ping
with pings as (
    select
        account_id,
        try_cast(max(case when attribute = 'ping_on' then value end) as date) as ping_on,
        try_cast(max(case when attribute = 'billable_users' then value end) as double) as billable_users,
        try_cast(max(case when attribute = 'deployments' then value end) as double) as deployments
    from account_attributes
    where as_of_date = date '{{ as_of_date }}'
    group by account_id
),

measured as (
    select
        account_id,
        deployments / nullif(billable_users, 0) as value,
        try_cast(billable_users as bigint) as sample_size,
        cast(ping_on as timestamp(3)) as observed_at
    from pings
    where ping_on >= cast(date '{{ as_of_date }}' - interval '60' day as date)
)

select * from measured
