-- Grain: one row per account key, user, feature and usage_date with usage, from the events that this run added.
-- Kind: increment
-- Readers: public
-- Section: Facts
-- Purpose: Product usage by user, feature and day.
-- account_key varchar: <source>:<the source's own account id>
-- account_id varchar: the account, as matched on as_of_date; null when its key matched none
-- source varchar: the source, by its name in the config
-- user_id varchar: the user
-- feature varchar: the feature that was used
-- usage_date date: the UTC date of use
-- events bigint: the number of uses
-- minutes double: the minutes of use
-- landed_on date: the latest landing date of the events in the row
with events as (
    select
        account_key,
        source,
        user_id,
        feature,
        usage_date,
        cast(sum(events) as bigint) as events,
        sum(minutes) as minutes,
        max(landed_on) as landed_on
    from usage_events
    where as_of_date = date '{{ as_of_date }}'
        and is_use
    group by account_key, source, user_id, feature, usage_date
),

identity as (
    select
        account_key,
        account_id
    from account_identity
    where as_of_date = date '{{ as_of_date }}'
),

usage_daily as (
    select
        events.account_key,
        identity.account_id,
        events.source,
        events.user_id,
        events.feature,
        events.usage_date,
        events.events,
        events.minutes,
        events.landed_on
    from events
    left join identity
        on identity.account_key = events.account_key
)

select * from usage_daily
