import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Catalog, CatalogTable } from "../catalog/catalog.ts";
import { DuckDbConnections, type TableConnection } from "./duckdb-connections.ts";
import { columnMismatch, type DuckDbSession, quoteText, readRows } from "./duckdb-session.ts";
import { DuckDbThreads } from "./duckdb-threads.ts";
import { parquetFile } from "./duckdb-views.ts";
import { QueryFailed, type QueryState, type Row, type Warehouse, type WriteStatement } from "./warehouse.ts";

interface RunningQuery {
  readonly taken: Promise<TableConnection>;
  readonly state: Promise<QueryState>;
  isCancelled: boolean;
}

/** How often a query is told to stop: told before it has begun, it does not hear. */
const interruptEveryMilliseconds = 10;

/** The warehouse of one machine: DuckDB over the files of a directory store. */
export class DuckDbWarehouse implements Warehouse {
  readonly #connections: DuckDbConnections;
  readonly #catalog: Catalog;
  readonly #root: string;
  readonly #threads: DuckDbThreads;
  readonly #queries = new Map<string, RunningQuery>();

  constructor({ session, catalog, root }: { session: DuckDbSession; catalog: Catalog; root: string }) {
    this.#connections = new DuckDbConnections({ session, root });
    this.#catalog = catalog;
    this.#root = root;
    this.#threads = new DuckDbThreads({ session, root });
  }

  async start(statement: WriteStatement): Promise<string> {
    if (!this.#queries.has(statement.token)) {
      const taken = this.#connections.take();
      const state = taken.then((opened) => this.#run(opened, statement));
      this.#queries.set(statement.token, { taken, state, isCancelled: false });
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
    query.isCancelled = true;
    const { connection } = await query.taken;
    const interrupting = setInterval(() => connection.interrupt(), interruptEveryMilliseconds);
    await query.state.finally(() => clearInterval(interrupting));
  }

  async rows(sql: string, { database }: { readonly database: string }): Promise<readonly Row[]> {
    const taken = await this.#connections.take();
    try {
      const tables = await this.#defineTables(taken, sql, database);
      const read = await this.#threads.during(tables, () => readRows(taken.connection, sql));
      this.#connections.giveBack(taken);
      return read;
    } catch (error) {
      taken.connection.closeSync();
      throw new QueryFailed(`query in ${database}`, (error as Error).message);
    }
  }

  /** Writes, and gives the connection back unless an interruption may still be on its way to it. */
  async #run(taken: TableConnection, statement: WriteStatement): Promise<QueryState> {
    const state = await this.#write(taken, statement);
    const isCancelled = this.#queries.get(statement.token)?.isCancelled === true;
    if (state.status === "succeeded" && !isCancelled) this.#connections.giveBack(taken);
    else taken.connection.closeSync();
    return state;
  }

  async #write(taken: TableConnection, statement: WriteStatement): Promise<QueryState> {
    const { connection } = taken;
    const { sql, database, location, columns } = statement;
    try {
      const tables = await this.#defineTables(taken, sql, database);
      const directory = join(this.#root, location);
      await mkdir(directory, { recursive: true });
      const file = quoteText(join(directory, parquetFile));
      const copy = `copy (\n${sql}\n) to ${file} (format parquet, compression zstd)`;
      const result = await this.#threads.during(tables, () => connection.run(copy));
      // Asked of the file, which is quicker than planning a large SELECT twice.
      const mismatch = await columnMismatch(
        connection,
        `select * from read_parquet(${file}, hive_partitioning = false)`,
        columns,
      );
      if (mismatch !== undefined) return { status: "failed", reason: mismatch };
      return { status: "succeeded", rows: Number(result.rowsChanged) };
    } catch (error) {
      return { status: "failed", reason: (error as Error).message };
    }
  }

  /**
   * Temporary views of the connection for the tables that the query names: any word of it may be one. DuckDB's
   * own list of a query's tables leaves some out, those joined with `using` say.
   */
  async #defineTables(
    taken: TableConnection,
    sql: string,
    database: string,
  ): Promise<readonly CatalogTable[]> {
    const words = [...new Set(sql.toLowerCase().match(/\w+/g))];
    const tables = await this.#catalog.tables(database, words);
    await this.#connections.define(taken, words, tables);
    return tables;
  }
}
