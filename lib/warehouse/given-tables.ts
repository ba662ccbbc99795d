import type { Column, ColumnType } from "../models/model.ts";
import { quoteName, quoteText } from "./quote.ts";
import type { Value } from "./warehouse.ts";

export type GivenRow = Readonly<Record<string, Value>>;

export interface GivenTable {
  readonly table: string;
  readonly columns: readonly Column[];
  /** Columns default to null, and `as_of_date` to the date. */
  readonly rows: readonly GivenRow[];
  readonly date: string;
}

/** A SELECT with these rows in place of the tables that it names: the same text for every engine. */
export function withGivenTables(sql: string, tables: readonly GivenTable[]): string {
  const isRead = readingOf(sql);
  const ctes = tables.map((given) => `${quoteName(given.table)} as (${rowsSelect(given, isRead)})`);
  const names = ctes.length === 0 ? "" : `with ${ctes.join(",\n")}\n`;
  return `${names}select * from (\n${sql}\n) as result`;
}

type Reading = (table: string, column: string) => boolean;

/** Whether a SELECT may read a column: it names it, or takes all of a table's. To plan the others takes as long. */
function readingOf(sql: string): Reading {
  const words = new Set(sql.match(/\w+/g));
  const whole = new Set(
    [...sql.matchAll(/\*\s+from\s+(\w+)|(\w+)\.\*/g)].map(([, from, all]) => from ?? all),
  );
  return (table, column) => words.has(column) || whole.has(table);
}

function rowsSelect({ table, columns, rows, date }: GivenTable, isRead: Reading): string {
  const known: readonly Pick<Column, "name" | "type">[] = [...columns, { name: "as_of_date", type: "date" }];
  const all = known.filter(({ name }) => name === "as_of_date" || isRead(table, name));
  if (rows.length === 0) {
    const nulls = all.map(({ name, type }) => `cast(null as ${type}) as ${quoteName(name)}`);
    return `select ${nulls.join(", ")} where false`;
  }
  const tuples = rows.map((row) => {
    const unknown = Object.keys(row).filter((name) => !known.some((column) => column.name === name));
    if (unknown.length > 0) throw new Error(`${table} has no column ${unknown.join(", ")}`);
    const values = all.map(({ name, type }) =>
      literal(name in row ? row[name] : name === "as_of_date" ? date : null, type),
    );
    return `(${values.join(", ")})`;
  });
  const names = all.map(({ name }) => quoteName(name)).join(", ");
  // A column of nulls only has no type until it is cast.
  const casts = all.map(({ name, type }) => `cast(${quoteName(name)} as ${type}) as ${quoteName(name)}`);
  return `select ${casts.join(", ")} from (values\n${tuples.join(",\n")}) as given (${names})`;
}

function literal(value: Value | undefined, type: ColumnType): string {
  if (value === null || value === undefined) return "null";
  const text = String(value);
  // Trino accepts no T and Z in a timestamp.
  return quoteText(type === "timestamp(3)" ? text.replace("T", " ").replace(/Z$/, "") : text);
}
