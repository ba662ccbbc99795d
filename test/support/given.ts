import { shippedModels } from "../../lib/mapping/shipped/shipped-sql.ts";
import { noDate } from "../../lib/models/compared-dates.ts";
import { inputTables } from "../../lib/models/input-tables.ts";
import type { Column, Model } from "../../lib/models/model.ts";
import { render } from "../../lib/models/render.ts";
import { columnMismatch, DuckDbSession, readRows } from "../../lib/warehouse/duckdb-session.ts";
import { type GivenRow, withGivenTables } from "../../lib/warehouse/given-tables.ts";
import type { Row, Value } from "../../lib/warehouse/warehouse.ts";
import { sameOnTrino } from "./same-on-trino.ts";

export type { GivenRow };

export interface GivenRun {
  /** Rows by table; columns default to null, and `as_of_date` to the run's (or to `previous` for history_). */
  readonly given?: Readonly<Record<string, readonly GivenRow[]>>;
  readonly asOf: string;
  /** @default no previous run */
  readonly previous?: string;
  readonly runId?: string;
  /** Whether it is only an intermediate day of a chain: those run on DuckDB alone. */
  readonly isOnTheWay?: boolean;
  /** Models besides those of sql/ whose tables are given or read, such as generated ones. */
  readonly models?: readonly Model[];
  /** Columns of given tables that no model describes, such as raw_ tables. */
  readonly tables?: Readonly<Record<string, readonly Column[]>>;
}

const shipped = await shippedModels();
/** Shared by all runs of a test file: each run has its own connection and tables. */
const session = new DuckDbSession({ threads: 1 });

/**
 * Runs one model over given rows, checks the columns of its header, and returns its rows, sorted.
 * Tables that the model reads are empty unless given.
 */
export async function rowsOf(model: string | Model, run: GivenRun): Promise<Row[]> {
  const known = [...shipped, ...(run.models ?? [])];
  const subject = typeof model === "string" ? known.find(({ table }) => table === model) : model;
  if (subject === undefined) throw new Error(`no model makes ${String(model)}`);
  return overGivenRows(subject, run);
}

/** Runs a SELECT over given rows, checks its columns if given, and returns its rows, sorted. */
export async function overGivenRows(
  subject: { readonly sql: string; readonly origin: string; readonly columns?: readonly Column[] },
  run: GivenRun,
): Promise<Row[]> {
  const { asOf, previous = noDate, runId = "run-1", isOnTheWay = false } = run;
  const { given = {}, models = [], tables = {} } = run;
  const connection = await session.connect();
  try {
    const rendered = render(subject, { asOfDate: asOf, past: pastOf(run), runId });
    const read = connection.getTableNames(rendered, false);
    const unread = Object.keys(given).filter((table) => !read.includes(table));
    if (unread.length > 0) throw new Error(`${subject.origin} does not read ${unread.join(", ")}`);
    const sql = withGivenTables(
      rendered,
      read.map((table) => ({
        table,
        columns: columnsOf(table, [...shipped, ...models], tables),
        rows: given[table] ?? [],
        date: table.startsWith("history_") ? previous : asOf,
      })),
    );
    if (subject.columns !== undefined) {
      const mismatch = await columnMismatch(connection, sql, subject.columns);
      if (mismatch !== undefined) throw new Error(`${subject.origin}: ${mismatch}`);
    }
    const rows = await readRows(connection, `${sql} order by all`);
    if (!isOnTheWay) await sameOnTrino({ ...subject, sql }, rows);
    return rows;
  } finally {
    connection.closeSync();
  }
}

/** The earlier days of the chain: the dates of history rows, and the previous date. */
function pastOf({ given = {}, previous, asOf }: GivenRun): string[] {
  const dates = Object.entries(given)
    .filter(([table]) => table.startsWith("history_"))
    .flatMap(([, rows]) => rows.map(({ as_of_date }) => as_of_date ?? previous))
    .concat(previous)
    .filter((date) => typeof date === "string")
    .filter((date) => date < asOf && (previous === undefined || date <= previous));
  return [...new Set(dates)].toSorted();
}

/** The rows with only these columns. */
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
