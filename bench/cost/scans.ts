import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { z } from "zod";
import type { CatalogTable, Partition } from "../../lib/catalog/catalog.ts";
import { DuckDbSession, quoteName, quoteText, readRows } from "../../lib/warehouse/duckdb-session.ts";
import { parquetFile } from "../../lib/warehouse/duckdb-views.ts";

/** One scan of a table by a query: the columns, on the dates that the filter selects. */
export interface Scan {
  readonly table: string;
  readonly columns: readonly string[];
  /** A condition on as_of_date, as DuckDB's plan has it. */
  readonly dates: string | undefined;
}

/** Optimisations that Athena lacks, or that depend on the planned tables being empty. */
const notAthenas = [
  ...["statistics_propagation", "empty_result_pullup", "common_subplan"],
  ...["late_materialization", "window_self_join", "join_elimination"],
].join();

const Node = z.object({
  name: z.string(),
  extra_info: z
    .object({
      Table: z.string(),
      Projections: z.union([z.string(), z.array(z.string())]),
      Filters: z.union([z.string(), z.array(z.string())]),
    })
    .partial(),
  get children() {
    return z.array(Node);
  },
});
type Node = z.infer<typeof Node>;

/**
 * What queries read, as Athena would: a table as often as the query refers to it, since Athena keeps no rows of
 * a CTE; of Parquet the columns that are needed, on the dates that a filter names; of text everything.
 */
export class Scans implements Disposable {
  readonly #root: string;
  readonly #session = new DuckDbSession({ threads: 1 });
  #connection: DuckDBConnection | undefined;
  readonly #chunks = new Map<string, ReadonlyMap<string, number>>();

  /** @param root the folder of the lake */
  constructor(root: string) {
    this.#root = root;
  }

  /** Bytes that a query over these tables reads. */
  async bytesOf(sql: string, tables: readonly CatalogTable[]): Promise<number> {
    const byName = new Map(tables.map((table) => [table.name, table]));
    let bytes = 0;
    for (const scan of await this.#scansOf(sql, tables)) {
      const table = byName.get(scan.table);
      if (table !== undefined) bytes += await this.#bytesOfScan(scan, table);
    }
    return bytes;
  }

  [Symbol.dispose](): void {
    this.#connection?.closeSync();
    this.#session.close();
  }

  async #scansOf(sql: string, tables: readonly CatalogTable[]): Promise<readonly Scan[]> {
    const connection = await this.#open();
    for (const { name, columns, partitionKeys } of tables) {
      const typed = [...columns, ...partitionKeys].map(
        (column) => `${quoteName(column.name)} ${column.type}`,
      );
      await connection.run(`create or replace temp table ${quoteName(name)} (${typed.join(", ")})`);
    }
    const explained = await connection.runAndReadAll(`explain (format json) ${withoutKeptCtes(sql)}`);
    const plan = z.array(Node).parse(JSON.parse(String(explained.getRows()[0]?.[1])));
    return plan.flatMap(scansBelow);
  }

  async #bytesOfScan({ columns, dates }: Scan, table: CatalogTable): Promise<number> {
    if (table.format !== "parquet") {
      const folders = table.partitions.map(
        ({ location }) => `${quoteText(join(this.#root, location))} || '*'`,
      );
      return folders.length === 0
        ? 0
        : this.#number(folders.map((glob) => `(${sizeOfFiles(glob)})`).join(" + "));
    }
    let bytes = 0;
    for (const partition of await this.#partitionsOn(dates, table)) {
      const chunks = await this.#chunksOf(partition);
      for (const column of columns) bytes += chunks.get(column) ?? 0;
    }
    return bytes;
  }

  async #partitionsOn(
    dates: string | undefined,
    { partitions }: CatalogTable,
  ): Promise<readonly Partition[]> {
    if (dates === undefined || partitions.length === 0) return partitions;
    const values = partitions.map(({ values: [date = ""] }, index) => `(${index}, date ${quoteText(date)})`);
    const sql = `select position from (values ${values.join(", ")}) as given(position, as_of_date) where ${dates}`;
    const kept = await readRows(await this.#open(), sql);
    return kept.flatMap(({ position }) => partitions[Number(position)] ?? []);
  }

  /** The compressed bytes of each column of a partition's file. */
  async #chunksOf({ location }: Partition): Promise<ReadonlyMap<string, number>> {
    const known = this.#chunks.get(location);
    if (known !== undefined) return known;
    const file = quoteText(join(this.#root, location, parquetFile));
    const rows = await readRows(
      await this.#open(),
      `select path_in_schema as name, sum(total_compressed_size)::bigint as bytes from parquet_metadata(${file}) group by 1`,
    );
    const chunks = new Map(rows.map(({ name, bytes }) => [String(name), Number(bytes)]));
    this.#chunks.set(location, chunks);
    return chunks;
  }

  async #number(expression: string): Promise<number> {
    const [row] = await readRows(await this.#open(), `select (${expression})::bigint as bytes`);
    return Number(row?.bytes ?? 0);
  }

  async #open(): Promise<DuckDBConnection> {
    if (this.#connection === undefined) {
      this.#connection = await this.#session.connect();
      await this.#connection.run(`set disabled_optimizers = '${notAthenas}'`);
    }
    return this.#connection;
  }
}

const sizeOfFiles = (glob: string): string => `select coalesce(sum(size), 0) from read_blob(${glob})`;

/** Replaces every reference to a CTE by the CTE itself. */
const withoutKeptCtes = (sql: string): string =>
  sql.replace(/(\bwith\s+|\),\s*)(\w+) as \(/g, "$1$2 as not materialized (");

function scansBelow({ name, extra_info: { Table, Projections, Filters }, children }: Node): readonly Scan[] {
  const below = children.flatMap(scansBelow);
  if (name !== "SEQ_SCAN" || Table === undefined) return below;
  const filters = [Filters ?? []].flat();
  const dates = filters.filter((filter) => /\bas_of_date\b/.test(filter));
  const columns = new Set([Projections ?? []].flat().filter((column) => column !== ""));
  for (const filter of filters) for (const [word] of filter.matchAll(/\w+/g)) columns.add(word);
  const table = Table.slice(Table.lastIndexOf(".") + 1).replaceAll('"', "");
  return [
    { table, columns: [...columns], dates: dates.length === 0 ? undefined : dates.join(" and ") },
    ...below,
  ];
}
