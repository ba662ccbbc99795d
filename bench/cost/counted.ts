import type { Catalog } from "../../lib/catalog/catalog.ts";
import { GlueCatalog } from "../../lib/catalog/glue-catalog.ts";
import type { Steps } from "../../lib/pipeline/steps.ts";
import type { Body, ByteRange, ObjectStore } from "../../lib/storage/object-store.ts";
import type { QueryState, Warehouse, WriteStatement } from "../../lib/warehouse/warehouse.ts";
import { FakeGlue } from "../../test/catalog/fake-glue.ts";
import type { Scans } from "./scans.ts";

/** Requests to S3, by what they cost: puts and lists are dear, gets and heads cheap, deletes free. */
export interface StoreRequests {
  readonly puts: number;
  readonly lists: number;
  readonly gets: number;
}

const keysOfPage = 1_000;

/** Counts what would be requests to S3. */
export class CountingStore implements ObjectStore {
  readonly #store: ObjectStore;
  #requests = { puts: 0, lists: 0, gets: 0 };

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** What was counted since it was last taken. */
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

/** A query as Athena would bill it. */
export interface CountedQuery {
  /** The table it builds; without one, its rows are read. */
  readonly table: string | undefined;
  readonly bytes: number;
  /** How many tables it names, whose partitions Athena asks Glue for. */
  readonly tables: number;
}

/** Runs queries and says what each would read on Athena. */
export class CountingWarehouse implements Warehouse {
  readonly #warehouse: Warehouse;
  readonly #catalog: Catalog;
  readonly #scans: Scans;
  #queries: CountedQuery[] = [];
  /** Days that only build the state are not looked at. */
  isCounting = false;

  constructor(
    warehouse: Warehouse,
    { catalog, scans }: { readonly catalog: Catalog; readonly scans: Scans },
  ) {
    this.#warehouse = warehouse;
    this.#catalog = catalog;
    this.#scans = scans;
  }

  /** What was counted since it was last taken. */
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

/** Does everything twice: in the catalog of this machine, which is read, and in a Glue that counts. */
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

  /** Requests to Glue since it was last taken. */
  take(): number {
    const requests = this.#fake.mock.calls().length;
    this.#fake.mock.resetHistory();
    return requests;
  }

  /** Tables and partitions that Glue holds. */
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

/** Models of a stage that a durable execution has under way at once. */
const sideBySide = 6;

/** Counts what a durable execution would remember, and how often it would wait for queries. */
export class CountingSteps implements Steps {
  readonly #steps: Steps;
  readonly #counts: { operations: number; waves: number };

  constructor(steps: Steps, counts = { operations: 0, waves: 0 }) {
    this.#steps = steps;
    this.#counts = counts;
  }

  /** Durable operations; and rounds of at most six queries side by side, one after the other. */
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
