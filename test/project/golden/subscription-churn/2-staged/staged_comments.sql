-- Grain: one row per text that this run read.
-- Kind: replaced
-- Readers: internal
-- Origin: bellwether.yaml: fields held in comments
-- source varchar: the source, by its name in the config
-- record_id varchar: the record, as its source names it
-- known_on date: the day from which on this row may be used
-- landed_on date: the landing date
-- extracted_at timestamp(3): when its load was made
-- position bigint: its place in its load: by file, then by row; null in loads that do not say
-- updated_at timestamp(3): when the source last changed the record
-- entity varchar: what the record is: tickets, survey_responses, touchpoints or interventions
-- field varchar: the field that holds the words
-- comment varchar: the words; null when they were taken back
with staged_comments as (
    select
        cast(null as varchar) as source,
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
