import type { Config } from "../config/schema.ts";
import type { Entity } from "../entities.ts";
import { generatedModel } from "../models/generated.ts";
import type { Model } from "../models/model.ts";
import { filtered } from "./cell-problems.ts";
import { isOf, type Join, joinedSql, joinsOf, ownCellProblems } from "./joins.ts";
import { formedKey, keyIn } from "./key-sql.ts";
import { newestElementsCtes } from "./listed-elements.ts";
import { contentColumns, hasAccountKey, recordColumns } from "./staged-columns.ts";
import { stagedTable } from "./staged-models.ts";
import { entitiesInElements, entitiesInSnapshots, stateEntities } from "./state-entities.ts";
import { streamSql } from "./stream-sql.ts";
import { indented } from "./text.ts";

/**
 * The `<entity>_records` of every entity that is state: its rows merged, with all that is known of them. Generated
 * because an entity that the config brings in full snapshots is merged in another way, which costs more.
 */
export function recordsModels(config: Pick<Config, "sources">): readonly Model[] {
  const inSnapshots = entitiesInSnapshots(config);
  const inElements = entitiesInElements(config);
  const joins = joinsOf(config);
  return [
    ...joins.map(partsModel),
    ...stateEntities.map((entity) =>
      recordsModel(entity, {
        comesInSnapshots: inSnapshots.includes(entity),
        hasElements: inElements.includes(entity),
        joins: joins.filter((join) => join.entity === entity),
      }),
    ),
  ];
}

interface Merging {
  readonly comesInSnapshots: boolean;
  readonly hasElements: boolean;
  readonly joins: readonly Join[];
}

const grain =
  "one row per record, as known at the end of as_of_date, and one per later date with more information.";

function recordsModel(entity: Entity, { comesInSnapshots, joins, hasElements }: Merging): Model {
  const columns = recordColumns(entity, { hasElements });
  const names = columns.map(({ name }) => name).filter((name) => !isOfRecords(name));
  const merged: Merged = {
    ...{ entity, names, table: `${entity.name}_records`, hasFormerKey: hasAccountKey(entity) },
    ...{ ctes: "", rows: recordRows(entity, joins), areJoined: joins.length > 0 },
  };
  return generatedModel({
    table: `${entity.name}_records`,
    stage: { number: 3, name: "records" },
    header: { grain, kind: "snapshot", readers: "internal", columns },
    select: [
      comesInSnapshots ? snapshotsSql(merged) : changesSql(merged),
      rankingSql(merged, { hasElements, joins }),
      "select * from records",
    ].join("\n\n"),
    origin: `lib/mapping/records-models.ts: ${entity.name}`,
  });
}

/** The newest rows of a stream that adds fields to the records of another, whether or not these are known. */
function partsModel(join: Join): Model {
  const { entity, table, mapping } = join;
  const { name, ctes } = streamSql(entity, join);
  const content = contentColumns(entity).map((column) => column.name);
  const columns = recordColumns(entity).filter(
    (column) =>
      column.name !== formerKey && (join.columns.includes(column.name) || !content.includes(column.name)),
  );
  const merged: Merged = {
    ...{ entity, table, hasFormerKey: false, areJoined: false },
    ...{ names: columns.map((column) => column.name).filter((each) => !isOfRecords(each)) },
    ...{ ctes: `${ctes},\n\n`, rows: `from ${name}\n    where record_id is not null` },
  };
  return generatedModel({
    table,
    stage: { number: 2, name: "staged" },
    header: { grain, kind: "snapshot", readers: "internal", columns },
    select: [
      mapping.mode === "full" ? snapshotsSql(merged) : changesSql(merged),
      rankedSql(merged.names, "records"),
      "select * from records",
    ].join("\n\n"),
    origin: `bellwether.yaml: sources.${join.source}.streams.${join.stream}`,
  });
}

/** What is merged with the rows that earlier runs knew. */
interface Merged {
  readonly entity: Entity;
  readonly table: string;
  /** The columns of the merged rows, besides those that merging gives them. */
  readonly names: readonly string[];
  readonly hasFormerKey: boolean;
  /** The CTEs that \`rows\` reads, with a comma after them. */
  readonly ctes: string;
  /** FROM and WHERE of the rows that this run read. */
  readonly rows: string;
  /** Whether earlier rows hold what joined streams gave them. */
  readonly areJoined: boolean;
}

/** The staged rows of an entity that are records, and not parts of records. */
const recordRows = (entity: Entity, joins: readonly Join[]): string =>
  [
    `from ${stagedTable(entity.name)}`,
    "    where as_of_date = date '{{ as_of_date }}'",
    ...joins.map((join) => `        and not (${isOf(join)})`),
  ].join("\n");

const formerKey = "former_account_key";
const isOfRecords = (name: string): boolean => name === "deleted_on" || name === formerKey;

const listed = (names: readonly string[], prefix = ""): string =>
  names.map((each) => `        ${prefix}${each}`).join(",\n");

/** All that an earlier run knew. */
const previousSql = ({ table, names, hasFormerKey, areJoined }: Merged): string => `previous as (
    select
${areJoined ? listed(names).replace("cell_problems", `${ownCellProblems} as cell_problems`) : listed(names)},${hasFormerKey ? `\n        ${formerKey},` : ""}
        deleted_on
    from history_${table}
    where as_of_date = date '{{ previous_date }}'
)`;

