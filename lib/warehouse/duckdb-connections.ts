import type { DuckDBConnection } from "@duckdb/node-api";
import type { CatalogTable } from "../catalog/catalog.ts";
import { type DuckDbSession, quoteName } from "./duckdb-session.ts";
import { tableView } from "./duckdb-views.ts";

/** A connection with temporary views for tables of a catalog, which no other connection sees. */
export interface TableConnection {
  readonly connection: DuckDBConnection;
  /** The SELECT of each view that it has. */
  readonly views: Map<string, string>;
}

/**
 * Connections that keep their views from one query to the next: the queries of a day read the same tables, and
 * a view costs as much as a small query. Each query's connection has the tables as the catalog has them then.
 */
export class DuckDbConnections {
  readonly #session: DuckDbSession;
  readonly #root: string;
  readonly #idle: TableConnection[] = [];

  constructor({ session, root }: { readonly session: DuckDbSession; readonly root: string }) {
    this.#session = session;
    this.#root = root;
    session.beforeClose(() => {
      for (const { connection } of this.#idle.splice(0)) connection.closeSync();
    });
  }

  async take(): Promise<TableConnection> {
    return this.#idle.pop() ?? { connection: await this.#session.connect(), views: new Map() };
  }

  /** For the next query. One that failed or was interrupted is closed instead. */
  giveBack(taken: TableConnection): void {
    this.#idle.push(taken);
  }

  /** Makes `names` mean these tables, and those of them that are no table nothing. */
  async define(
    { connection, views }: TableConnection,
    names: readonly string[],
    tables: readonly CatalogTable[],
  ): Promise<void> {
    const wanted = new Map(tables.map((table) => [table.name, tableView(table, this.#root)]));
    for (const name of names)
      if (views.has(name) && !wanted.has(name)) {
        await connection.run(`drop view ${quoteName(name)}`);
        views.delete(name);
      }
    for (const [name, select] of wanted)
      if (views.get(name) !== select) {
        await connection.run(`create or replace temp view ${quoteName(name)} as ${select}`);
        views.set(name, select);
      }
  }
}
