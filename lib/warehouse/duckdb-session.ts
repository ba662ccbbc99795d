import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { type DuckDBConnection, DuckDBInstance, type DuckDBType, DuckDBTypeId } from "@duckdb/node-api";
import { sqlDirectory } from "../models/load.ts";
import type { Column, ColumnType } from "../models/model.ts";
import { mismatchOf } from "./column-mismatch.ts";
import { numberOf } from "./number-of.ts";
import type { Row, Value } from "./warehouse.ts";

export interface DuckDbOptions {
  /** @default all of the machine's */
  readonly threads?: number;
  /** @default "3GB" */
  readonly memoryLimit?: string;
  /** Where what does not fit in memory goes. @default DuckDB's own choice */
  readonly temporaryDirectory?: string;
}

/** An in-memory DuckDB with the project's macros. It starts with its first connection. */
export class DuckDbSession {
  /** How many threads it may use. */
  readonly threads: number;
  readonly #options: DuckDbOptions;
  #starting: Promise<DuckDBInstance> | undefined;
  #instance: DuckDBInstance | undefined;
  readonly #idle: DuckDBConnection[] = [];
  #isClosed = false;

  constructor(options: DuckDbOptions = {}) {
    this.threads = options.threads ?? availableParallelism();
    this.#options = options;
  }

  /** A connection of its own: its temporary views are seen by no other. The caller closes it. */
  async connect(): Promise<DuckDBConnection> {
    this.#starting ??= start({ ...this.#options, threads: this.threads });
    this.#instance = await this.#starting;
    return this.#instance.connect();
  }

  /** A connection for one statement that leaves nothing behind: opening one takes as long as a tiny query. */
  async borrow(): Promise<DuckDBConnection> {
    return this.#idle.pop() ?? (await this.connect());
  }

  /** Takes back a borrowed connection whose statement has succeeded; one that failed is closed instead. */
  giveBack(connection: DuckDBConnection): void {
    if (this.#isClosed) connection.closeSync();
    else this.#idle.push(connection);
  }

  /**
   * Sets how queries are planned and run: from the next one on, and for those under way as far as their work has
   * not been shared out. A small query costs least on one thread, and without a hash join for each list of words
   * after an `in`, which is quicker only over some hundred thousand rows.
   */
  async suit(size: "small" | "large"): Promise<void> {
    const connection = await this.borrow();
    await connection.run(`set global threads = ${size === "small" ? 1 : this.threads}`);
    await connection.run(`set global disabled_optimizers = '${size === "small" ? "in_clause" : ""}'`);
    this.giveBack(connection);
  }

  close(): void {
    this.#isClosed = true;
    for (const connection of this.#idle.splice(0)) connection.closeSync();
    this.#instance?.closeSync();
  }
}

async function start({
  threads,
  memoryLimit = "3GB",
  temporaryDirectory,
}: DuckDbOptions & { readonly threads: number }): Promise<DuckDBInstance> {
  const instance = await DuckDBInstance.create(":memory:", {
    threads: String(threads),
    memory_limit: memoryLimit,
    // Rows of a table have no order; keeping one costs memory.
    preserve_insertion_order: "false",
    ...(temporaryDirectory === undefined ? {} : { temp_directory: temporaryDirectory }),
  });
  const connection = await instance.connect();
  await connection.run("set global TimeZone = 'UTC'");
  // Files never change once they are written.
  await connection.run("set global parquet_metadata_cache = true");
  await connection.run(await readFile(`${sqlDirectory}macros.sql`, "utf8"));
  connection.closeSync();
  return instance;
}

export { quoteName, quoteText } from "./quote.ts";

/** The result of a SELECT: numbers as {@link numberOf}, dates and timestamps as ISO text. */
export async function readRows(connection: DuckDBConnection, sql: string): Promise<Row[]> {
  const result = await connection.runAndReadAll(sql);
  const names = result.deduplicatedColumnNames();
  const isNumeric = result.columnTypes().map(isWideNumber);
  return result
    .getRowsJson()
    .map((values) =>
      Object.fromEntries(
        names.map((name, index) => [name, toValue(values[index], isNumeric[index] === true)]),
      ),
    );
}

/** Types that the driver's JSON gives as text, though they are numbers. */
function isWideNumber({ typeId }: DuckDBType): boolean {
  return (
    typeId === DuckDBTypeId.BIGINT ||
    typeId === DuckDBTypeId.HUGEINT ||
    typeId === DuckDBTypeId.UBIGINT ||
    typeId === DuckDBTypeId.DECIMAL
  );
}

function toValue(value: unknown, isWide: boolean): Value {
  if (value === null || value === undefined) return null;
  if (isWide) return numberOf(String(value));
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return JSON.stringify(value);
}

const duckDbTypes: Readonly<Record<ColumnType, readonly string[]>> = {
  varchar: ["VARCHAR"],
  bigint: ["BIGINT"],
  integer: ["INTEGER"],
  double: ["DOUBLE"],
  boolean: ["BOOLEAN"],
  date: ["DATE"],
  // DuckDB reads a Parquet column of milliseconds as microseconds.
  "timestamp(3)": ["TIMESTAMP", "TIMESTAMP_MS"],
  "decimal(18,2)": ["DECIMAL(18,2)"],
  "decimal(28,10)": ["DECIMAL(28,10)"],
};

/** The differences between the columns of a SELECT and its header, or undefined if they match. */
export async function columnMismatch(
  connection: DuckDBConnection,
  sql: string,
  columns: readonly Column[],
): Promise<string | undefined> {
  const prepared = await connection.prepare(sql);
  const given = Array.from({ length: prepared.columnCount }, (_, index) => ({
    name: prepared.columnName(index),
    type: String(prepared.columnType(index)),
  }));
  prepared.destroySync();
  return mismatchOf(columns, given, duckDbTypes);
}
