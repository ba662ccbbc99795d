import { randomUUID } from "node:crypto";
import { z } from "zod";
import { columnTypes } from "../models/model.ts";
import { type Document, readBytes, recallDocument } from "../storage/documents.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import {
  type Catalog,
  type CatalogTable,
  type PartitionsByTable,
  tableFormats,
  UnknownTable,
} from "./catalog.ts";

const ColumnDocument = z.object({ name: z.string(), type: z.enum(columnTypes), comment: z.string() });
const PartitionDocument = z.object({
  values: z.array(z.string()),
  location: z.string(),
  lacks: z.array(z.string()).exactOptional(),
});
const TableDocument = z.object({
  name: z.string(),
  comment: z.string(),
  format: z.enum(tableFormats),
  columns: z.array(ColumnDocument),
  partitionKeys: z.array(ColumnDocument),
  partitions: z.array(PartitionDocument),
});
const DatabaseDocument = z.object({
  version: z.string(),
  tables: z.array(z.string()),
  /** Partitions that were set since the version was written, by table. */
  set: z.record(z.string(), z.array(PartitionDocument)),
});
type DatabaseDocument = z.infer<typeof DatabaseDocument>;

/** The tables of a version by line of its file, each parsed on first use. */
interface Version {
  readonly name: string;
  readonly lines: readonly string[];
  readonly tables: Map<string, CatalogTable>;
}

/**
 * The catalog of one machine. `catalog/<database>.json` names a version and later changes. The version is a
 * file with one table per line, `catalog/<database>/<version>.ndjson`, written once. To replace a database, a
 * new version is written and then referenced, so that a reader sees either the old or the new tables, even if
 * the writer is killed in between.
 */
export class JsonCatalog implements Catalog {
  readonly #store: ObjectStore;
  /** The latest version read of each database; versions are immutable. */
  readonly #versions = new Map<string, Version>();

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  async tables(database: string, names: readonly string[]): Promise<readonly CatalogTable[]> {
    const current = (await this.#database(database))?.value;
    if (current === undefined) return [];
    const version = await this.#version(database, current);
    // If a version disappears while it is read, it has been replaced: read its successor.
    if (version === undefined) return this.tables(database, names);
    const wanted = new Set(names);
    return current.tables.flatMap((name, line) =>
      wanted.has(name) ? [withPartitions(tableOf(version, name, line), current.set[name] ?? [])] : [],
    );
  }

  async tableNames(database: string): Promise<readonly string[]> {
    return (await this.#database(database))?.value.tables ?? [];
  }

  async replaceDatabase(database: string, tables: readonly CatalogTable[]): Promise<void> {
    const version = randomUUID();
    const sorted = tables.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const lines = sorted.map((table) => JSON.stringify(table));
    await this.#store.put(versionKey(database, version), lines.map((line) => `${line}\n`).join(""));
    const names = sorted.map(({ name }) => name);
    await this.#store.put(databaseKey(database), body({ version, tables: names, set: {} }));
    await this.#deleteOtherVersions(database, version);
  }

  async setPartitions(database: string, changes: PartitionsByTable): Promise<void> {
    for (;;) {
      const current = await this.#database(database);
      for (const name of Object.keys(changes))
        if (current?.value.tables.includes(name) !== true) throw new UnknownTable(database, name);
      if (current === undefined) return;
      const { value, etag } = current;
      const set = Object.entries(changes).map(([name, partitions]) => {
        const before = value.set[name] ?? [];
        return [name, byValues([...before, ...partitions])];
      });
      const changed = body({ ...value, set: { ...value.set, ...Object.fromEntries(set) } });
      if ((await this.#store.putIfMatch(databaseKey(database), changed, etag)) !== undefined) return;
    }
  }

  /** Readers on one machine are few and find columns by name, so columns may be dropped. */
  async assertReplaceable(): Promise<void> {}

  async databaseNames(prefix: string): Promise<readonly string[]> {
    const names = new Set<string>();
    for await (const { key } of this.#store.list(`catalog/${prefix}`)) {
      const name = /^catalog\/([^/]+)\.json$/.exec(key)?.[1];
      if (name !== undefined) names.add(name);
    }
    return [...names];
  }

  async dropDatabase(database: string): Promise<void> {
    await this.#store.delete([databaseKey(database)]);
    this.#versions.delete(database);
    await this.#deleteOtherVersions(database, undefined);
  }

  #database(database: string): Promise<Document<DatabaseDocument> | undefined> {
    return recallDocument(this.#store, databaseKey(database), DatabaseDocument);
  }

  async #version(database: string, { version }: DatabaseDocument): Promise<Version | undefined> {
    const seen = this.#versions.get(database);
    if (seen?.name === version) return seen;
    const bytes = await readBytes(this.#store, versionKey(database, version));
    if (bytes === undefined) return undefined;
    const read = { name: version, lines: bytes.toString("utf8").split("\n"), tables: new Map() };
    this.#versions.set(database, read);
    return read;
  }

  async #deleteOtherVersions(database: string, version: string | undefined): Promise<void> {
    const stale: string[] = [];
    for await (const { key } of this.#store.list(`catalog/${database}/`))
      if (version === undefined || key !== versionKey(database, version)) stale.push(key);
    await this.#store.delete(stale);
  }
}

function tableOf({ lines, tables }: Version, name: string, line: number): CatalogTable {
  const table = tables.get(name) ?? TableDocument.parse(JSON.parse(lines[line] ?? "null"));
  tables.set(name, table);
  return table;
}

const withPartitions = (table: CatalogTable, set: CatalogTable["partitions"]): CatalogTable =>
  set.length === 0 ? table : { ...table, partitions: byValues([...table.partitions, ...set]) };

/** Of partitions with equal values the later one, at the place of the first. */
const byValues = <P extends { readonly values: readonly string[] }>(partitions: readonly P[]): P[] => [
  ...new Map(partitions.map((partition) => [partition.values.join("/"), partition])).values(),
];

const body = (document: DatabaseDocument): string => `${JSON.stringify(document)}\n`;
const databaseKey = (database: string): string => `catalog/${database}.json`;
const versionKey = (database: string, version: string): string => `catalog/${database}/${version}.ndjson`;
