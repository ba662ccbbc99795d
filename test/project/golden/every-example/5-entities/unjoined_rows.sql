-- Grain: one row per stream and landing date with rows of this run that have no partner in a join.
-- Kind: increment
-- Readers: internal
-- Origin: lib/mapping/records/unjoined-rows-model.ts
-- source varchar: the source, by its name in the config
-- stream varchar: the stream within the source
-- landed_on date: the date they landed on
-- unjoined_to varchar: the stream in which no row has the key of one of them
-- record_id varchar: the record's id in that row
-- row_count bigint: the number of rows
with unjoined_rows as (
    select
        cast(null as varchar) as source,
        cast(null as varchar) as stream,
        cast(null as date) as landed_on,
        cast(null as varchar) as unjoined_to,
        cast(null as varchar) as record_id,
        cast(null as bigint) as row_count
    where false
)

select * from unjoined_rows
