import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { BuiltTable, Manifest } from "../../../lib/pipeline/plan.ts";
import { writtenTables } from "../../../lib/pipeline/written-tables.ts";
import type { ObjectStore } from "../../../lib/storage/object-store.ts";
import { DuckDbSession, quoteName, quoteText, readRows } from "../../../lib/warehouse/duckdb-session.ts";

/** A run's tables, and the location of its files. */
export interface BuiltDay {
  readonly store: ObjectStore;
  readonly manifest: Manifest;
}

export interface Compared {
  readonly tables: number;
  readonly rows: number;
  /** Per differing table, some of the rows that only one side has. */
  readonly differences: readonly string[];
}

/**
 * Compares every table of two runs row by row, each built by its own engine: exactly, except that doubles may differ
 * by 1e-9 of the larger one.
 */
export async function compareDays(one: BuiltDay, other: BuiltDay): Promise<Compared> {
  const directory = await mkdtemp(join(tmpdir(), "bellwether-compare-"));
  const session = new DuckDbSession({ threads: 1 });
  const connection = await session.connect();
  try {
    const [tables, others] = [tablesOf(one.manifest), tablesOf(other.manifest)];
    const alone = [...tables.keys(), ...others.keys()].filter(
      (name) => !(tables.has(name) && others.has(name)),
    );
    const differences = alone.map((name) => `${name}: only one side has it`);
    let rows = 0;
    for (const [name, table] of tables) {
      const beside = others.get(name);
      if (beside === undefined) continue;
      const left = await filesOf(one.store, table, join(directory, "one", name));
      const right = await filesOf(other.store, beside, join(directory, "other", name));
      rows += table.rows;
      const difference = await differenceOf(connection, { table, beside, left, right });
      if (difference !== undefined) differences.push(`${one.manifest.as_of_date} ${name}: ${difference}`);
    }
    return { tables: tables.size, rows, differences };
  } finally {
    connection.closeSync();
    session.close();
    await rm(directory, { recursive: true, force: true });
  }
}

/** The tables that models make: `runs` differs by design, and a run writes those of its own without a warehouse. */
const tablesOf = ({ tables }: Manifest): ReadonlyMap<string, BuiltTable> =>
  new Map(
    tables
      .filter(({ name }) => writtenTables.every((written) => written.name !== name))
      .map((table) => [table.name, table]),
  );

async function filesOf(store: ObjectStore, { location }: BuiltTable, directory: string): Promise<string[]> {
  await mkdir(directory, { recursive: true });
  const files: string[] = [];
  for await (const { key } of store.list(location)) {
    const object = await store.get(key);
    if (object === undefined) continue;
    const file = join(directory, `${basename(key)}.parquet`);
    await pipeline(object.body, createWriteStream(file));
    files.push(file);
  }
  return files;
}

interface Pair {
  readonly table: BuiltTable;
  readonly beside: BuiltTable;
  readonly left: readonly string[];
  readonly right: readonly string[];
}

async function differenceOf(
  connection: DuckDBConnection,
  { table, beside, left, right }: Pair,
): Promise<string | undefined> {
  if (table.rows !== beside.rows) return `${table.rows} rows beside ${beside.rows}`;
  if (table.columns.join() !== beside.columns.join())
    return `the columns ${table.columns.join()} beside ${beside.columns.join()}`;
  if (table.rows === 0) return undefined;
  const described = await readRows(connection, `describe select * from ${reader(right)}`);
  const doubles = described.flatMap(({ column_name, column_type }) =>
    column_type === "DOUBLE" ? [quoteName(String(column_name))] : [],
  );
  const exact = table.columns.map(quoteName).filter((column) => !doubles.includes(column));
  const numbered = (files: readonly string[]) =>
    `select *, row_number() over (partition by ${exact.join(", ") || "1"} order by ${["1", ...doubles].join(", ")}) as n
     from ${reader(files)}`;
  const same = [
    "one.n = other.n",
    ...exact.map((column) => `one.${column} is not distinct from other.${column}`),
  ];
  const apart = doubles.map(
    (column) =>
      `(one.${column} is distinct from other.${column} and coalesce(
          not abs(one.${column} - other.${column}) <= 1e-9 * greatest(abs(one.${column}), abs(other.${column})), true))`,
  );
  const found = await readRows(
    connection,
    `with one as (${numbered(left)}), other as (${numbered(right)})
     select to_json(one) as one, to_json(other) as other
     from one full outer join other on ${same.join(" and ")}
     where ${["one.n is null", "other.n is null", ...apart].join(" or ")}
     limit 4`,
  );
  if (found.length === 0) return undefined;
  return found
    .map((row) => `\n    ${row.one ?? "nothing"}\n    beside\n    ${row.other ?? "nothing"}`)
    .join("");
}

const reader = (files: readonly string[]): string =>
  `read_parquet([${files.map(quoteText).join(", ")}], hive_partitioning = false)`;
