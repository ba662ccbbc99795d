import type { Column } from "../models/model.ts";
import type { CatalogTable } from "./catalog.ts";

/** A column that readers may use would be dropped or changed. */
export interface ColumnChange {
  readonly table: string;
  readonly column: string;
  readonly from: string;
  readonly to: string;
}

/** Tables that readers use would lose columns, or get others under their names. */
export class UnsafeSchemaChange extends Error {
  override readonly name = "UnsafeSchemaChange";
  readonly changes: readonly ColumnChange[];
  constructor(database: string, changes: readonly ColumnChange[]) {
    const lines = changes.map(({ table, column, from, to }) => `  ${table}.${column}: from ${from} to ${to}`);
    super(
      `this would change columns that readers of ${database} use:\n${lines.join("\n")}\n` +
        "Use a new name: a new column beside the old one, or a new table. If no reader " +
        "needs the old column, drop the table in Glue (its files stay), and rebuild its past with " +
        "`bellwether backfill`.",
    );
    this.changes = changes;
  }
}

/**
 * What readers of a table would lose: columns that are dropped, renamed or retyped, and a different
 * partitioning. Added columns and comments are safe, in any position.
 */
export function unsafeChanges(before: CatalogTable, after: CatalogTable): ColumnChange[] {
  const old = kindsOf(before);
  const now = kindsOf(after);
  const table = after.name;
  const changed = [...old]
    .map(([column, from]) => ({ table, column, from, to: now.get(column) ?? "nothing" }))
    .filter(({ from, to }) => from !== to);
  const keys = after.partitionKeys
    .filter(({ name }) => !old.has(name))
    .map((key) => ({ table, column: key.name, from: "nothing", to: keyKind(key) }));
  return [...changed, ...keys];
}

const kindsOf = ({ columns, partitionKeys }: CatalogTable): ReadonlyMap<string, string> =>
  new Map([
    ...columns.map(({ name, type }): [string, string] => [name, type]),
    ...partitionKeys.map((key): [string, string] => [key.name, keyKind(key)]),
  ]);

const keyKind = ({ type }: Column): string => `${type} partition key`;
