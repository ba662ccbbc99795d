-- Grain: one row per stream and reason for which the runs of these days rejected rows, with one of the rows.
with rejected_rows as (
    select
        source,
        stream,
        reason,
        load_id,
        extracted_at,
        position,
        value,
        payload,
        count(*) over (partition by source, stream, reason) as row_count,
        row_number() over (
            partition by source, stream, reason
            order by payload, extracted_at, load_id, position
        ) as place
    from rejects
    where as_of_date between date '{{ since }}' and date '{{ as_of_date }}'
)

select
    source,
    stream,
    reason,
    row_count,
    substr(payload, 1, 200) as example,
    value,
    load_id,
    cast(extracted_at as varchar) as landed_at,
    position
from rejected_rows
where place = 1
order by source, stream, row_count desc, reason
