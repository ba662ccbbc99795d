import { filtered } from "../cells/cell-problems.ts";
import { formedKey, keyIn } from "../cells/key-sql.ts";
import { isLeftOut } from "../staged/staged-columns.ts";
import { indented } from "../text.ts";
import { listed, type Merged, previousSql } from "./merged-rows.ts";

/** Rows of the newest full snapshot replace all earlier records of the stream, regardless of `updated_at`. */
export function snapshotsSql(merged: Merged): string {
  const { entity, names } = merged;
  const tellsLeftOut = names.includes(isLeftOut);
  return `with ${merged.ctes}staged as (
    select
${listed(names)},
        reject_reason
    ${merged.rows}
),

${previousSql(merged)},

full_snapshots as (
    select
        source,
        stream,
        max(landed_on) as landed_on,
        bool_and(is_whole) as is_whole
    from run_batches
    where as_of_date = date '{{ as_of_date }}'
        and entity = '${entity.name}'
        and mode = 'full'
        and is_read
    group by source, stream
),

last_seen as (
    select
        source,
        stream,
        max(coalesce(deleted_on, landed_on)) as seen_on
    from previous
    group by source, stream
),

-- A snapshot is outdated if it landed before one that an earlier run has read.
snapshots as (
    select
        full_snapshots.source,
        full_snapshots.stream,
        full_snapshots.landed_on,
        full_snapshots.is_whole,
        coalesce(full_snapshots.landed_on < last_seen.seen_on, false) as is_outdated
    from full_snapshots
    left join last_seen
        on last_seen.source = full_snapshots.source
        and last_seen.stream = full_snapshots.stream
),

-- Unreadable rows whose record id is readable.
formed_ids as (
    select
        source,
        stream,
        ${indented(formedKey("record_id"), 2)} as formed_id
    from named_records
    where as_of_date = date '{{ as_of_date }}'
),

named as (
    select
        source,
        stream,
        ${keyIn("formed_id")} as record_id
    from formed_ids
),

mentioning_rows as (
    select
        source,
        stream,
        record_id,
        reject_reason is null as is_readable
    from staged
    where record_id is not null
        and coalesce(reject_reason <> '${filtered}', true)
    union all
    select
        source,
        stream,
        record_id,
        false as is_readable
    from named
    where record_id is not null
),

-- Whether the snapshot contains each record, and readably: a rejected row shows that the record still exists,
-- a filtered row does not.
mentions as (
    select
        source,
        stream,
        record_id,
        bool_or(is_readable) as is_readable
    from mentioning_rows
    group by source, stream, record_id
),

-- A narrow list of its own: joined with snapshots directly, DuckDB would hash every wide row that arrived.
outdated_streams as (
    select
        source,
        stream
    from snapshots
    where is_outdated
),

arrived as (
    select
${listed(names, "staged.")},
        cast(null as date) as deleted_on
    from staged
    left join outdated_streams
        on outdated_streams.source = staged.source
        and outdated_streams.stream = staged.stream
    where staged.reject_reason is null
        and outdated_streams.source is null
),

${tellsLeftOut ? leftOutSql : ""}kept as (
    select
${tellsLeftOut ? listed(names, "previous.").replace(`previous.${isLeftOut}`, stillLeftOut) : listed(names, "previous.")},
        case
            when snapshots.is_whole and mentions.record_id is null
                then coalesce(previous.deleted_on, snapshots.landed_on)
            else previous.deleted_on
        end as deleted_on
    from previous
    left join snapshots
        on snapshots.source = previous.source
        and snapshots.stream = previous.stream
        and not snapshots.is_outdated
    left join mentions
        on mentions.source = previous.source
        and mentions.stream = previous.stream
        and mentions.record_id = previous.record_id${tellsLeftOut ? leftOutJoin : ""}
    where snapshots.source is null
        or coalesce(not mentions.is_readable, true)
),

versions as (
    select * from arrived
    union all
    select * from kept
),`;
}

/** Which records the snapshot has, and filters out: unlike one that it lacks, its source says what it is. */
const leftOutSql = `left_out as (
    select distinct
        source,
        stream,
        record_id
    from staged
    where reject_reason = '${filtered}'
        and record_id is not null
),

`;

const leftOutJoin = `
    left join left_out
        on left_out.source = previous.source
        and left_out.stream = previous.stream
        and left_out.record_id = previous.record_id`;

const stillLeftOut = `case when left_out.record_id is not null then true else previous.${isLeftOut} end as ${isLeftOut}`;
