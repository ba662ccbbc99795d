import { gzipSync } from "node:zlib";
import type { DetectConfig, DetectServices, PublishedHead } from "../../lib/alerts/detect.ts";
import type { CatalogTable } from "../../lib/catalog/catalog.ts";
import { JsonCatalog } from "../../lib/catalog/json-catalog.ts";
import { Route } from "../../lib/config/schema.ts";
import { loadModels } from "../../lib/models/load.ts";
import type { Column, ColumnType } from "../../lib/models/model.ts";
import { loadQueries } from "../../lib/models/queries.ts";
import type { Message } from "../../lib/notify/notifier.ts";
import { OutboxNotifier } from "../../lib/notify/outbox-notifier.ts";
import { measureDefinitions } from "../../lib/scoring/measures.ts";
import { DirectoryStore } from "../../lib/storage/directory-store.ts";
import { readBytes } from "../../lib/storage/documents.ts";
import type { Body, Etag, ObjectStore } from "../../lib/storage/object-store.ts";
import { isAlive, ownIdentity } from "../../lib/storage/process-identity.ts";
import { DuckDbSession } from "../../lib/warehouse/duckdb-session.ts";
import { DuckDbWarehouse } from "../../lib/warehouse/duckdb-warehouse.ts";
import type { GivenRow } from "../support/given.ts";

/** A small published day: a row per account, and one per open or closed episode. */
export interface PublishedDayRows {
  readonly asOfDate: string;
  readonly accounts: readonly GivenRow[];
  readonly episodes: readonly GivenRow[];
  readonly drivers?: readonly GivenRow[];
  readonly changes?: readonly GivenRow[];
  readonly measures?: readonly GivenRow[];
}

export const config: DetectConfig = {
  company: "Northwind Cloud",
  currency: "USD",
  routes: [{ to: "enterprise" }, { to: "risky-renewals" }].map((route) => Route.parse(route)),
  fallback_route: "operators",
};

/** The routes of an account. */
const routesOf = ({ segment, days_to_renewal, active_days_28d }: GivenRow): readonly string[] => [
  ...(segment === "Enterprise" ? ["enterprise"] : []),
  ...(Number(days_to_renewal) <= 30 && Number(active_days_28d) < 5 ? ["risky-renewals"] : []),
];

export const queries = await loadQueries();

const shipped = await loadModels();

const columns = (types: Readonly<Record<string, ColumnType>>): readonly Column[] =>
  Object.entries(types).map(([name, type]) => ({ name, type, comment: "" }));

const accountColumns = columns({
  account_id: "varchar",
  name: "varchar",
  segment: "varchar",
  lifecycle: "varchar",
  owner: "varchar",
  arr: "decimal(18,2)",
  renewal_date: "date",
  days_to_renewal: "bigint",
  source_url: "varchar",
});
const routeColumns = columns({ account_id: "varchar", route: "varchar" });

function columnsOf(table: string): readonly Column[] {
  const model = shipped.find((each) => each.table === table);
  if (model === undefined) throw new Error(`no model makes ${table}`);
  return model.columns;
}

type Table = readonly [string, readonly Column[], readonly GivenRow[]];

const dictionary: readonly GivenRow[] = measureDefinitions.map(({ name, label, unit }) => ({
  ...{ measure: name, label, unit },
}));

