import { DeleteDatabaseCommand, type GlueClient, type Table, type TableInput } from "@aws-sdk/client-glue";
import { sideBySide } from "../side-by-side.ts";
import { type Catalog, type CatalogTable, type PartitionsByTable, UnknownTable } from "./catalog.ts";
import { deletePartitions, deleteTables, putPartitions } from "./glue-batches.ts";
import { type FoundTable, inTwo, isChange, type TableChange, tableChange } from "./glue-changes.ts";
import {
  createTable,
  ensureDatabase,
  getDatabaseNames,
  getPartitions,
  getTable,
  getTables,
  unlessMissing,
  updateTable,
} from "./glue-requests.ts";
import { catalogTable, isOurs, keyOf, partitionInput, tableInput } from "./glue-table.ts";
import { UnsafeSchemaChange, unsafeChanges } from "./schema-change.ts";

/** How many Glue tables are read or changed in parallel. */
const tablesAtOnce = 8;
/**
 * How often a database that others also write is checked. If two writers overlap, a further check by the
 * slower one repairs the mixed result; the last caller wins.
 */
const looksAtShared = 3;

export interface GlueCatalogOptions {
  readonly client: GlueClient;
  /** The bucket of all locations. */
  readonly bucket: string;
  /** Databases in which anything may change, as one run alone reads and writes them. */
  readonly isOwnedByRun: (database: string) => boolean;
}

/**
 * Databases in the Glue Data Catalog. It sees and changes only its own tables, and leaves others alone.
 * `lacks` is not stored and not needed, because files are read by column names.
 *
 * Glue changes one table at a time. A database is therefore replaced in an order that never makes its last
 * table claim too much: old partitions of that table go first, and new ones come after all other tables are
 * in place.
 */
export class GlueCatalog implements Catalog {
  readonly #client: GlueClient;
  readonly #bucket: string;
  readonly #isOwnedByRun: (database: string) => boolean;

  constructor({ client, bucket, isOwnedByRun }: GlueCatalogOptions) {
    this.#client = client;
    this.#bucket = bucket;
    this.#isOwnedByRun = isOwnedByRun;
  }

