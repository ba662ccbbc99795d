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
-- reason varchar: missing <field>, not a <type>: <field>, out of bounds: <field>, off its scale: <field>,
--     unknown word: <field>, expression failed: <field>, too_late, or in_the_future: dated more than a day after its
--     landing; of a stream with each: missing record, not a list: <path>, not an object: <path>, not a text: <path>
-- value varchar: the text of the cell at fault, shortened; null when it is missing
-- extracted_at timestamp(3): when its load was created
-- position bigint: the row's position in its load, by file, then by row; null in old loads without positions
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
        -- The cell that decides is the first; no cell is at fault for too_late.
        nullif(split_part(split_part(cell_problems, chr(10), 1), chr(9), 3), '') as value,
        extracted_at,
        position,
        reject_payload as payload
    from staged_rows
    where reject_reason not in ('filtered', 'split', 'empty', 'listless')
)

select * from rejects
