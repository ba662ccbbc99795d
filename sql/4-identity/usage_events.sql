-- Grain: one row per event that this run is the first to count, or that is dated after as_of_date.
-- Kind: increment
-- Readers: internal
-- source varchar: the source, by its name in the config
-- stream varchar: the stream within the source
-- event_id varchar: the event's id in its source
-- load_id varchar: the load that the row came with
-- landed_on date: the date it landed on
-- extracted_at timestamp(3): when its load was created
-- account_key varchar: <source>:<the source's own account id>
-- user_id varchar: the user
-- feature varchar: the feature that was used
-- occurred_at timestamp(3): when it happened
-- usage_date date: the UTC date of the event; after as_of_date for a pending event
-- events bigint: the number of uses that the row stands for
-- minutes double: the minutes of use
-- is_use boolean: whether it counts as usage on as_of_date: it is not pending and stands for more than 0 events
with arrived as (
    select
        source,
        stream,
        record_id as event_id,
        load_id,
        landed_on,
        extracted_at,
        account_key,
        user_id,
        feature,
        occurred_at,
        usage_date,
        coalesce(events, 1) as events,
        minutes
    from staged_usage
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason is null
),

waiting as (
    select
        source,
        stream,
        event_id,
        load_id,
        landed_on,
        extracted_at,
        account_key,
        user_id,
        feature,
        occurred_at,
        usage_date,
        events,
        minutes
    from history_usage_pending
    where as_of_date = date '{{ previous_date }}'
),

look_backs as (
    select
        source,
        stream,
        lookback_days
    from streams
    where as_of_date = date '{{ as_of_date }}'
        and entity = 'usage'
),

known as (
    select * from arrived
    union all
    select * from waiting
),

-- Ids alone are narrow enough to search many days.
known_ids as (
    select
        source,
        record_id as event_id
    from staged_usage
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason is null
    union all
    select
        source,
        event_id
    from history_usage_pending
    where as_of_date = date '{{ previous_date }}'
),

id_counts as (
    select
        source,
        event_id,
        count(*) as copies
    from known_ids
    group by source, event_id
),

counted_again as (
    select
        source,
        event_id,
        landed_on
    from usage_repeats
    where as_of_date = date '{{ as_of_date }}'
),

-- Few events appear twice; only those are checked closely.
repeated_events as (
    select
        source,
        event_id
    from id_counts
    where copies > 1
    union
    select
        source,
        event_id
    from counted_again
),

copies as (
    select
        known.*,
        look_backs.lookback_days
    from known
    inner join repeated_events
        on repeated_events.source = known.source
        and repeated_events.event_id = known.event_id
    left join look_backs
        on look_backs.source = known.source
        and look_backs.stream = known.stream
),

new_copies as (
    select copies.*
    from copies
    left join counted_again
        on counted_again.source = copies.source
        and counted_again.event_id = copies.event_id
        and abs(date_diff('day', counted_again.landed_on, copies.landed_on)) <= copies.lookback_days
    where counted_again.event_id is null
),

-- The first copy that can be counted represents the event: it has landed and is not dated in the future.
ordered_copies as (
    select
        *,
        row_number() over (
            partition by source, event_id
            order by
                case when usage_date > landed_on then usage_date else landed_on end,
                landed_on,
                extracted_at,
                occurred_at,
                account_key,
                user_id,
                feature,
                events,
                minutes,
                stream,
                load_id
        ) as place,
        first_value(landed_on) over (
            partition by source, event_id
            order by
                case when usage_date > landed_on then usage_date else landed_on end,
                landed_on,
                extracted_at,
                occurred_at,
                account_key,
                user_id,
                feature,
                events,
                minutes,
                stream,
                load_id
        ) as first_landed_on
    from new_copies
),

-- Copies after the look-back belong to another event.
separated_copies as (
    select
        *,
        lag(landed_on) over (
            partition by source, event_id, abs(date_diff('day', first_landed_on, landed_on)) > lookback_days
            order by place
        ) as earlier_landed_on
    from ordered_copies
),

first_copies as (
    select
        source,
        stream,
        event_id,
        load_id,
        landed_on,
        extracted_at,
        account_key,
        user_id,
        feature,
        occurred_at,
        usage_date,
        events,
        minutes
    from separated_copies
    where place = 1
        or abs(date_diff('day', first_landed_on, landed_on)) > lookback_days
        and coalesce(abs(date_diff('day', earlier_landed_on, landed_on)) > lookback_days, true)
),

first_events as (
    select known.*
    from known
    left join repeated_events
        on repeated_events.source = known.source
        and repeated_events.event_id = known.event_id
    where repeated_events.event_id is null
    union all
    select *
    from first_copies
),

usage_events as (
    select
        *,
        events > 0 and usage_date <= date '{{ as_of_date }}' as is_use
    from first_events
)

select * from usage_events
