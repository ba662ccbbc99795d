-- Grain: one row per contact of any source, the latest that is known.
-- Kind: replaced
-- source varchar: the source, as the config names it
-- record_id varchar: the contact, as its source names it
-- known_on date: the day from which on this row may be used
-- landed_on date: the date it landed on
-- extracted_at timestamp(3): when its load was made
-- position bigint: its place in its load: by file, then by row; null in loads that do not say
-- updated_at timestamp(3): when the source last changed the record
-- name varchar: their name
-- email varchar: their address
with arrived as (
    select
        source,
        record_id,
        known_on,
        landed_on,
        extracted_at,
        position,
        updated_at,
        name,
        email
    from staged_people
    where as_of_date = date '{{ as_of_date }}'
),
before as (
    select
        source,
        record_id,
        known_on,
        landed_on,
        extracted_at,
        position,
        updated_at,
        name,
        email
    from history_people_records
),
versions as (
    select * from arrived
    union all
    select * from before
),
ranked as (
    select
        *,
        row_number() over (
            partition by source, record_id
            order by
                updated_at desc nulls last,
                known_on desc,
                extracted_at desc nulls last,
                position desc nulls last,
                name,
                email
        ) as place
    from versions
),
people_records as (
    select
        source,
        record_id,
        known_on,
        landed_on,
        extracted_at,
        position,
        updated_at,
        name,
        email
    from ranked
    where place = 1
)
select * from people_records
