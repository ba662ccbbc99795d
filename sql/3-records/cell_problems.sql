-- Grain: one row per field, reason and word of the unreadable cells in the rows that this run read.
-- Kind: increment
-- Readers: public
-- Section: The data itself
-- Purpose: Unreadable cells by field, reason and word.
-- source varchar: the source, by its name in the config
-- stream varchar: the stream within the source
-- entity varchar: the entity that the stream provides
-- field varchar: the field of the unreadable cells
-- reason varchar: unknown word, not a <type>, out of bounds, off its scale, expression failed, missing, or lost
--     character, of a text whose other characters count
-- word varchar: the text of the cells, shortened; null for empty cells, and for all but the 20 most frequent texts of
--     a reason
-- is_rejected boolean: true when the rows were rejected because of it; false when only the cells are null
-- cells bigint: the number of such cells in the rows that this run read
with staged_rows as (
    {{ staged_rows }}
),

flawed_rows as (
    select
        source,
        stream,
        entity,
        reject_reason is not null as is_rejected,
        cell_problems
    from staged_rows
    where cell_problems is not null
        and not is_outline
),

-- Rows of a stream mostly have the same problems: equal ones are counted before their lines are split.
equal_rows as (
    select
        source,
        stream,
        entity,
        is_rejected,
        cell_problems,
        count(*) as row_count
    from flawed_rows
    group by source, stream, entity, is_rejected, cell_problems
),

-- A row has at most one line per field of its entity.
line_numbers as (
    select line_number
    from (
        values
            (1), (2), (3), (4), (5), (6), (7), (8), (9), (10),
            (11), (12), (13), (14), (15), (16), (17), (18), (19), (20)
    ) as numbers (line_number)
),

problem_lines as (
    select
        equal_rows.source,
        equal_rows.stream,
        equal_rows.entity,
        equal_rows.is_rejected,
        equal_rows.row_count,
        split_part(equal_rows.cell_problems, chr(10), line_numbers.line_number) as line
    from equal_rows
    cross join line_numbers
),

words as (
    select
        source,
        stream,
        entity,
        split_part(line, chr(9), 1) as field,
        split_part(line, chr(9), 2) as reason,
        nullif(split_part(line, chr(9), 3), '') as word,
        is_rejected,
        sum(row_count) as cells
    from problem_lines
    where line <> ''
    group by source, stream, entity, line, is_rejected
),

-- Personal texts stay in tables of their own: their cells are counted, and not shown.
personal_texts as (
    select
        source,
        stream,
        entity,
        field,
        comment as text
    from staged_comments
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        staged_people.source,
        staged_people.stream,
        'contacts' as entity,
        fields.field,
        case fields.field when 'name' then staged_people.name when 'email' then staged_people.email end as text
    from staged_people
    cross join (values ('name'), ('email')) as fields (field)
    where staged_people.as_of_date = date '{{ as_of_date }}'
),

lost_characters as (
    select
        source,
        stream,
        entity,
        field,
        'lost character' as reason,
        cast(null as varchar) as word,
        false as is_rejected,
        count(*) as cells
    from personal_texts
    where strpos(text, chr(65533)) > 0
    group by source, stream, entity, field
),

-- Free text in a field with known words may differ in every row.
ranked_words as (
    select
        *,
        row_number() over (
            partition by source, stream, field, reason, is_rejected
            order by cells desc, word
        ) as place
    from words
),

shown_words as (
    select
        source,
        stream,
        entity,
        field,
        reason,
        case when place <= 20 then word end as word,
        is_rejected,
        cells
    from ranked_words
),

all_words as (
    select * from shown_words
    union all
    select * from lost_characters
),

cell_problems as (
    select
        source,
        stream,
        entity,
        field,
        reason,
        word,
        is_rejected,
        cast(sum(cells) as bigint) as cells
    from all_words
    group by source, stream, entity, field, reason, word, is_rejected
)

select * from cell_problems
