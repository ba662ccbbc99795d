-- Grain: one row per text field of a record of any source, in its latest known version.
-- Kind: replaced
-- Readers: internal
-- source varchar: the source, by its name in the config
-- record_id varchar: the record's id in its source
-- known_on date: the day from which this row may be used
-- landed_on date: the date it landed on
-- extracted_at timestamp(3): when its load was created
-- position bigint: the row's position in its load, by file, then by row; null in old loads without positions
-- updated_at timestamp(3): when the source last changed the record
-- entity varchar: the entity of the record, such as tickets
-- field varchar: the field that the text comes from
-- comment varchar: the text; null once the source has deleted it
with arrived as (
    select
        source,
        record_id,
        known_on,
        landed_on,
        extracted_at,
        position,
        updated_at,
        entity,
        field,
        comment
    from staged_comments
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
        entity,
        field,
        comment
    from history_comments_records
),

-- Known rows are already ranked; only new rows can replace them.
arrived_ids as (
    select distinct
        source,
        entity,
        record_id,
        field
    from arrived
),

versions as (
    select * from arrived
    union all
    select before.*
    from before
    inner join arrived_ids
        on arrived_ids.source = before.source
        and arrived_ids.entity = before.entity
        and arrived_ids.record_id = before.record_id
        and arrived_ids.field = before.field
),

ranked as (
    select
        *,
        row_number() over (
            partition by source, entity, record_id, field
            order by
                updated_at desc nulls last,
                known_on desc,
                extracted_at desc nulls last,
                position desc nulls last,
                comment
        ) as place
    from versions
),

comments_records as (
    select
        source,
        record_id,
        known_on,
        landed_on,
        extracted_at,
        position,
        updated_at,
        entity,
        field,
        comment
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
        before.entity,
        before.field,
        before.comment
    from before
    left join arrived_ids
        on arrived_ids.source = before.source
        and arrived_ids.entity = before.entity
        and arrived_ids.record_id = before.record_id
        and arrived_ids.field = before.field
    where arrived_ids.record_id is null
)

select * from comments_records
