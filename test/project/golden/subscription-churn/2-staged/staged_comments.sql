-- Grain: one row per text that this run read.
-- Kind: replaced
-- Readers: internal
-- Origin: bellwether.yaml: fields held in comments
-- source varchar: the source, by its name in the config
-- stream varchar: the stream within the source
-- record_id varchar: the record's id in its source
-- known_on date: the day from which this row may be used
-- landed_on date: the landing date
-- extracted_at timestamp(3): when its load was created
-- position bigint: the row's position in its load, by file, then by row; null in old loads without positions
-- updated_at timestamp(3): when the source last changed the record
-- entity varchar: the entity of the record, such as tickets
-- field varchar: the field that the text comes from
-- comment varchar: the text; null once the source has deleted it
with staged_comments as (
    select
        cast(null as varchar) as source,
        cast(null as varchar) as stream,
        cast(null as varchar) as record_id,
        cast(null as date) as known_on,
        cast(null as date) as landed_on,
        cast(null as timestamp(3)) as extracted_at,
        cast(null as bigint) as position,
        cast(null as timestamp(3)) as updated_at,
        cast(null as varchar) as entity,
        cast(null as varchar) as field,
        cast(null as varchar) as comment
    where false
)

select * from staged_comments
