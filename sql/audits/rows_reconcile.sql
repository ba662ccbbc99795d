-- Every landed row is current, superseded, a duplicate, rejected, too late or filtered, by stream.
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
        filtered
    from data_quality
    where as_of_date = date '{{ as_of_date }}'
),

unexplained as (
    select
        *,
        landed - current - superseded - duplicate - rejected - too_late - filtered as unexplained
    from data_quality_rows
)

select * from unexplained
where unexplained <> 0