/** New rows are combined with known records, and the ranking decides. */
const changesSql = (merged: Merged): string => `with ${merged.ctes}${previousSql(merged)},

versions as (
    select
${listed(merged.names)},
        cast(null as date) as deleted_on
    ${merged.rows}
        and reject_reason is null
    union all
    select
${listed(merged.names)},
        deleted_on
    from previous
),`;

/** Rows of the newest full snapshot replace all earlier records of the stream, regardless of `updated_at`. */
function snapshotsSql(merged: Merged): string {
  const { entity, names } = merged;
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

kept as (
    select
${listed(names, "previous.")},
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
        and mentions.record_id = previous.record_id
    where snapshots.source is null
        or coalesce(not mentions.is_readable, true)
),

versions as (
    select * from arrived
    union all
    select * from kept
),`;
}

/**
 * The latest `updated_at` wins; among equal ones, or without one, the later landing, then the later position
 * in its load. The landing date of a partial version is the record's own date, and does not say when it
 * arrived.
 */
function rankingSql(
  { entity, names, hasFormerKey }: Merged,
  { hasElements, joins }: Pick<Merging, "hasElements" | "joins">,
): string {
  const merged = hasFormerKey ? "merged" : "records";
  const present = joins.length > 0 ? "present_records" : merged;
  const latest = hasElements ? "latest_versions" : present;
  return [
    rankedSql(names, latest),
    ...(hasElements ? [missingElementsSql(entity, { names, from: latest, to: present })] : []),
    ...(joins.length > 0 ? [joinedSql(joins, { names, from: present, to: merged })] : []),
    ...(hasFormerKey ? [formerKeysSql(names)] : []),
  ].join(",\n\n");
}

/** The CTEs that end in one of this name: the rank-one versions. */
const rankedSql = (
  names: readonly string[],
  name: string,
): string => `-- Most records have one version. Ranking carries whole rows, and would cost more than everything else here.
repeated_ids as (
    select
        source,
        record_id
    from versions
    group by source, record_id
    having count(*) > 1
),

rival_versions as (
    select versions.*
    from versions
    inner join repeated_ids
        on repeated_ids.source = versions.source
        and repeated_ids.record_id = versions.record_id
),

only_versions as (
    select versions.*
    from versions
    left join repeated_ids
        on repeated_ids.source = versions.source
        and repeated_ids.record_id = versions.record_id
    where repeated_ids.record_id is null
),

-- One rank for what is known by now, and one for each later day on which more is known.
ranked as (
    select
        *,
        row_number() over (
            partition by
                source,
                record_id,
                case when known_on > date '{{ as_of_date }}' then known_on end
            order by
                updated_at desc nulls last,
                is_outline,
                case when not is_outline then known_on end desc nulls last,
                extracted_at desc nulls last,
                position desc nulls last,
                content_hash desc,
                stream,
                load_id desc
        ) as place
    from rival_versions
),

${name} as (
    select
${listed(names)},
        deleted_on
    from ranked
    where place = 1
    union all
    select
${listed(names)},
        deleted_on
    from only_versions
)`;

/**
 * An element that its record's newest version does not list is deleted, unless one that is listed has no id: it may be
 * that one.
 */
const missingElementsSql = (
  entity: Entity,
  { names, from, to }: { readonly names: readonly string[]; readonly from: string; readonly to: string },
): string => `${newestElementsCtes([entity])},

lists as (
    select
        source,
        stream,
        parent_id,
        max(known_on) as known_on,
        bool_or(is_element and record_id is null) as has_nameless
    from listed_elements
    where known_on <= date '{{ as_of_date }}'
    group by source, stream, parent_id
),

listed_ids as (
    select distinct
        source,
        stream,
        parent_id,
        record_id
    from listed_elements
    where known_on <= date '{{ as_of_date }}'
        and record_id is not null
),

${to} as (
    select
${listed(names, `${from}.`)},
        case
            when lists.has_nameless or listed_ids.record_id is not null then ${from}.deleted_on
            else coalesce(${from}.deleted_on, lists.known_on)
        end as deleted_on
    from ${from}
    left join lists
        on lists.source = ${from}.source
        and lists.stream = ${from}.stream
        and lists.parent_id = ${from}.parent_id
        and ${from}.known_on <= date '{{ as_of_date }}'
        and not ${from}.is_outline
    left join listed_ids
        on listed_ids.source = ${from}.source
        and listed_ids.stream = ${from}.stream
        and listed_ids.parent_id = ${from}.parent_id
        and listed_ids.record_id = ${from}.record_id
)`;

/** A source that renames its keys renames them in known records: their former key says whose they were. */
const formerKeysSql = (names: readonly string[]): string => `known_keys as (
    select
        source,
        record_id,
        max(account_key) as account_key,
        max(${formerKey}) as ${formerKey}
    from previous
    group by source, record_id
),

records as (
    select
${listed(names, "merged.")},
        case
            when known_keys.account_key <> merged.account_key then known_keys.account_key
            else known_keys.${formerKey}
        end as ${formerKey},
        merged.deleted_on
    from merged
    left join known_keys
        on known_keys.source = merged.source
        and known_keys.record_id = merged.record_id
)`;
