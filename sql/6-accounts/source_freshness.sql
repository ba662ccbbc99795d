-- Grain: one row per stream of the config, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: public
-- Section: The data itself
-- Purpose: When each stream last landed, and whether it is late.
-- source varchar: the source, by its name in the config
-- stream varchar: the stream within the source
-- entity varchar: the entity that the stream provides
-- mode varchar: full, upsert or append
-- expect_every_days double: days without a landing after which the stream is stale; null when nothing is expected
-- last_landed_on date: the latest landing date; a history that landed at once counts for every day that it covers;
--     null when nothing has landed
-- last_usable_on date: the latest of these dates with a row that was not rejected; null when there is none
-- age_days bigint: days from last_usable_on to as_of_date; null when no usable row has landed
-- status varchar: fresh, stale or never_connected; also never_connected while every landed row was rejected
with known_streams as (
    select
        source,
        stream,
        entity,
        mode,
        expect_every_days,
        last_landed_on
    from streams
    where as_of_date = date '{{ as_of_date }}'
),

landed_days as (
    select
        source,
        stream,
        landed_on,
        sum(records) as records
    from run_batches
    where as_of_date = date '{{ as_of_date }}' and is_read
    group by source, stream, landed_on
),

reject_days as (
    select
        source,
        stream,
        landed_on,
        count(*) as rejected
    from rejects
    where as_of_date = date '{{ as_of_date }}'
    group by source, stream, landed_on
),

judged_days as (
    select
        landed_days.source,
        landed_days.stream,
        max(landed_days.landed_on) as landed_on,
        max(landed_days.landed_on) filter (
            where landed_days.records = 0 or coalesce(reject_days.rejected < landed_days.records, true)
        ) as usable_on
    from landed_days
    left join reject_days
        on reject_days.source = landed_days.source
        and reject_days.stream = landed_days.stream
        and reject_days.landed_on = landed_days.landed_on
    group by landed_days.source, landed_days.stream
),

past_streams as (
    select
        source,
        stream,
        last_landed_on as landed_on,
        case when status <> 'never_connected' then coalesce(last_usable_on, last_landed_on) end as usable_on
    from history_source_freshness
    where as_of_date = date '{{ previous_date }}'
),

all_days as (
    select
        source,
        stream,
        landed_on,
        usable_on
    from judged_days

    union all

    select
        source,
        stream,
        landed_on,
        usable_on
    from past_streams
),

last_days as (
    select
        source,
        stream,
        max(landed_on) as landed_on,
        max(usable_on) as usable_on
    from all_days
    group by source, stream
),

-- On a later day the stream was only confirmed by known data: an unchanged delivery, or a history that covers the day.
usable_streams as (
    select
        known_streams.*,
        case
            when last_days.landed_on is null or last_days.usable_on = last_days.landed_on
                then known_streams.last_landed_on
            else last_days.usable_on
        end as last_usable_on
    from known_streams
    left join last_days
        on last_days.source = known_streams.source
        and last_days.stream = known_streams.stream
),

aged_streams as (
    select
        *,
        date_diff('day', last_usable_on, date '{{ as_of_date }}') as age_days
    from usable_streams
),

source_freshness as (
    select
        source,
        stream,
        entity,
        mode,
        expect_every_days,
        last_landed_on,
        last_usable_on,
        age_days,
        case
            when last_usable_on is null then 'never_connected'
            when age_days > expect_every_days then 'stale'
            else 'fresh'
        end as status
    from aged_streams
)

select * from source_freshness
