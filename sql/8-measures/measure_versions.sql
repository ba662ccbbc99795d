-- Grain: one row per measure that Bellwether or the project defines, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: internal
-- measure varchar: the measure
-- definition varchar: the version of its SQL, of the mappings it is counted from and of the settings it reads
-- is_redefined boolean: whether the run before had another version of it, or none
with definitions as (
    select
        measure,
        definition
    from measure_definitions
    where as_of_date = date '{{ as_of_date }}'
),

last_definitions as (
    select
        measure,
        definition
    from history_measure_versions
    where as_of_date = date '{{ previous_date }}'
),

measure_versions as (
    select
        definitions.measure,
        definitions.definition,
        definitions.definition is distinct from last_definitions.definition as is_redefined
    from definitions
    left join last_definitions on last_definitions.measure = definitions.measure
)

select * from measure_versions
