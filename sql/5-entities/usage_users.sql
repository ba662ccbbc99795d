-- Grain: one row per account key and user with usage in the 28 days up to as_of_date.
-- Kind: snapshot
-- Readers: internal
-- account_key varchar: <source>:<the source's own account id>
-- user_id varchar: the user; null for usage without a user
-- active_days_bits bigint: one bit per day with usage, for 28 days: bit 0 is as_of_date, bit 1 the day before
with events as (
    select
        account_key,
        user_id,
        cast(date_diff('day', usage_date, date '{{ as_of_date }}') as integer) as age_days
    from usage_events
    where as_of_date = date '{{ as_of_date }}'
        and usage_date >= cast(date '{{ as_of_date }}' - interval '27' day as date)
        and is_use
),

-- The known bits, shifted by the days since; the shift is at most 28, which drops them all.
before as (
    select
        account_key,
        user_id,
        bitwise_and(
            bitwise_left_shift(
                active_days_bits,
                cast(
                    case
                        when date '{{ previous_date }}' > cast(date '{{ as_of_date }}' - interval '28' day as date)
                            then date_diff('day', date '{{ previous_date }}', date '{{ as_of_date }}')
                        else 28
                    end as integer
                )
            ),
            268435455
        ) as active_days_bits
    from history_usage_users
    where as_of_date = date '{{ previous_date }}'
),

uses as (
    select
        account_key,
        user_id,
        bitwise_left_shift(cast(1 as bigint), age_days) as active_days_bits
    from events
    union all
    select * from before
    where active_days_bits > 0
),

usage_users as (
    select
        account_key,
        user_id,
        bitwise_or_agg(active_days_bits) as active_days_bits
    from uses
    group by account_key, user_id
)

select * from usage_users