  async tables(database: string, names: readonly string[]): Promise<readonly CatalogTable[]> {
    const found = await sideBySide(new Set(names), tablesAtOnce, async (name) => {
      const table = await this.#table(database, name);
      return table === undefined ? undefined : this.#withPartitions(database, table);
    });
    return found
      .filter((each) => each !== undefined)
      .map(({ table, partitions }) => catalogTable(table, partitions, this.#bucket));
  }

  async tableNames(database: string): Promise<readonly string[]> {
    return [...(await this.#ownTables(database)).keys()];
  }

  /** @throws UnsafeSchemaChange before anything is changed, RefusedByGlue */
  async replaceDatabase(database: string, tables: readonly CatalogTable[]): Promise<void> {
    await ensureDatabase(this.#client, database);
    const mostLooks = this.#isOwnedByRun(database) ? 1 : looksAtShared;
    for (let look = 1; look <= mostLooks; look += 1) {
      const { dropped, changes } = await this.#differences(database, tables);
      if (dropped.length === 0 && !changes.some(isChange)) return;
      await this.#change(database, dropped, changes);
    }
  }

  async assertReplaceable(database: string, tables: readonly CatalogTable[]): Promise<void> {
    if (!this.#isOwnedByRun(database)) this.#refuseUnsafe(database, await this.#ownTables(database), tables);
  }

  async databaseNames(prefix: string): Promise<readonly string[]> {
    return (await getDatabaseNames(this.#client)).filter((name) => name.startsWith(prefix));
  }

  async dropDatabase(database: string): Promise<void> {
    await unlessMissing(this.#client.send(new DeleteDatabaseCommand({ Name: database })));
  }

  async setPartitions(database: string, changes: PartitionsByTable): Promise<void> {
    const found = await sideBySide(Object.entries(changes), tablesAtOnce, async ([name, partitions]) => {
      const table = await this.#table(database, name);
      return { name, partitions, table: table && catalogTable(table, [], this.#bucket) };
    });
    const known = found.map(({ name, table, partitions }) => {
      if (table === undefined) throw new UnknownTable(database, name);
      return { ...table, partitions };
    });
    await sideBySide(known, tablesAtOnce, (table) => this.#setPartitionsOf(database, table));
  }

  async #setPartitionsOf(database: string, table: CatalogTable): Promise<void> {
    if (table.partitionKeys.length === 0)
      return updateTable(this.#client, database, tableInput(table, this.#bucket));
    const create = table.partitions.map((partition) => partitionInput(table, partition, this.#bucket));
    await putPartitions(this.#client, { database, table: table.name }, { create, update: [] });
  }

  async #differences(database: string, tables: readonly CatalogTable[]) {
    const found = await this.#ownTables(database);
    if (!this.#isOwnedByRun(database)) this.#refuseUnsafe(database, found, tables);
    const changes = await sideBySide(tables, tablesAtOnce, async (wanted) => {
      const table = found.get(wanted.name);
      const before = table === undefined ? undefined : await this.#withPartitions(database, table);
      return tableChange(before, wanted, this.#bucket);
    });
    const wanted = new Set(tables.map(({ name }) => name));
    return { changes, dropped: [...found.keys()].filter((name) => !wanted.has(name)) };
  }

  async #change(
    database: string,
    dropped: readonly string[],
    changes: readonly TableChange[],
  ): Promise<void> {
    const others = changes.slice(0, -1).filter(isChange);
    const last = changes.slice(-1).filter(isChange).map(inTwo);
    for (const { outdated, rest } of last)
      await deletePartitions(this.#client, placeOf(database, rest.input), outdated);
    await deleteTables(this.#client, database, dropped);
    await sideBySide(others, tablesAtOnce, (change) => this.#apply(database, change));
    for (const { rest } of last) await this.#apply(database, rest);
  }

  /**
   * Partitions change before their table, whose columns apply to all of them. Removals come before additions:
   * for a moment a table of the newest day has no day rather than two.
   */
  async #apply(database: string, { input, definition, partitions }: TableChange): Promise<void> {
    const place = placeOf(database, input);
    if (definition === "recreate") await deleteTables(this.#client, database, [place.table]);
    if (definition === "recreate" || definition === "create")
      await createTable(this.#client, database, input);
    await deletePartitions(this.#client, place, partitions.remove);
    await putPartitions(this.#client, place, partitions);
    if (definition === "update") await updateTable(this.#client, database, input);
  }

  #refuseUnsafe(database: string, found: ReadonlyMap<string, Table>, tables: readonly CatalogTable[]): void {
    const changes = tables.flatMap((wanted) => {
      const table = found.get(wanted.name);
      return table === undefined ? [] : unsafeChanges(catalogTable(table, [], this.#bucket), wanted);
    });
    if (changes.length > 0) throw new UnsafeSchemaChange(database, changes);
  }

  async #ownTables(database: string): Promise<ReadonlyMap<string, Table>> {
    const tables = await getTables(this.#client, database);
    return new Map(tables.filter(isOurs).map((table) => [table.Name ?? "", table]));
  }

  async #table(database: string, name: string): Promise<Table | undefined> {
    const table = await getTable(this.#client, database, name);
    return table !== undefined && isOurs(table) ? table : undefined;
  }

  /** Partitions in the order of their values; undefined when the table no longer exists. */
  async #withPartitions(database: string, table: Table): Promise<FoundTable | undefined> {
    if ((table.PartitionKeys ?? []).length === 0) return { table, partitions: [] };
    const found = await getPartitions(this.#client, database, table.Name ?? "");
    const partitions = found?.map(({ Values = [], StorageDescriptor }) => ({
      values: Values,
      location: keyOf(this.#bucket, StorageDescriptor?.Location),
    }));
    return (
      partitions && {
        table,
        partitions: partitions.toSorted((a, b) => (a.values.join("/") < b.values.join("/") ? -1 : 1)),
      }
    );
  }
}

const placeOf = (database: string, { Name = "" }: TableInput) => ({ database, table: Name });
