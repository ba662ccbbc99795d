-- Grain: one row per free-text field, as known now; no other table holds free text.
-- Kind: replaced
-- Readers: public
-- Section: People
-- Purpose: Free text that people wrote; no other table holds any. Each run replaces this table.
-- entity varchar: the table of the record, such as tickets
-- record_id varchar: the record's id in its source
-- field varchar: the field of the text, such as subject
-- source varchar: the source, by its name in the config
-- account_id varchar: the account of the record; null when its key matches none
-- written_on date: the date on which the record begins
-- comment varchar: the text
with records as (
    select
        source,
        entity,
        record_id,
        field,
        comment
    from comments_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and comment is not null
),

-- Records that are still in the future have no comments yet.
subjects as (
    {{ commented_facts }}
),

comments as (
    select
        records.entity,
        records.record_id,
        records.field,
        records.source,
        subjects.account_id,
        subjects.written_on,
        records.comment
    from records
    inner join subjects
        on subjects.source = records.source
        and subjects.entity = records.entity
        and subjects.record_id = records.record_id
)

select * from comments
