import type { Config } from "../../config/schema.ts";
import { type Entity, type EntityField, entities } from "../../entities.ts";
import { emptySelect } from "../../models/empty-select.ts";
import { generatedModel } from "../../models/generated.ts";
import type { Column, Model } from "../../models/model.ts";
import { literal } from "../text.ts";
import { type NamedStream, namedStreams, streamSql } from "./stream-sql.ts";

const column = (name: string, type: Column["type"], comment: string): Column => ({ name, type, comment });

const provenance = [
  column("source", "varchar", "the source, by its name in the config"),
  column("stream", "varchar", "the stream within the source"),
  column("record_id", "varchar", "the record's id in its source"),
  column("known_on", "date", "the day from which this row may be used"),
  column("landed_on", "date", "the landing date"),
  column("extracted_at", "timestamp(3)", "when its load was created"),
  column(
    "position",
    "bigint",
    "the row's position in its load, by file, then by row; null in old loads without positions",
  ),
  column("updated_at", "timestamp(3)", "when the source last changed the record"),
];

interface PersonalTable {
  readonly name: "people" | "comments";
  readonly columns: readonly Column[];
  /** One SELECT over a stream's typed rows: its columns besides the provenance, one per row of the table. */
  readonly selects: (entity: Entity, fields: readonly EntityField[]) => readonly string[];
}

const people: PersonalTable = {
  name: "people",
  columns: [column("name", "varchar", "their name"), column("email", "varchar", "their address")],
  selects: () => ["name,\n        email"],
};

const comments: PersonalTable = {
  name: "comments",
  columns: [
    column("entity", "varchar", "the entity of the record, such as tickets"),
    column("field", "varchar", "the field that the text comes from"),
    column("comment", "varchar", "the text; null once the source has deleted it"),
  ],
  selects: (entity, fields) =>
    fields.map(
      ({ name }) =>
        `${literal(entity.name)} as entity,\n        ${literal(name)} as field,\n        ${name} as comment`,
    ),
};

/**
 * `staged_people` and `staged_comments`: personal data and free text that this run read. They are separate
 * from their entities, so that no snapshot contains them.
 */
export const personalModels = (config: Pick<Config, "sources">): readonly Model[] =>
  [people, comments].map((table) => stagedModel(table, namedStreams(config)));

function stagedModel(table: PersonalTable, streams: readonly NamedStream[]): Model {
  const columns = [...provenance, ...table.columns];
  const grain =
    table.name === "people"
      ? "one row per contact that this run read."
      : "one row per text that this run read.";
  return generatedModel({
    table: `staged_${table.name}`,
    stage: { number: 2, name: "staged" },
    header: { grain, kind: "replaced", readers: "internal", columns },
    select: stagedSql(table, columns, streams),
    origin: `bellwether.yaml: fields held in ${table.name}`,
  });
}

function stagedSql(
  table: PersonalTable,
  columns: readonly Column[],
  streams: readonly NamedStream[],
): string {
  const read = streams.flatMap((stream) => {
    const entity = entities[stream.mapping.entity];
    const fields = entity.fields.filter(
      ({ heldIn, name }) => heldIn === table.name && stream.mapping.fields[name] !== undefined,
    );
    if (fields.length === 0) return [];
    const { name, ctes } = streamSql(impersonated(entity, table), stream);
    const selects = table.selects(entity, fields).map((select) => selectSql(name, select));
    return [{ ctes, selects }];
  });
  const name = `staged_${table.name}`;
  const union = read.flatMap(({ selects }) => selects).join("\n    union all\n");
  const ctes = [...read.map(({ ctes }) => ctes), `${name} as (\n${union || emptySelect(columns)}\n)`];
  return `with ${ctes.join(",\n\n")}\n\nselect * from ${name}`;
}

/** The entity with nothing but its key, its version and its personal fields, as if those were not personal. */
function impersonated(entity: Entity, { name: table }: PersonalTable): Entity {
  const fields = entity.fields.flatMap((field): EntityField[] => {
    if (field.name === entity.key || field.name === "updated_at") return [field];
    if (field.heldIn !== table) return [];
    const { heldIn: _, ...open } = field;
    return [open];
  });
  return { ...entity, fields };
}

const selectSql = (from: string, select: string): string =>
  `    select
        source,
        stream,
        record_id,
        known_on,
        landed_on,
        extracted_at,
        position,
        updated_at,
        ${select}
    from ${from}
    where reject_reason is null and not is_outline`;
