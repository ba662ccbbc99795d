-- Grain: one row per day of the last 56 on which usage may have been lost, because its streams were silent or degraded.
-- Kind: snapshot
-- Readers: internal
-- usage_date date: the day
with unfit_streams as (
    select min(last_usable_on) as last_usable_on
    from history_source_freshness
    where as_of_date = date '{{ previous_date }}'
        and entity = 'usage'
        and status in ('stale', 'degraded')
),

new_gaps as (
    select cast(gap_days.usage_date as date) as usage_date
    from unfit_streams
    cross join unnest(
        sequence(
            case
                when last_usable_on < cast(date '{{ as_of_date }}' - interval '55' day as date)
                    then cast(date '{{ as_of_date }}' - interval '55' day as date)
                else cast(last_usable_on + interval '1' day as date)
            end,
            date '{{ as_of_date }}',
            interval '1' day
        )
    ) as gap_days (usage_date)
    where last_usable_on < date '{{ as_of_date }}'
),

usage_gaps as (
    select usage_date
    from new_gaps
    union
    select usage_date
    from history_usage_gaps
    where as_of_date = date '{{ previous_date }}'
        and usage_date >= cast(date '{{ as_of_date }}' - interval '55' day as date)
)

select * from usage_gaps
