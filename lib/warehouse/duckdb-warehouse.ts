import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Catalog } from "../catalog/catalog.ts";
import { prunedFor } from "./duckdb-pruning.ts";
import { columnMismatch, type DuckDbSession, quoteText, readRows } from "./duckdb-session.ts";
import { DuckDbSizes } from "./duckdb-sizes.ts";
import { overTables, parquetFile, readable } from "./duckdb-views.ts";
import { QueryFailed, type QueryState, type Row, type Warehouse, type WriteStatement } from "./warehouse.ts";

interface RunningQuery {
  readonly connection: Promise<DuckDBConnection>;
  readonly state: Promise<QueryState>;
}

/** How often a query is interrupted: an interrupt before it has started is lost. */
const interruptEveryMilliseconds = 10;

/** The warehouse on one machine: DuckDB over the files of a directory store. */
export class DuckDbWarehouse implements Warehouse {
  readonly #session: DuckDbSession;
  readonly #catalog: Catalog;
  readonly #root: string;
  readonly #sizes: DuckDbSizes;
  readonly #queries = new Map<string, RunningQuery>();

  constructor({
    session,
    catalog,
    root,
    mostForOneThread,
  }: {
    readonly session: DuckDbSession;
    readonly catalog: Catalog;
    readonly root: string;
    readonly mostForOneThread?: number | undefined;
  }) {
    this.#session = session;
    this.#catalog = catalog;
    this.#root = root;
    this.#sizes = new DuckDbSizes({ session, root, mostForOneThread });
  }

  async start(statement: WriteStatement): Promise<string> {
    if (!this.#queries.has(statement.token)) {
      const connection = this.#session.borrow();
      const state = connection.then((opened) => this.#write(opened, statement));
      this.#queries.set(statement.token, { connection, state });
    }
    return statement.token;
  }

  async check(queryId: string): Promise<QueryState> {
    const query = this.#queries.get(queryId);
    return query === undefined
      ? { status: "failed", reason: `no query ${queryId} was started by this process` }
      : await query.state;
  }

  async cancel(queryId: string): Promise<void> {
    const query = this.#queries.get(queryId);
    if (query === undefined) return;
    const connection = await query.connection;
    const interrupting = setInterval(() => connection.interrupt(), interruptEveryMilliseconds);
    await query.state.finally(() => clearInterval(interrupting));
  }

  async rows(sql: string, { database }: { readonly database: string }): Promise<readonly Row[]> {
    const connection = await this.#session.connect();
    try {
      const tables = await this.#catalog.tables(database, wordsOf(sql));
      const query = await readable(connection, sql, { tables, root: this.#root });
      return await this.#sizes.during(tables, () => readRows(connection, query));
    } catch (error) {
      throw new QueryFailed(`query in ${database}`, (error as Error).message);
    } finally {
      connection.closeSync();
    }
  }

  async #write(connection: DuckDBConnection, statement: WriteStatement): Promise<QueryState> {
    const { sql, database, location, columns } = statement;
    try {
      const known = await this.#catalog.tables(database, wordsOf(sql));
      const tables = known.map((table) => prunedFor(sql, table));
      const directory = join(this.#root, location);
      // In Node's threads it would wait behind queries, once for each folder that is missing.
      mkdirSync(directory, { recursive: true });
      const file = quoteText(join(directory, parquetFile));
      const select = overTables(sql, tables, this.#root);
      const copy = `copy (\n${select}\n) to ${file} (format parquet, compression zstd)`;
      const result = await this.#sizes.during(tables, () => connection.run(copy));
      // Asked of the file, which is quicker than planning a large SELECT twice.
      const mismatch = await columnMismatch(
        connection,
        `select * from read_parquet(${file}, hive_partitioning = false)`,
        columns,
      );
      const rows = Number(result.rowsChanged);
      this.#session.giveBack(connection);
      if (mismatch !== undefined) return { status: "failed", reason: mismatch };
      return { status: "succeeded", rows };
    } catch (error) {
      connection.closeSync();
      return { status: "failed", reason: (error as Error).message };
    }
  }
}

/**
 * Any word of a query may be a table. DuckDB's own list of a query's tables misses some, for example those
 * joined with `using`.
 */
const wordsOf = (sql: string): readonly string[] => [...new Set(sql.toLowerCase().match(/\w+/g))];
