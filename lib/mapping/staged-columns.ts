import type { Entity, EntityField, EntityName } from "../entities.ts";
import type { Column, ColumnType } from "../models/model.ts";

const column = (name: string, type: ColumnType, comment: string): Column => ({ name, type, comment });

/** What every staged row says about where it comes from, whatever it is about. */
const provenance: readonly Column[] = [
  column("source", "varchar", "the source, as the config names it"),
  column("stream", "varchar", "the stream within the source"),
  column("record_id", "varchar", "the record, as its source names it"),
  column("load_id", "varchar", "the load it came with"),
  column("landed_on", "date", "the date it landed on; of a history loaded at once, the record's own"),
  column("known_on", "date", "the day from which on this row may be used"),
  column("is_outline", "boolean", "true for the part of a history's record that was known on its own date"),
  column("extracted_at", "timestamp(3)", "when its load was made"),
  column("position", "bigint", "its place in its load: by file, then by row; null in loads that do not say"),
  column("updated_at", "timestamp(3)", "when the source last changed the record"),
  column("content_hash", "varchar", "the MD5 of the record's text, in hex"),
];

/** What decides between versions of a record; an event has only one. */
const versionColumns = ["updated_at", "content_hash"];

const provenanceOf = ({ kind }: Entity): readonly Column[] =>
  provenance.filter(({ name }) => kind === "state" || !versionColumns.includes(name));

const rejection: readonly Column[] = [
  column("reject_reason", "varchar", "why the row cannot be used; null when it can"),
  column("reject_payload", "varchar", "the record's text, when it is rejected"),
];

const cellProblems = column(
  "cell_problems",
  "varchar",
  "a line for each cell that could not be read: field, reason and what it said, with tabs between; null without",
);

const accountKey = column("account_key", "varchar", "<source>:<the source's own account id>");

/** Fields that name an account, or are part of such a name, and the column that stands in for them. */
const accountKeys: Readonly<Partial<Record<EntityName, Readonly<Record<string, Column>>>>> = {
  accounts: {
    parent_account_id: column("parent_account_key", "varchar", "the account above it"),
    merged_into: column("merged_into_key", "varchar", "the account it was merged into"),
  },
  account_links: {
    other_account_id: column("other_account_key", "varchar", "the key that this row explains"),
  },
};

/** The field that says that a record has ended; without it nobody can tell an open one from one never closed. */
export const endingField: Readonly<Partial<Record<EntityName, string>>> = {
  tickets: "solved_at",
  invoices: "paid_on",
};

/** The column that holds a field; undefined for one that the provenance already says, or that is personal. */
export function columnOf({ name: entity, key }: Entity, field: EntityField): Column | undefined {
  const { name, type, comment } = field;
  if (field.heldIn !== undefined || name === "updated_at" || (name === key && entity !== "accounts"))
    return undefined;
  const substitute = accountKeys[entity]?.[name];
  if (substitute !== undefined) return substitute;
  if (entity === "account_links") return name === "other_source" ? undefined : { name, type, comment };
  return name === "account_id" ? accountKey : { name, type, comment };
}

/** The columns that an entity's rows have beside their provenance. */
export function contentColumns(entity: Entity): readonly Column[] {
  const fields = entity.fields.flatMap((field) => columnOf(entity, field) ?? []);
  const ending = endingField[entity.name];
  const extra: Partial<Record<EntityName, readonly Column[]>> = {
    accounts: [
      column("attributes", "varchar", "a JSON object of the config's further attributes, as text"),
      column("other_domain", "varchar", "an internationalised domain in its other form; null for others"),
    ],
    usage: [column("usage_date", "date", "the UTC day it happened on")],
  };
  const isMapped =
    ending === undefined
      ? []
      : [
          column(
            `is_${ending}_mapped`,
            "boolean",
            `whether the stream has a ${ending} at all, and this row's can be read`,
          ),
        ];
  return [...fields, ...(extra[entity.name] ?? []), ...isMapped];
}

/** The columns of `staged_<entity>`. */
export const stagedColumns = (entity: Entity): readonly Column[] => [
  ...provenanceOf(entity),
  ...rejection,
  cellProblems,
  ...contentColumns(entity),
];

/** The columns of `<entity>_records`. */
export const recordColumns = (entity: Entity): readonly Column[] => [
  ...provenanceOf(entity),
  cellProblems,
  ...contentColumns(entity),
  column("deleted_on", "date", "the date of the full snapshot that no longer had it; null while it is there"),
];
