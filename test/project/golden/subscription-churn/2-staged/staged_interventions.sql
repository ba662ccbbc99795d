-- Grain: one row per record that this run read, and one more for what is known of it earlier.
-- Kind: increment
-- Readers: internal
-- Origin: bellwether.yaml: no stream brings interventions
-- source varchar: the source, as the config names it
-- stream varchar: the stream within the source
-- record_id varchar: the record, as its source names it
-- load_id varchar: the load it came with
-- landed_on date: the date it landed on; of a history loaded at once, the record's own
-- known_on date: the day from which on this row may be used
-- is_outline boolean: true for the part of a history's record that was known on its own date
-- extracted_at timestamp(3): when its load was made
-- position bigint: its place in its load: by file, then by row; null in loads that do not say
-- updated_at timestamp(3): when the source last changed the record
-- content_hash varchar: the MD5 of the record's text, in hex
-- reject_reason varchar: why the row cannot be used; null when it can
-- reject_payload varchar: the record's text, when it is rejected
-- cell_problems varchar: a line for each cell that could not be read: field, reason and what it said, with tabs between; null without
-- account_key varchar: <source>:<the source's own account id>
-- started_on date: the day it began
-- ended_on date: the day it was over
-- kind varchar: training, discount, executive call, or another of the source's words
-- owner varchar: who took it on
-- alert_id varchar: the alert it answers
-- outcome varchar: how it ended, in one of the source's words
with staged as (
    select
        cast(null as varchar) as source,
        cast(null as varchar) as stream,
        cast(null as varchar) as record_id,
        cast(null as varchar) as load_id,
        cast(null as date) as landed_on,
        cast(null as date) as known_on,
        cast(null as boolean) as is_outline,
        cast(null as timestamp(3)) as extracted_at,
        cast(null as bigint) as position,
        cast(null as timestamp(3)) as updated_at,
        cast(null as varchar) as content_hash,
        cast(null as varchar) as reject_reason,
        cast(null as varchar) as reject_payload,
        cast(null as varchar) as cell_problems,
        cast(null as varchar) as account_key,
        cast(null as date) as started_on,
        cast(null as date) as ended_on,
        cast(null as varchar) as kind,
        cast(null as varchar) as owner,
        cast(null as varchar) as alert_id,
        cast(null as varchar) as outcome
    where false
)
select * from staged
