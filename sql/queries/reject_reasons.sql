-- Grain: one row per stream and reason for which the runs of these days rejected rows, with one of the rows.
with reject_reasons as (
    select
        source,
        stream,
        reason,
        count(*) as row_count,
        substr(min(payload), 1, 200) as example
    from rejects
    where as_of_date between date '{{ since }}' and date '{{ as_of_date }}'
    group by source, stream, reason
)

select * from reject_reasons
order by source, stream, row_count desc, reason
