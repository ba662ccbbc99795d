-- Grain: one row per scored account and measure of how the product is used, as known at the end of as_of_date.
-- Kind: snapshot
-- account_id varchar: the account
-- measure varchar: the measure
-- value double: its value; null when absence says why
-- sample_size bigint: the uses behind it
-- absence varchar: not_applicable when the measure says nothing about the account; null when there is a value
with scored_accounts as (
    select
        account_id,
        customer_since
    from accounts
    where as_of_date = date '{{ as_of_date }}' and is_scored
),

account_keys as (
    select
        account_key,
        account_id
    from account_identity
    where as_of_date = date '{{ as_of_date }}' and account_id is not null
),

used_days as (
    select
        account_key,
        usage_date,
        events
    from usage_account_days
    where
        as_of_date = date '{{ as_of_date }}'
        and usage_date >= cast(date '{{ as_of_date }}' - interval '55' day as date)
        and events > 0
    union all
    -- What was used on a day landed on that day or later.
    select
        account_key,
        usage_date,
        events
    from history_usage_account_days
    where
        as_of_date >= cast(date '{{ as_of_date }}' - interval '55' day as date)
        and usage_date >= cast(date '{{ as_of_date }}' - interval '55' day as date)
        and events > 0
),

key_lifetimes as (
    select
        account_key,
        first_used_on,
        last_used_on
    from usage_accounts
    where as_of_date = date '{{ as_of_date }}'
),

-- Late uses of a day come in later partitions, and an account may have several keys: a bit per day tells days
-- apart without gathering them.
key_windows as (
    select
        account_key,
        bitwise_or_agg(
            case
                when usage_date >= cast(date '{{ as_of_date }}' - interval '27' day as date)
                    then bitwise_left_shift(
                        cast(1 as bigint),
                        date_diff('day', usage_date, date '{{ as_of_date }}')
                    )
                else 0
            end
        ) as active_days_bits,
        sum(case when usage_date >= cast(date '{{ as_of_date }}' - interval '27' day as date) then events end)
            as recent_events,
        sum(case when usage_date < cast(date '{{ as_of_date }}' - interval '27' day as date) then events end)
            as earlier_events
    from used_days
    group by account_key
),

windows as (
    select
        account_keys.account_id,
        bit_count(bitwise_or_agg(key_windows.active_days_bits), 64) as active_days,
        cast(coalesce(sum(key_windows.recent_events), 0) as bigint) as recent_events,
        cast(coalesce(sum(key_windows.earlier_events), 0) as bigint) as earlier_events
    from key_windows
    inner join account_keys on account_keys.account_key = key_windows.account_key
    group by account_keys.account_id
),

account_lifetimes as (
    select
        account_keys.account_id,
        max(key_lifetimes.last_used_on) as last_used_on
    from key_lifetimes
    inner join account_keys on account_keys.account_key = key_lifetimes.account_key
    group by account_keys.account_id
),

usage_began as (
    select min(first_used_on) as began_on
    from key_lifetimes
),

accounts_with_usage as (
    select
        scored_accounts.account_id,
        coalesce(windows.active_days, 0) as active_days,
        coalesce(windows.recent_events, 0) as recent_events,
        coalesce(windows.earlier_events, 0) as earlier_events,
        account_lifetimes.last_used_on,
        coalesce(account_lifetimes.last_used_on, scored_accounts.customer_since) as unused_since,
        -- An unknown start of the customer or of everyone's usage is no reason for it; a late one is.
        coalesce(
            scored_accounts.customer_since <= cast(date '{{ as_of_date }}' - interval '55' day as date),
            true
        )
        and coalesce(
            usage_began.began_on <= cast(date '{{ as_of_date }}' - interval '55' day as date),
            false
        ) as has_earlier_window
    from scored_accounts
    cross join usage_began
    left join windows on windows.account_id = scored_accounts.account_id
    left join account_lifetimes on account_lifetimes.account_id = scored_accounts.account_id
),

measure_names as (
    select measure
    from (values ('active_days_28d'), ('usage_trend_28d'), ('days_since_last_use')) as names (measure)
),

measured as (
    select
        accounts_with_usage.account_id,
        measure_names.measure,
        case measure_names.measure
            when 'active_days_28d' then cast(active_days as double)
            when 'usage_trend_28d' then
                case
                    when has_earlier_window
                        then cast(recent_events - earlier_events as double) / nullif(cast(earlier_events as double), 0)
                end
            else cast(date_diff('day', unused_since, date '{{ as_of_date }}') as double)
        end as value,
        case measure_names.measure
            when 'active_days_28d' then recent_events
            when 'usage_trend_28d' then recent_events + earlier_events
            else case when last_used_on is null then 0 else 1 end
        end as sample_size
    from accounts_with_usage
    cross join measure_names
),

usage_measures as (
    select
        account_id,
        measure,
        value,
        cast(sample_size as bigint) as sample_size,
        case when value is null then 'not_applicable' end as absence
    from measured
)

select * from usage_measures
