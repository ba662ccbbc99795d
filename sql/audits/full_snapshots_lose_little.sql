-- A full snapshot loses at most max_loss of its stream's records; more indicates an incomplete export.
-- Severity: error
with full_streams as (
    select
        source,
        stream,
        max_loss
    from streams
    where as_of_date = date '{{ as_of_date }}'
        and mode = 'full'
),

losses as (
    select
        source,
        stream,
        entity,
        records_before,
        records_lost
    from record_counts
    where as_of_date = date '{{ as_of_date }}'
)

select
    losses.source,
    losses.stream,
    losses.entity,
    losses.records_before,
    losses.records_lost,
    full_streams.max_loss
from losses
inner join full_streams
    on full_streams.source = losses.source
    and full_streams.stream = losses.stream
where losses.records_lost > full_streams.max_loss * losses.records_before
