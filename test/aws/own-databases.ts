import { randomUUID } from "node:crypto";
import type { Catalog, PartitionsByTable } from "../../lib/catalog/catalog.ts";
import type { Warehouse, WriteStatement } from "../../lib/warehouse/warehouse.ts";

/** Gives each test its own databases on a shared stand-in, whatever it calls them. */
export class OwnDatabases {
  readonly #prefix = `test_${randomUUID().replaceAll("-", "")}_`;

  /** The name on the stand-in of the database that the test calls by this name. */
  nameOf(database: string): string {
    return `${this.#prefix}${database}`;
  }

  catalog(catalog: Catalog): Catalog {
    const on = (database: string) => this.nameOf(database);
    return {
      tables: (database, names) => catalog.tables(on(database), names),
      tableNames: (database) => catalog.tableNames(on(database)),
      replaceDatabase: (database, tables) => catalog.replaceDatabase(on(database), tables),
      assertReplaceable: (database, tables) => catalog.assertReplaceable(on(database), tables),
      setPartitions: (database, changes: PartitionsByTable) => catalog.setPartitions(on(database), changes),
      databaseNames: async (prefix) =>
        (await catalog.databaseNames(on(prefix))).map((name) => name.slice(this.#prefix.length)),
      dropDatabase: (database) => catalog.dropDatabase(on(database)),
    };
  }

  warehouse(warehouse: Warehouse): Warehouse {
    const on = (statement: WriteStatement) => ({ ...statement, database: this.nameOf(statement.database) });
    return {
      start: (statement) => warehouse.start(on(statement)),
      check: (queryId, statement) => warehouse.check(queryId, on(statement)),
      cancel: (queryId) => warehouse.cancel(queryId),
      rows: (sql, { database }) => warehouse.rows(sql, { database: this.nameOf(database) }),
    };
  }

  async dropAll(catalog: Catalog): Promise<void> {
    for (const database of await catalog.databaseNames(this.#prefix)) await catalog.dropDatabase(database);
  }
}
