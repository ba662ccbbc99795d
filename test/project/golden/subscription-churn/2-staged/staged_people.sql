-- Grain: one row per contact that this run read.
-- Kind: replaced
-- Readers: internal
-- Origin: bellwether.yaml: fields held in people
-- source varchar: the source, by its name in the config
-- stream varchar: the stream within the source
-- record_id varchar: the record's id in its source
-- known_on date: the day from which this row may be used
-- landed_on date: the landing date
-- extracted_at timestamp(3): when its load was created
-- position bigint: the row's position in its load, by file, then by row; null in old loads without positions
-- updated_at timestamp(3): when the source last changed the record
-- name varchar: their name
-- email varchar: their address
with staged_people as (
    select
        cast(null as varchar) as source,
        cast(null as varchar) as stream,
        cast(null as varchar) as record_id,
        cast(null as date) as known_on,
        cast(null as date) as landed_on,
        cast(null as timestamp(3)) as extracted_at,
        cast(null as bigint) as position,
        cast(null as timestamp(3)) as updated_at,
        cast(null as varchar) as name,
        cast(null as varchar) as email
    where false
)

select * from staged_people
