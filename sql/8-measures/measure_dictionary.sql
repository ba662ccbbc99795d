-- Grain: one row per measure that Bellwether or the project defines, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: public
-- Section: The score, explained
-- Purpose: The measures' names for people, their units, and whether they are counted as in the run before.
-- measure varchar: the measure
-- label varchar: its name for people, as within a sentence
-- family varchar: usage, support, feedback, financial, relationship, or own
-- unit varchar: the unit of the value; empty when not given
-- words varchar: of a measure of words: these, the least first; its value is a word's place among them, from 1
-- becomes_one varchar: of a measure that is 1 or 0: the sentence when it becomes 1; otherwise null
-- becomes_zero varchar: of a measure that is 1 or 0: the sentence when it becomes 0; otherwise null
-- is_higher_better boolean: whether a higher value is healthier; null when not given
-- moved_by varchar: who can change it: company, customer, time or opinion; null when not known
-- definition varchar: the version of its SQL, of the mappings it is counted from and of the settings it reads
-- is_redefined boolean: whether the run before had another version of it, or none
with definitions as (
    select
        measure,
        label,
        family,
        unit,
        words,
        becomes_one,
        becomes_zero,
        is_higher_better,
        moved_by,
        definition
    from measure_definitions
    where as_of_date = date '{{ as_of_date }}'
),

last_definitions as (
    select
        measure,
        definition
    from history_measure_dictionary
    where as_of_date = date '{{ previous_date }}'
),

measure_dictionary as (
    select
        definitions.measure,
        definitions.label,
        definitions.family,
        definitions.unit,
        definitions.words,
        definitions.becomes_one,
        definitions.becomes_zero,
        definitions.is_higher_better,
        definitions.moved_by,
        definitions.definition,
        definitions.definition is distinct from last_definitions.definition as is_redefined
    from definitions
    left join last_definitions on last_definitions.measure = definitions.measure
)

select * from measure_dictionary
