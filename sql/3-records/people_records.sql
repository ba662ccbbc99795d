-- Grain: one row per contact of any source, in its latest known version.
-- Kind: replaced
-- Readers: internal
-- source varchar: the source, by its name in the config
-- record_id varchar: the contact's id in its source
-- known_on date: the day from which this row may be used
-- landed_on date: the date it landed on
-- extracted_at timestamp(3): when its load was created
-- position bigint: the row's position in its load, by file, then by row; null in old loads without positions
-- updated_at timestamp(3): when the source last changed the record
-- name varchar: the contact's name
-- email varchar: the contact's email address
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

-- Known rows are already ranked; only new rows can replace them.
arrived_ids as (
    select distinct
        source,
        record_id
    from arrived
),

versions as (
    select * from arrived
    union all
    select before.*
    from before
    inner join arrived_ids
        on arrived_ids.source = before.source
        and arrived_ids.record_id = before.record_id
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
    union all
    select
        before.source,
        before.record_id,
        before.known_on,
        before.landed_on,
        before.extracted_at,
        before.position,
        before.updated_at,
        before.name,
        before.email
    from before
    left join arrived_ids
        on arrived_ids.source = before.source
        and arrived_ids.record_id = before.record_id
    where arrived_ids.record_id is null
)

select * from people_records
