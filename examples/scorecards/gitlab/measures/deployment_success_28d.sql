-- Grain: one row per account with service ping in the last 60 days, as known at the end of as_of_date.
-- Kind: snapshot
-- Label: successful deployments
-- Unit: share
-- Better: higher
-- account_id varchar: the account
-- value double: the share of the deployments of 28 days that succeeded
-- sample_size bigint: deployments that ended
-- observed_at timestamp(3): the day of the service ping
with pings as (
    select
        account_id,
        try_cast(max(case when attribute = 'ping_on' then value end) as date) as ping_on,
        try_cast(max(case when attribute = 'successful_deployments' then value end) as double) as successful_deployments,
        try_cast(max(case when attribute = 'failed_deployments' then value end) as double) as failed_deployments
    from account_attributes
    where as_of_date = date '{{ as_of_date }}'
    group by account_id
),

measured as (
    select
        account_id,
        successful_deployments / nullif(successful_deployments + failed_deployments, 0) as value,
        try_cast(successful_deployments + failed_deployments as bigint) as sample_size,
        cast(ping_on as timestamp(3)) as observed_at
    from pings
    where ping_on >= cast(date '{{ as_of_date }}' - interval '60' day as date)
)

select * from measured
