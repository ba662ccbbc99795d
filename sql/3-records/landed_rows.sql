-- Grain: one row per stream, landing date, account key and outcome of the rows that this run read.
-- Kind: increment
-- Readers: internal
-- source varchar: the source, by its name in the config
-- stream varchar: the stream within the source
-- landed_on date: the date they landed on
-- account_key varchar: the account key of usable rows; null where their stream maps none
-- outcome varchar: usable, keyless, which is usable but names no account, rejected, too_late or filtered; of a record
--     whose elements are rows: split into them, empty, listless, which lacks the path itself, or unlisted, which is
--     rejected, because its list or its id cannot be read
-- row_count bigint: the number of rows
with staged_rows as (
    {{ staged_rows }}
),

keyed_streams as (
    select
        source,
        stream
    from streams
    where as_of_date = date '{{ as_of_date }}'
        and has_account_key
),

judged_rows as (
    select
        staged_rows.source,
        staged_rows.stream,
        staged_rows.landed_on,
        case when staged_rows.reject_reason is null then staged_rows.account_key end as account_key,
        case
            when staged_rows.reject_reason is null
                and staged_rows.account_key is null
                and keyed_streams.stream is not null then 'keyless'
            when staged_rows.reject_reason is null then 'usable'
            when staged_rows.reject_reason in ('too_late', 'filtered', 'split', 'empty', 'listless')
                then staged_rows.reject_reason
            when staged_rows.reject_reason = 'missing record'
                or staged_rows.reject_reason like 'not a list: %' then 'unlisted'
            else 'rejected'
        end as outcome
    from staged_rows
    left join keyed_streams
        on keyed_streams.source = staged_rows.source
        and keyed_streams.stream = staged_rows.stream
    where not staged_rows.is_outline
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
