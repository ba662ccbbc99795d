-- Grain: one row per account with CSM priority 2, as known at the end of as_of_date.
-- Kind: snapshot
-- Label: days since the latest meeting (priority 2)
-- Unit: days
-- Better: lower
-- account_id varchar: the account
-- value double: days since the latest call or meeting; without one, days since the account became a customer
-- sample_size bigint: calls and meetings
-- observed_at timestamp(3): as_of_date
with priority_accounts as (
    select account_id
    from account_attributes
    where as_of_date = date '{{ as_of_date }}' and attribute = 'csm_priority' and value = '2'
),

customers as (
    select
        account_id,
        customer_since
    from accounts
    where as_of_date = date '{{ as_of_date }}'
),

meetings as (
    select
        account_id,
        cast(max(occurred_at) as date) as latest_on,
        count(*) as meetings
    from touchpoints
    where as_of_date = date '{{ as_of_date }}' and kind in ('call', 'meeting')
    group by account_id
),

ages as (
    select
        customers.account_id,
        cast(
            date_diff('day', coalesce(meetings.latest_on, customers.customer_since), date '{{ as_of_date }}')
            as double
        ) as value,
        coalesce(meetings.meetings, 0) as sample_size,
        cast(date '{{ as_of_date }}' as timestamp(3)) as observed_at
    from customers
    inner join priority_accounts on priority_accounts.account_id = customers.account_id
    left join meetings on meetings.account_id = customers.account_id
)

select * from ages
