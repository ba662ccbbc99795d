import type { Stream } from "../../config/schema.ts";
import { type Entity, type EntityField, type EntityName, entities } from "../../entities.ts";
import type { Column, ColumnType } from "../../models/model.ts";

const column = (name: string, type: ColumnType, comment: string): Column => ({ name, type, comment });

/** The column of accounts that tells a record which is filtered out from one that an export no longer has. */
export const isLeftOut = "is_left_out";

/** The columns that say where a staged row comes from; every entity has them. */
const provenance: readonly Column[] = [
  column("source", "varchar", "the source, by its name in the config"),
  column("stream", "varchar", "the stream within the source"),
  column("record_id", "varchar", "the record's id in its source"),
  column("load_id", "varchar", "the load that the row came with"),
  column("landed_on", "date", "the landing date; in a history loaded at once, the record's own date"),
  column("known_on", "date", "the day from which this row may be used"),
  column(
    "is_outline",
    "boolean",
    "true for the partial version of a history's record that was known on its own date",
  ),
  column("extracted_at", "timestamp(3)", "when its load was created"),
  column(
    "position",
    "bigint",
    "the row's position in its load, by file, then by row; null in old loads without positions",
  ),
  column("updated_at", "timestamp(3)", "when the source last changed the record"),
  column("content_hash", "varchar", "the MD5 of the record's text, in hex"),
];

/** Columns that order the versions of a record; an event has only one version. */
const versionColumns = ["updated_at", "content_hash"];

const provenanceOf = ({ kind }: Entity): readonly Column[] =>
  provenance.filter(({ name }) => kind === "state" || !versionColumns.includes(name));

const rejection: readonly Column[] = [
  column("reject_reason", "varchar", "why the row cannot be used; null when it can"),
  column("reject_payload", "varchar", "the record's text, if the row is rejected"),
];

const cellProblems = column(
  "cell_problems",
  "varchar",
  "one line per unreadable cell: field, reason and text, separated by tabs; null when there are none",
);

const parentId = column(
  "parent_id",
  "varchar",
  "the id of the record that has the row as an element; null for rows that are no elements",
);

const accountKey = column("account_key", "varchar", "<source>:<the source's own account id>");

/** Fields that hold an account id, or a part of one, and the column that replaces them. */
const accountKeys: Readonly<Partial<Record<EntityName, Readonly<Record<string, Column>>>>> = {
  accounts: {
    parent_account_id: column("parent_account_key", "varchar", "the parent account"),
    merged_into: column("merged_into_key", "varchar", "the surviving account of a merge"),
  },
  account_links: {
    other_account_id: column("other_account_key", "varchar", "the key that this row links to an account"),
  },
};

/** The field that ends a record; a stream without it cannot distinguish open records from closed ones. */
export const endingField: Readonly<Partial<Record<EntityName, string>>> = {
  tickets: "solved_at",
  invoices: "paid_on",
};

/** The column that holds a field; undefined for a provenance column or a personal field. */
export function columnOf({ name: entity, key }: Entity, field: EntityField): Column | undefined {
  const { name, type, comment } = field;
  if (field.heldIn !== undefined || name === "updated_at" || (name === key && entity !== "accounts"))
    return undefined;
  const substitute = accountKeys[entity]?.[name];
  if (substitute !== undefined) return substitute;
  if (entity === "account_links") return name === "other_source" ? undefined : { name, type, comment };
  return name === "account_id" ? accountKey : { name, type, comment };
}

/** The columns of an entity's rows besides their provenance. */
export function contentColumns(entity: Entity): readonly Column[] {
  const fields = entity.fields.flatMap((field) => columnOf(entity, field) ?? []);
  const ending = endingField[entity.name];
  const extra: Partial<Record<EntityName, readonly Column[]>> = {
    accounts: [
      column("attributes", "varchar", "a JSON object of the configured attributes, as text"),
      column(
        "other_domain",
        "varchar",
        "the other form of an internationalised domain; null for other domains",
      ),
      column(
        isLeftOut,
        "boolean",
        "true when the newest version of the account was filtered out by the mapping, which says that it is none",
      ),
    ],
    usage: [column("usage_date", "date", "the UTC date of the event")],
  };
  const isMapped =
    ending === undefined
      ? []
      : [
          column(
            `is_${ending}_mapped`,
            "boolean",
            `whether the stream maps ${ending}, and this row's value is readable`,
          ),
        ];
  return [...fields, ...(extra[entity.name] ?? []), ...isMapped];
}

/** What the tables of an entity have only in some configs. */
export interface EntityShape {
  /** Whether some of its rows are elements of records that change. */
  readonly hasElements?: boolean;
}

const parentIdOf = ({ hasElements = false }: EntityShape): readonly Column[] =>
  hasElements ? [parentId] : [];

/** The columns of `staged_<entity>`. */
export const stagedColumns = (entity: Entity, shape: EntityShape = {}): readonly Column[] => [
  ...provenanceOf(entity),
  ...parentIdOf(shape),
  ...rejection,
  cellProblems,
  ...contentColumns(entity),
];

/** Whether the records of an entity belong to accounts by a key. */
export const hasAccountKey = (entity: Entity): boolean =>
  entity.name !== "accounts" && contentColumns(entity).some(({ name }) => name === accountKey.name);

/** Whether the rows of a stream name their accounts, or would. */
export const hasAccountKeys = ({ entity, fields }: Pick<Stream, "entity" | "fields">): boolean =>
  hasAccountKey(entities[entity]) && fields.account_id !== undefined;

/** The columns of `<entity>_records`. */
export const recordColumns = (entity: Entity, shape: EntityShape = {}): readonly Column[] => [
  ...provenanceOf(entity),
  ...parentIdOf(shape),
  cellProblems,
  ...contentColumns(entity),
  ...(hasAccountKey(entity)
    ? [
        column(
          "former_account_key",
          "varchar",
          "the account key before its last change; null while it never changed",
        ),
      ]
    : []),
  column(
    "deleted_on",
    "date",
    `the date of the ${shape.hasElements ? "full snapshot or the list" : "full snapshot"} that no longer contained the record; null while it exists`,
  ),
];
