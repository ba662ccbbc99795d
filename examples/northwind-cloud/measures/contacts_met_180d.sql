-- Grain: one row per account that customer success met anyone of in the last 180 days.
-- Kind: snapshot
-- Unit: people
-- Better: higher
-- account_id varchar: the account
-- value double: how many of its people were met: an account known through one person is lost with that person
-- sample_size bigint: touchpoints behind it
-- observed_at timestamp(3): the latest of them
with met as (
    select
        account_id,
        contact_id,
        occurred_at
    from touchpoints
    where
        as_of_date = date '{{ as_of_date }}'
        and account_id is not null
        and contact_id is not null
        and cast(occurred_at as date) >= cast(date '{{ as_of_date }}' - interval '179' day as date)
),

contacts_met as (
    select
        account_id,
        cast(count(distinct contact_id) as double) as value,
        count(*) as sample_size,
        max(occurred_at) as observed_at
    from met
    group by account_id
)

select * from contacts_met
