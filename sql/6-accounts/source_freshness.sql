-- Grain: one row per stream of the config, as known at the end of as_of_date.
-- Kind: snapshot
-- source varchar: the source, as the config names it
-- stream varchar: the stream within the source
-- entity varchar: what the stream brings
-- mode varchar: full, upsert or append
-- expect_every_days double: past it without a landing the stream is stale; null when nothing is expected
-- last_landed_on date: the latest date on which anything landed; every day of a history that landed at once; null when nothing has
-- age_days bigint: days from last_landed_on to as_of_date; null when nothing has landed
-- status varchar: fresh, stale or never_connected
with known_streams as (
    select
        source,
        stream,
        entity,
        mode,
        expect_every_days,
        last_landed_on,
        date_diff('day', last_landed_on, date '{{ as_of_date }}') as age_days
    from streams
    where as_of_date = date '{{ as_of_date }}'
),
source_freshness as (
    select
        source,
        stream,
        entity,
        mode,
        expect_every_days,
        last_landed_on,
        age_days,
        case
            when last_landed_on is null then 'never_connected'
            when age_days > expect_every_days then 'stale'
            else 'fresh'
        end as status
    from known_streams
)
select * from source_freshness
