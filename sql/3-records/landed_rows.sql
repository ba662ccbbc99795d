-- Grain: one row per stream, landing date, account key and outcome of the rows that this run read.
-- Kind: increment
-- Readers: internal
-- source varchar: the source, by its name in the config
-- stream varchar: the stream within the source
-- landed_on date: the date they landed on
-- account_key varchar: the account key of usable rows; null where their entity has none
-- outcome varchar: usable, rejected, too_late or filtered; of a record whose elements are rows: split into them, empty,
--     or unlisted, which is rejected, because its list or its id cannot be read
-- row_count bigint: the number of rows
with staged_rows as (
    {{ staged_rows }}
),

judged_rows as (
    select
        source,
        stream,
        landed_on,
        case when reject_reason is null then account_key end as account_key,
        case
            when reject_reason is null then 'usable'
            when reject_reason in ('too_late', 'filtered', 'split', 'empty') then reject_reason
            when reject_reason = 'missing record' or reject_reason like 'not a list: %' then 'unlisted'
            else 'rejected'
        end as outcome
    from staged_rows
    where not is_outline
),

landed_rows as (
    select
        source,
        stream,
        landed_on,
        account_key,
        outcome,
        count(*) as row_count
    from judged_rows
    group by source, stream, landed_on, account_key, outcome
)

select * from landed_rows
