-- Grain: one row per record of this run that cannot be used.
-- Kind: increment
-- Readers: public
-- Section: The data itself
-- Purpose: Rows that cannot be used, with the reason.
-- source varchar: the source, by its name in the config
-- stream varchar: the stream within the source
-- entity varchar: the entity that the stream provides
-- load_id varchar: the load that the row came with
-- landed_on date: the landing date
-- record_id varchar: the record's id in its source; null when it has none
-- reason varchar: missing <field>, not a <type>: <field>, out of bounds: <field>, unknown word: <field>, expression
--     failed: <field>, or too_late; of a stream with each: missing record, not a list: <path>, not an object: <path>,
--     not a text: <path>
-- payload varchar: the text of the record, or of its element
with staged_rows as (
    {{ staged_rows }}
),

-- A row that the mapping filters out is usable, but not wanted; a record whose elements are rows is none itself.
rejects as (
    select
        source,
        stream,
        entity,
        load_id,
        landed_on,
        record_id,
        reject_reason as reason,
        reject_payload as payload
    from staged_rows
    where reject_reason not in ('filtered', 'split', 'empty')
)

select * from rejects
