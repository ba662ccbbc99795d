import type { Catalog } from "../../lib/catalog/catalog.ts";
import { GlueCatalog } from "../../lib/catalog/glue-catalog.ts";
import type { Steps } from "../../lib/pipeline/steps.ts";
import type { Body, ByteRange, ObjectStore } from "../../lib/storage/object-store.ts";
import type { QueryState, Warehouse, WriteStatement } from "../../lib/warehouse/warehouse.ts";
import { FakeGlue } from "../../test/catalog/fake-glue.ts";
import type { Scans } from "./scans.ts";

/** S3 requests by price: puts and lists cost most, gets and heads little, deletes nothing. */
export interface StoreRequests {
  readonly puts: number;
  readonly lists: number;
  readonly gets: number;
}

const keysOfPage = 1_000;

/** Counts the requests that would go to S3. */
export class CountingStore implements ObjectStore {
  readonly #store: ObjectStore;
  #requests = { puts: 0, lists: 0, gets: 0 };

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** Returns the count since the last call. */
  take(): StoreRequests {
    const requests = this.#requests;
    this.#requests = { puts: 0, lists: 0, gets: 0 };
    return requests;
  }

  get(key: string, range?: ByteRange) {
    this.#requests.gets += 1;
    return this.#store.get(key, range);
  }

  head(key: string) {
    this.#requests.gets += 1;
    return this.#store.head(key);
  }

  put(key: string, body: Body) {
    this.#requests.puts += 1;
    return this.#store.put(key, body);
  }

  putIfAbsent(key: string, body: Body) {
    this.#requests.puts += 1;
    return this.#store.putIfAbsent(key, body);
  }

  putIfMatch(key: string, body: Body, etag: string) {
    this.#requests.puts += 1;
    return this.#store.putIfMatch(key, body, etag);
  }

  async *list(prefix: string, options?: { readonly startAfter?: string }) {
    let keys = 0;
    for await (const found of this.#store.list(prefix, options)) {
      if (keys % keysOfPage === 0) this.#requests.lists += 1;
      keys += 1;
      yield found;
    }
    if (keys === 0) this.#requests.lists += 1;
  }

  delete(keys: readonly string[]) {
    return this.#store.delete(keys);
  }
}

/** A query as Athena bills it. */
export interface CountedQuery {
  /** The table that it builds; undefined for a query whose rows are read. */
  readonly table: string | undefined;
  readonly bytes: number;
  /** The number of tables that it names; Athena asks Glue for the partitions of each. */
  readonly tables: number;
}

/** Runs queries and records what each would read on Athena. */
export class CountingWarehouse implements Warehouse {
  readonly #warehouse: Warehouse;
  readonly #catalog: Catalog;
  readonly #scans: Scans;
  #queries: CountedQuery[] = [];
  /** Days that only build up state are not measured. */
  isCounting = false;

  constructor(
    warehouse: Warehouse,
    { catalog, scans }: { readonly catalog: Catalog; readonly scans: Scans },
  ) {
    this.#warehouse = warehouse;
    this.#catalog = catalog;
    this.#scans = scans;
  }

  /** Returns the count since the last call. */
  take(): readonly CountedQuery[] {
    const queries = this.#queries;
    this.#queries = [];
    return queries;
  }

  async start(statement: WriteStatement): Promise<string> {
    const [, table] = /^tables\/([^/]+)\//.exec(statement.location) ?? [];
    await this.#count(statement.sql, statement.database, table);
    return this.#warehouse.start(statement);
  }

  check(queryId: string, statement: WriteStatement): Promise<QueryState> {
    return this.#warehouse.check(queryId, statement);
  }

  cancel(queryId: string): Promise<void> {
    return this.#warehouse.cancel(queryId);
  }

  async rows(sql: string, options: { readonly database: string }) {
    await this.#count(sql, options.database);
    return this.#warehouse.rows(sql, options);
  }

  async #count(sql: string, database: string, table?: string): Promise<void> {
    if (!this.isCounting) return;
    const words = new Set(sql.toLowerCase().match(/\w+/g));
    const tables = await this.#catalog.tables(database, [...words]);
    this.#queries.push({ table, bytes: await this.#scans.bytesOf(sql, tables), tables: tables.length });
  }
}

/** Does everything twice: in this machine's catalog, which is read, and in a counting Glue. */
export class CountingCatalog implements Catalog {
  readonly #catalog: Catalog;
  readonly #fake = new FakeGlue();
  readonly #glue: GlueCatalog;

  constructor(catalog: Catalog, buildPrefix: string) {
    this.#catalog = catalog;
    this.#glue = new GlueCatalog({
      client: this.#fake.client,
      bucket: "lake",
      isOwnedByRun: (database) => database.startsWith(buildPrefix),
    });
  }

  /** Requests to Glue since the last call. */
  take(): number {
    const requests = this.#fake.mock.calls().length;
    this.#fake.mock.resetHistory();
    return requests;
  }

  /** Tables and partitions stored in Glue. */
  objects(): number {
    const tables = [...this.#fake.databases.values()].flatMap((database) => [...database.values()]);
    return tables.reduce((sum, { partitions }) => sum + 1 + partitions.size, 0);
  }

  async tables(...args: Parameters<Catalog["tables"]>) {
    await this.#glue.tables(...args);
    return this.#catalog.tables(...args);
  }

  async tableNames(database: string) {
    await this.#glue.tableNames(database);
    return this.#catalog.tableNames(database);
  }

  async replaceDatabase(...args: Parameters<Catalog["replaceDatabase"]>) {
    await this.#glue.replaceDatabase(...args);
    return this.#catalog.replaceDatabase(...args);
  }

  async assertReplaceable(...args: Parameters<Catalog["assertReplaceable"]>) {
    await this.#glue.assertReplaceable(...args);
    return this.#catalog.assertReplaceable(...args);
  }

  async databaseNames(prefix: string) {
    await this.#glue.databaseNames(prefix);
    return this.#catalog.databaseNames(prefix);
  }

  async dropDatabase(database: string) {
    await this.#glue.dropDatabase(database);
    return this.#catalog.dropDatabase(database);
  }

  async setPartitions(...args: Parameters<Catalog["setPartitions"]>) {
    await this.#glue.setPartitions(...args);
    return this.#catalog.setPartitions(...args);
  }
}

/** The number of a stage's models that a durable execution builds at once. */
const sideBySide = 6;

/** Counts the operations that a durable execution would record, and how often it would wait for queries. */
export class CountingSteps implements Steps {
  readonly #steps: Steps;
  readonly #counts: { operations: number; waves: number };

  constructor(steps: Steps, counts = { operations: 0, waves: 0 }) {
    this.#steps = steps;
    this.#counts = counts;
  }

  /** Durable operations, and consecutive rounds of at most six concurrent queries. */
  get counts(): { readonly operations: number; readonly waves: number } {
    return this.#counts;
  }

  run<T>(name: string, work: () => Promise<T>): Promise<T> {
    this.#counts.operations += 1;
    return this.#steps.run(name, work);
  }

  map<I extends { readonly name: string }, T>(
    name: string,
    items: readonly I[],
    work: (item: I, steps: Steps) => Promise<T>,
  ): Promise<readonly T[]> {
    this.#counts.operations += 1 + items.length;
    this.#counts.waves += Math.ceil(items.length / sideBySide);
    return this.#steps.map(name, items, (item, inner) => work(item, new CountingSteps(inner, this.#counts)));
  }

  waitUntil<T>(name: string, look: () => Promise<T | undefined>): Promise<T> {
    this.#counts.operations += 1;
    return this.#steps.waitUntil(name, look);
  }
}
