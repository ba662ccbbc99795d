import { z } from "zod";
import { columnTypes } from "../models/model.ts";
import { documentBody, readDocument } from "../storage/documents.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import {
  type Catalog,
  type CatalogTable,
  type Partition,
  type TableDefinition,
  UnknownTable,
} from "./catalog.ts";

const ColumnDocument = z.object({ name: z.string(), type: z.enum(columnTypes), comment: z.string() });
const TableDocument = z.object({
  name: z.string(),
  comment: z.string(),
  format: z.enum(["parquet", "ndjson"]),
  columns: z.array(ColumnDocument),
  partitionKeys: z.array(ColumnDocument),
  partitions: z.array(z.object({ values: z.array(z.string()), location: z.string() })),
});

/** The catalog of one machine: a document per table under `catalog/<database>/`. */
export class JsonCatalog implements Catalog {
  readonly #store: ObjectStore;

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  async table(database: string, name: string): Promise<CatalogTable | undefined> {
    return (await readDocument(this.#store, documentKey(database, name), TableDocument))?.value;
  }

  async tables(database: string): Promise<readonly string[]> {
    const prefix = `catalog/${database}/`;
    const names: string[] = [];
    for await (const { key } of this.#store.list(prefix))
      names.push(key.slice(prefix.length, -".json".length));
    return names;
  }

  async replaceTable(
    database: string,
    definition: TableDefinition,
    partitions: readonly Partition[],
  ): Promise<void> {
    const table: CatalogTable = { ...definition, partitions };
    await this.#store.put(documentKey(database, definition.name), documentBody(table));
  }

  async setPartitions(database: string, name: string, partitions: readonly Partition[]): Promise<void> {
    const table = await this.table(database, name);
    if (table === undefined) throw new UnknownTable(database, name);
    const byValues = new Map([...table.partitions, ...partitions].map((p) => [p.values.join("/"), p]));
    await this.replaceTable(database, table, [...byValues.values()]);
  }

  async dropTable(database: string, name: string): Promise<void> {
    await this.#store.delete([documentKey(database, name)]);
  }
}

const documentKey = (database: string, name: string): string => `catalog/${database}/${name}.json`;
