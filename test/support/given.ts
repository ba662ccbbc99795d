import type { DuckDBConnection } from "@duckdb/node-api";
import { inputTables } from "../../lib/models/input-tables.ts";
import { loadModels } from "../../lib/models/load.ts";
import type { Column, Model } from "../../lib/models/model.ts";
import { noPreviousDate, render } from "../../lib/models/render.ts";
import {
  columnMismatch,
  DuckDbSession,
  quoteName,
  quoteText,
  readRows,
} from "../../lib/warehouse/duckdb-session.ts";
import type { Row, Value } from "../../lib/warehouse/warehouse.ts";

export type GivenRow = Readonly<Record<string, Value>>;

export interface GivenRun {
  /** Rows by table; a column that is left out is null, `as_of_date` is the run's (or `previous` for history_). */
  readonly given?: Readonly<Record<string, readonly GivenRow[]>>;
  readonly asOf: string;
  /** @default no run before */
  readonly previous?: string;
  readonly runId?: string;
  /** Models beside those of sql/ whose tables the given rows or the model read, generated ones say. */
  readonly models?: readonly Model[];
  /** Columns of given tables that no model describes, raw_ tables say. */
  readonly tables?: Readonly<Record<string, readonly Column[]>>;
}

const shipped = await loadModels();
/** One for all that a test file runs: each run has a connection, and its tables, of its own. */
const session = new DuckDbSession({ threads: 1 });

/**
 * Runs one model over given rows, checks that it gives the columns of its header, and returns its rows, sorted.
 * Every table that the model reads and nothing is given for is empty.
 */
export async function rowsOf(model: string | Model, run: GivenRun): Promise<Row[]> {
  const known = [...shipped, ...(run.models ?? [])];
  const subject = typeof model === "string" ? known.find(({ table }) => table === model) : model;
  if (subject === undefined) throw new Error(`no model makes ${String(model)}`);
  return overGivenRows(subject, run, async (connection, sql) => {
    const mismatch = await columnMismatch(connection, sql, subject.columns);
    if (mismatch !== undefined) throw new Error(`${subject.origin}: ${mismatch}`);
  });
}

/** Runs a SELECT over given rows and returns its rows, sorted, once `check` has seen it. */
export async function overGivenRows(
  subject: { readonly sql: string; readonly origin: string },
  { asOf, previous = noPreviousDate, runId = "run-1", given = {}, models = [], tables = {} }: GivenRun,
  check: (connection: DuckDBConnection, sql: string) => Promise<void> = async () => undefined,
): Promise<Row[]> {
  const connection = await session.connect();
  try {
    const sql = render(subject, { asOfDate: asOf, previousDate: previous, runId });
    const read = connection.getTableNames(sql, false);
    const unread = Object.keys(given).filter((table) => !read.includes(table));
    if (unread.length > 0) throw new Error(`${subject.origin} does not read ${unread.join(", ")}`);
    for (const table of read) {
      const columns = columnsOf(table, [...shipped, ...models], tables);
      const date = table.startsWith("history_") ? previous : asOf;
      await createTable(connection, table, columns, given[table] ?? [], date);
    }
    await check(connection, sql);
    return await readRows(connection, `select * from (\n${sql}\n) as result order by all`);
  } finally {
    connection.closeSync();
  }
}

/** The rows with just these columns: what a test is about. */
export function pick<K extends string>(rows: readonly Row[], ...names: K[]): Record<K, Value>[] {
  return rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name]])) as Record<K, Value>);
}

function columnsOf(
  table: string,
  models: readonly Model[],
  tables: Readonly<Record<string, readonly Column[]>>,
): readonly Column[] {
  const name = table.replace(/^history_/, "");
  const columns =
    tables[name] ??
    models.find((model) => model.table === name)?.columns ??
    Object.values(inputTables).find((input) => input.table === name)?.columns;
  if (columns === undefined) throw new Error(`no header describes ${table}`);
  return columns;
}

async function createTable(
  connection: DuckDBConnection,
  table: string,
  columns: readonly Column[],
  rows: readonly GivenRow[],
  date: string,
): Promise<void> {
  const all = [...columns, { name: "as_of_date", type: "date" as const }];
  const definitions = all.map(({ name, type }) => `${quoteName(name)} ${type}`);
  await connection.run(`create temp table ${quoteName(table)} (${definitions.join(", ")})`);
  const tuples = rows.map((row) => {
    const unknown = Object.keys(row).filter((name) => !all.some((column) => column.name === name));
    if (unknown.length > 0) throw new Error(`${table} has no column ${unknown.join(", ")}`);
    const values = all.map(({ name, type }) => {
      const value = name in row ? row[name] : name === "as_of_date" ? date : null;
      return value === null || value === undefined ? "null" : `cast(${quoteText(String(value))} as ${type})`;
    });
    return `(${values.join(", ")})`;
  });
  if (tuples.length > 0) await connection.run(`insert into ${quoteName(table)} values ${tuples.join(",\n")}`);
}
