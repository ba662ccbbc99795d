import type { Config } from "../../config/schema.ts";
import type { Entity } from "../../entities.ts";
import { generatedModel } from "../../models/generated.ts";
import type { Model } from "../../models/model.ts";
import { contentColumns, hasAccountKey, recordColumns } from "../staged/staged-columns.ts";
import { stagedTable } from "../staged/staged-models.ts";
import { entitiesInElements, entitiesInSnapshots, stateEntities } from "../staged/state-entities.ts";
import { streamSql } from "../staged/stream-sql.ts";
import { formerKeysSql } from "./former-keys-sql.ts";
import { isOf, type Join, joinedSql, joinsOf } from "./joins.ts";
import { changesSql, formerKey, isOfRecords, type Merged } from "./merged-rows.ts";
import { missingElementsSql } from "./missing-elements-sql.ts";
import { rankedSql } from "./ranking-sql.ts";
import { snapshotsSql } from "./snapshots-sql.ts";

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
    origin: `lib/mapping/records/records-models.ts: ${entity.name}`,
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

/** The staged rows of an entity that are records, and not parts of records. */
const recordRows = (entity: Entity, joins: readonly Join[]): string =>
  [
    `from ${stagedTable(entity.name)}`,
    "    where as_of_date = date '{{ as_of_date }}'",
    ...joins.map((join) => `        and not (${isOf(join)})`),
  ].join("\n");

/** The newest version of each record, present, with all of its fields, and its former key. */
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