/** Publishes the day as the newest and only one. */
export async function publish(root: string, day: PublishedDayRows): Promise<void> {
  const store = new DirectoryStore(root);
  const scoreColumns = columnsOf("scores");
  const accounts = day.accounts.map((row) => ({ band: "red", score: 30, is_stale: false, ...row }));
  const routes = day.accounts.flatMap((row) =>
    routesOf(row).map((route) => ({ account_id: row.account_id ?? null, route })),
  );
  const episodes = day.episodes.map((row) => ({
    rule: "turned red",
    severity: "high",
    is_open: true,
    ...row,
  }));
  const tables: readonly Table[] = [
    ["accounts", accountColumns, accounts],
    ["account_routes", routeColumns, routes],
    ["account_health", [...accountColumns, ...scoreColumns.slice(1)], accounts],
    ["alert_episodes", columnsOf("alert_episodes"), episodes],
    ["measure_scores", columnsOf("measure_scores"), day.drivers ?? []],
    ["measure_dictionary", columnsOf("measure_dictionary"), dictionary],
    ["score_changes", columnsOf("score_changes"), day.changes ?? []],
    ["measures", columnsOf("measures"), day.measures ?? []],
    ...(["scores", "source_freshness", "scorecard_history"] as const).map(
      (name): Table => [name, columnsOf(name), []],
    ),
  ];
  const written: CatalogTable[] = [];
  for (const [name, tableColumns, rows] of tables) {
    const location = `tables/${name}/as_of_date=${day.asOfDate}/run=run-1/attempt=1/`;
    await store.put(`${location}part-00000.ndjson.gz`, gzipSync(linesOf(rows, tableColumns)));
    written.push({
      name,
      comment: "",
      format: "ndjson",
      columns: tableColumns,
      partitionKeys: columns({ as_of_date: "date" }),
      partitions: [{ values: [day.asOfDate], location }],
    });
  }
  await new JsonCatalog(store).replaceDatabase("published", written);
}

function linesOf(rows: readonly GivenRow[], tableColumns: readonly Column[]): string {
  const lines = rows.map((row) => {
    const known = tableColumns.map(({ name }) => [name, row[name] ?? null]);
    return `${JSON.stringify(Object.fromEntries(known))}\n`;
  });
  return lines.join("");
}

let heads = 0;

/** A day published by its own run. */
export function liveHead(asOfDate: string, liveSince = "2024-01-01"): PublishedHead {
  heads += 1;
  return { asOfDate, runId: `run-${heads}`, isLive: true, liveSince };
}

let holders = 0;

/** A holder in this process that still has its lease is one that a test interrupted. */
async function fateOf(id: string): Promise<"alive" | "gone"> {
  const [identity = ""] = id.split("/");
  return identity !== ownIdentity() && isAlive(identity) ? "alive" : "gone";
}

/** The store, calling `beforeWrite` ahead of every write; if that throws, the write does not happen. */
export function watchingWrites(store: ObjectStore, beforeWrite: () => void): ObjectStore {
  const watched = <A extends unknown[], R>(write: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      beforeWrite();
      return write(...args);
    };
  };
  return {
    get: (key, range) => store.get(key, range),
    head: (key) => store.head(key),
    list: (prefix, options) => store.list(prefix, options),
    put: watched((key: string, body: Body) => store.put(key, body)),
    putIfAbsent: watched((key: string, body: Body) => store.putIfAbsent(key, body)),
    putIfMatch: watched((key: string, body: Body, etag: Etag) => store.putIfMatch(key, body, etag)),
    delete: watched((keys: readonly string[]) => store.delete(keys)),
  };
}

/** The services of detection over a directory; `wrap` can replace the store. */
export function servicesOver(
  root: string,
  session: DuckDbSession,
  wrap: (store: ObjectStore) => ObjectStore = (store) => store,
): DetectServices {
  const store = wrap(new DirectoryStore(root));
  holders += 1;
  return {
    store,
    warehouse: new DuckDbWarehouse({ session, catalog: new JsonCatalog(store), root }),
    notifier: new OutboxNotifier(store),
    clock: () => new Date("2024-05-02T06:00:00Z"),
    holder: { id: `${ownIdentity()}/${holders}`, fateOf },
    databases: { published: "published", buildPrefix: "build_" },
  };
}

export const openSession = (): DuckDbSession => new DuckDbSession({ threads: 1 });

/** All messages of the outbox by key. */
export async function outboxOf(root: string): Promise<Record<string, Message>> {
  const store = new DirectoryStore(root);
  const messages: Record<string, Message> = {};
  for await (const { key } of store.list("outbox/"))
    messages[key] = JSON.parse(String(await readBytes(store, key))) as Message;
  return messages;
}
