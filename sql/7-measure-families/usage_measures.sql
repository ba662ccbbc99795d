-- Grain: one row per scored account and usage measure, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: internal
-- account_id varchar: the account
-- measure varchar: the measure
-- value double: the measure's value; null when absence has a reason
-- sample_size bigint: the number of uses behind the value
-- absence varchar: not_applicable when the measure does not apply to the account; source_stale when usage may have been
--     lost on more than half of the days that it counts; null when there is a value
with scored_accounts as (
    select
        account_id,
        customer_since,
        seats
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
    -- Usage of a day landed on that day or later.
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

gap_days as (
    select usage_date
    from usage_gaps
    where
        as_of_date = date '{{ as_of_date }}'
        and usage_date >= cast(date '{{ as_of_date }}' - interval '55' day as date)
),

seen_gap_days as (
    select distinct gap_days.usage_date
    from gap_days
    inner join used_days on used_days.usage_date = gap_days.usage_date
    inner join account_keys on account_keys.account_key = used_days.account_key
),

-- Usage of a day arrives late or never when its streams are silent or degraded: without an event of any account, the
-- day is unknown. One bit per day, the lowest for as_of_date.
unknown_days as (
    select
        coalesce(
            bitwise_or_agg(
                bitwise_left_shift(
                    cast(1 as bigint),
                    cast(date_diff('day', gap_days.usage_date, date '{{ as_of_date }}') as integer)
                )
            ),
            0
        ) as unknown_bits
    from gap_days
    left join seen_gap_days on seen_gap_days.usage_date = gap_days.usage_date
    where seen_gap_days.usage_date is null
),

known_days as (
    select
        unknown_bits,
        28 - bit_count(bitwise_and(unknown_bits, bitwise_left_shift(cast(1 as bigint), 28) - 1), 64) as recent_known,
        56 - bit_count(unknown_bits, 64) as all_known
    from unknown_days
),

key_users as (
    select
        account_key,
        user_id
    from usage_users
    where as_of_date = date '{{ as_of_date }}'
),

used_features as (
    select
        account_key,
        feature,
        active_days_bits
    from usage_features
    where as_of_date = date '{{ as_of_date }}'
),

listed_features as (
    select feature
    from key_features
    where as_of_date = date '{{ as_of_date }}'
),

key_lifetimes as (
    select
        account_key,
        first_used_on,
        last_used_on
    from usage_accounts
    where as_of_date = date '{{ as_of_date }}'
),

-- Late usage of a day is in later partitions, and an account may have several keys: one bit per day makes days
-- distinct without collecting them.
key_windows as (
    select
        account_key,
        bitwise_or_agg(
            case
                when usage_date >= cast(date '{{ as_of_date }}' - interval '27' day as date)
                    then bitwise_left_shift(
                        cast(1 as bigint),
                        cast(date_diff('day', usage_date, date '{{ as_of_date }}') as integer)
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

used_keys as (
    select
        account_keys.account_key,
        account_keys.account_id,
        count(*) over (partition by account_keys.account_id) as keys
    from key_lifetimes
    inner join account_keys on account_keys.account_key = key_lifetimes.account_key
),

-- Nearly every account has one key, so its users and features are already distinct: only those of other accounts are
-- first collected by account.
key_user_counts as (
    select
        account_key,
        count(user_id) as users
    from key_users
    group by account_key
),

shared_users as (
    select
        used_keys.account_id,
        key_users.user_id
    from key_users
    inner join used_keys on used_keys.account_key = key_users.account_key
    where used_keys.keys > 1
    group by used_keys.account_id, key_users.user_id
),

user_counts as (
    select
        used_keys.account_id,
        key_user_counts.users
    from key_user_counts
    inner join used_keys on used_keys.account_key = key_user_counts.account_key
    where used_keys.keys = 1
    union all
    select
        account_id,
        count(user_id) as users
    from shared_users
    group by account_id
),

key_feature_counts as (
    select
        used_features.account_key,
        count(used_features.feature) as features,
        bitwise_or_agg(
            case when listed_features.feature is not null then used_features.active_days_bits else 0 end
        ) as key_feature_bits
    from used_features
    left join listed_features on listed_features.feature = used_features.feature
    group by used_features.account_key
),

shared_features as (
    select
        used_keys.account_id,
        used_features.feature
    from used_features
    inner join used_keys on used_keys.account_key = used_features.account_key
    where used_keys.keys > 1
    group by used_keys.account_id, used_features.feature
),

shared_feature_counts as (
    select
        account_id,
        count(feature) as features
    from shared_features
    group by account_id
),

feature_counts as (
    select
        used_keys.account_id,
        coalesce(max(shared_feature_counts.features), max(key_feature_counts.features)) as features,
        bit_count(bitwise_or_agg(key_feature_counts.key_feature_bits), 64) as key_active_days
    from key_feature_counts
    inner join used_keys on used_keys.account_key = key_feature_counts.account_key
    left join shared_feature_counts on shared_feature_counts.account_id = used_keys.account_id
    group by used_keys.account_id
),

-- Whether any usage data has users, and features; whether the config has key features.
said_of_users as (
    select coalesce(sum(users), 0) > 0 as is_said
    from user_counts
),

said_of_features as (
    select coalesce(sum(features), 0) > 0 as is_said
    from feature_counts
),

listed_count as (
    select count(*) > 0 as has_key_features
    from listed_features
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
        scored_accounts.seats,
        -- Usage without users does not mean that there were none; no usage at all does.
        case
            when user_counts.users > 0 or said_of_users.is_said and user_counts.account_id is null
                then coalesce(user_counts.users, 0)
        end as active_users,
        case
            when feature_counts.features > 0 or said_of_features.is_said and feature_counts.account_id is null
                then coalesce(feature_counts.features, 0)
        end as features,
        coalesce(feature_counts.key_active_days, 0) as key_active_days,
        listed_count.has_key_features,
        known_days.unknown_bits,
        known_days.recent_known,
        known_days.all_known - known_days.recent_known as earlier_known,
        account_lifetimes.last_used_on,
        coalesce(account_lifetimes.last_used_on, scored_accounts.customer_since) as unused_since,
        -- Ignores an unknown start of the customer or of all usage data, but not a recent one.
        coalesce(
            scored_accounts.customer_since <= cast(date '{{ as_of_date }}' - interval '55' day as date),
            true
        )
        and coalesce(
            usage_began.began_on <= cast(date '{{ as_of_date }}' - interval '55' day as date),
            false
        ) as has_earlier_window
    from scored_accounts
    cross join known_days
    cross join usage_began
    cross join said_of_users
    cross join said_of_features
    cross join listed_count
    left join windows on windows.account_id = scored_accounts.account_id
    left join user_counts on user_counts.account_id = scored_accounts.account_id
    left join feature_counts on feature_counts.account_id = scored_accounts.account_id
    left join account_lifetimes on account_lifetimes.account_id = scored_accounts.account_id
),

measure_names as (
    select measure
    from
        (
            values
                ('active_days_28d'),
                ('usage_trend_28d'),
                ('days_since_last_use'),
                ('active_users_28d'),
                ('seat_utilization_28d'),
                ('feature_breadth_28d'),
                ('key_feature_active_days_28d')
        ) as names (measure)
),

-- Unknown days count as neither used nor unused: the known days stand for all.
measured as (
    select
        accounts_with_usage.account_id,
        measure_names.measure,
        recent_known < 14
        and measure_names.measure <> 'days_since_last_use'
        or earlier_known < 14
        and measure_names.measure = 'usage_trend_28d' as is_unknown,
        case measure_names.measure
            when 'active_days_28d' then cast(active_days * 28 as double) / nullif(cast(recent_known as double), 0)
            when 'usage_trend_28d' then
                case
                    when has_earlier_window
                        then cast(recent_events * earlier_known - earlier_events * recent_known as double)
                            / nullif(cast(earlier_events * recent_known as double), 0)
                end
            when 'days_since_last_use' then cast(
                date_diff('day', unused_since, date '{{ as_of_date }}') - bit_count(
                    case
                        when unused_since < cast(date '{{ as_of_date }}' - interval '55' day as date) then unknown_bits
                        else bitwise_and(
                            unknown_bits,
                            bitwise_left_shift(
                                cast(1 as bigint),
                                cast(
                                    case
                                        when unused_since <= date '{{ as_of_date }}'
                                            then date_diff('day', unused_since, date '{{ as_of_date }}')
                                        else 0
                                    end as integer
                                )
                            ) - 1
                        )
                    end,
                    64
                ) as double
            )
            when 'active_users_28d' then cast(active_users as double)
            when 'seat_utilization_28d' then
                case when seats > 0 then cast(active_users as double) / nullif(cast(seats as double), 0) end
            when 'feature_breadth_28d' then cast(features as double)
            when 'key_feature_active_days_28d' then
                case
                    when has_key_features and features is not null
                        then cast(key_active_days * 28 as double) / nullif(cast(recent_known as double), 0)
                end
        end as value,
        case measure_names.measure
            when 'active_days_28d' then recent_events
            when 'usage_trend_28d' then recent_events + earlier_events
            when 'days_since_last_use' then case when last_used_on is null then 0 else 1 end
            when 'active_users_28d' then recent_events
            when 'seat_utilization_28d' then recent_events
            when 'feature_breadth_28d' then recent_events
            when 'key_feature_active_days_28d' then recent_events
        end as sample_size
    from accounts_with_usage
    cross join measure_names
),

usage_measures as (
    select
        account_id,
        measure,
        case when not is_unknown then value end as value,
        cast(sample_size as bigint) as sample_size,
        case when is_unknown then 'source_stale' when value is null then 'not_applicable' end as absence
    from measured
)

select * from usage_measures
