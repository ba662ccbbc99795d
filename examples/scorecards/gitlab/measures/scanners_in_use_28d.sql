-- Grain: one row per account on Ultimate with service ping in the last 60 days, as known at the end of as_of_date.
-- Kind: snapshot
-- Label: security scanners in use
-- Unit: scanners
-- Better: higher
-- account_id varchar: the account
-- value double: the kinds of scan that ran in 28 days
-- sample_size bigint: the same
-- observed_at timestamp(3): the day of the service ping
with pings as (
    select
        account_id,
        try_cast(max(case when attribute = 'ping_on' then value end) as date) as ping_on,
        try_cast(max(case when attribute = 'kinds_of_scan' then value end) as double) as kinds_of_scan
    from account_attributes
    where as_of_date = date '{{ as_of_date }}'
    group by account_id
),

ultimate_accounts as (
    select account_id
    from accounts
    where as_of_date = date '{{ as_of_date }}' and plan = 'Ultimate'
),

measured as (
    select
        pings.account_id,
        kinds_of_scan as value,
        try_cast(kinds_of_scan as bigint) as sample_size,
        cast(pings.ping_on as timestamp(3)) as observed_at
    from pings
    inner join ultimate_accounts on ultimate_accounts.account_id = pings.account_id
    where pings.ping_on >= cast(date '{{ as_of_date }}' - interval '60' day as date)
)

select * from measured
