-- Every landed row and element is current, superseded, a duplicate, rejected, too late, filtered, split or empty, by stream.
-- Severity: error
with data_quality_rows as (
    select
        source,
        stream,
        entity,
        landed,
        current,
        superseded,
        duplicate,
        rejected,
        too_late,
        filtered,
        split,
        empty,
        elements
    from data_quality
    where as_of_date = date '{{ as_of_date }}'
),

unexplained as (
    select
        *,
        landed + elements - current - superseded - duplicate - rejected - too_late - filtered - split - empty
            as unexplained
    from data_quality_rows
)

select * from unexplained
where unexplained <> 0
