import { randomUUID } from "node:crypto";
import { z } from "zod";
import { columnTypes } from "../models/model.ts";
import { documentBody, readDocument } from "../storage/documents.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import { type Catalog, type CatalogTable, type Partition, UnknownTable } from "./catalog.ts";

const ColumnDocument = z.object({ name: z.string(), type: z.enum(columnTypes), comment: z.string() });
const TableDocument = z.object({
  name: z.string(),
  comment: z.string(),
  format: z.enum(["parquet", "ndjson"]),
  columns: z.array(ColumnDocument),
  partitionKeys: z.array(ColumnDocument),
  partitions: z.array(
    z.object({
      values: z.array(z.string()),
      location: z.string(),
      lacks: z.array(z.string()).exactOptional(),
    }),
  ),
});
const DatabaseDocument = z.object({ version: z.string(), tables: z.array(z.string()) });

/**
 * The catalog of one machine. `catalog/<database>.json` names a version, and `catalog/<database>/<version>/`
 * holds a document per table: a database is replaced by writing a new version and then pointing at it, so
 * that a reader sees the old tables or the new ones, also when the writer is killed in between.
 */
export class JsonCatalog implements Catalog {
  readonly #store: ObjectStore;

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  async tables(database: string, names: readonly string[]): Promise<readonly CatalogTable[]> {
    const current = await this.#database(database);
    if (current === undefined) return [];
    const wanted = current.tables.filter((table) => names.includes(table));
    const found = await Promise.all(
      wanted.map((name) =>
        readDocument(this.#store, tableKey(database, current.version, name), TableDocument),
      ),
    );
    const tables = found.flatMap((document) => document?.value ?? []);
    // A version that lost a table under our eyes has been replaced: read the one that replaced it.
    return tables.length === wanted.length ? tables : this.tables(database, names);
  }

  async tableNames(database: string): Promise<readonly string[]> {
    return (await this.#database(database))?.tables ?? [];
  }

  async replaceDatabase(database: string, tables: readonly CatalogTable[]): Promise<void> {
    const version = randomUUID();
    await Promise.all(
      tables.map((table) => this.#store.put(tableKey(database, version, table.name), documentBody(table))),
    );
    const names = tables.map(({ name }) => name).toSorted();
    await this.#store.put(databaseKey(database), documentBody({ version, tables: names }));
    await this.#deleteOtherVersions(database, version);
  }

  async setPartitions(database: string, name: string, partitions: readonly Partition[]): Promise<void> {
    const current = await this.#database(database);
    const [table] = await this.tables(database, [name]);
    if (current === undefined || table === undefined) throw new UnknownTable(database, name);
    const byValues = new Map([...table.partitions, ...partitions].map((p) => [p.values.join("/"), p]));
    const updated: CatalogTable = { ...table, partitions: [...byValues.values()] };
    await this.#store.put(tableKey(database, current.version, name), documentBody(updated));
  }

  async #database(database: string): Promise<z.infer<typeof DatabaseDocument> | undefined> {
    return (await readDocument(this.#store, databaseKey(database), DatabaseDocument))?.value;
  }

  async #deleteOtherVersions(database: string, version: string): Promise<void> {
    const stale: string[] = [];
    for await (const { key } of this.#store.list(`catalog/${database}/`))
      if (!key.startsWith(`catalog/${database}/${version}/`)) stale.push(key);
    await this.#store.delete(stale);
  }
}

const databaseKey = (database: string): string => `catalog/${database}.json`;
const tableKey = (database: string, version: string, name: string): string =>
  `catalog/${database}/${version}/${name}.json`;
