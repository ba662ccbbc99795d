-- Grain: one row per stream: how fresh it is on the day, and the fate of the rows that the runs since another day read.
with freshness as (
    select
        source,
        stream,
        expect_every_days,
        expected_by,
        last_usable_on,
        status,
        reason,
        source_unfit_since
    from source_freshness
    where as_of_date = date '{{ as_of_date }}'
),

counts as (
    select
        source,
        stream,
        cast(sum(landed) as bigint) as landed,
        cast(sum(unreadable) as bigint) as unreadable,
        cast(sum(filtered) as bigint) as filtered,
        cast(sum(rejected) as bigint) as rejected,
        cast(sum(too_late) as bigint) as too_late,
        cast(coalesce(sum(empty), 0) as bigint) as empty,
        cast(coalesce(sum(elements), 0) as bigint) as elements,
        cast(sum(unmatched) as bigint) as unmatched,
        cast(coalesce(sum(keyless), 0) as bigint) as keyless,
        cast(coalesce(sum(unjoined), 0) as bigint) as unjoined,
        min_by(unjoined_to, unmatched_record) as unjoined_to,
        min(unmatched_record) as unmatched_record
    from data_quality
    where as_of_date between date '{{ since }}' and date '{{ as_of_date }}'
    group by source, stream
),

key_counts as (
    select
        source,
        keys,
        matched_by_name,
        ambiguous_name
    from identity_quality
    where as_of_date = date '{{ as_of_date }}'
),

stream_counts as (
    select
        freshness.source,
        freshness.stream,
        freshness.expect_every_days,
        freshness.expected_by,
        freshness.last_usable_on,
        freshness.status,
        freshness.reason,
        freshness.source_unfit_since,
        counts.landed,
        counts.unreadable,
        counts.filtered,
        counts.rejected,
        counts.too_late,
        counts.empty,
        counts.elements,
        counts.unmatched,
        counts.keyless,
        counts.unjoined,
        counts.unjoined_to,
        counts.unmatched_record,
        coalesce(key_counts.keys, 0) as source_keys,
        coalesce(key_counts.matched_by_name, 0) as source_keys_by_name,
        coalesce(key_counts.ambiguous_name, 0) as source_keys_ambiguous
    from freshness
    inner join counts
        on counts.source = freshness.source
        and counts.stream = freshness.stream
    left join key_counts
        on key_counts.source = freshness.source
)

select * from stream_counts
order by source, stream
