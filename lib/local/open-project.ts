import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { JsonCatalog } from "../catalog/json-catalog.ts";
import { OutboxNotifier } from "../notify/outbox-notifier.ts";
import { readCompiled } from "../pipeline/compiled-folder.ts";
import type { CompiledProject } from "../pipeline/compiled-project.ts";
import { compileProject } from "../project/compile.ts";
import { loadConfig } from "../project/load.ts";
import type { Services } from "../services.ts";
import { DirectoryStore } from "../storage/directory-store.ts";
import type { Holder } from "../storage/lease.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import { isAlive, ownIdentity } from "../storage/process-identity.ts";
import { makeWritable } from "../storage/writable-folder.ts";
import { DuckDbSession } from "../warehouse/duckdb-session.ts";
import { DuckDbWarehouse } from "../warehouse/duckdb-warehouse.ts";
import { CatalogWithDuckDbFile } from "./duckdb-file.ts";

/** The folder of a local project's lake and state; nothing in it is edited by hand. */
export const lakeDirectory = ".bellwether";

/** The published tables, for what reads DuckDB: in the project's folder, where one finds it. */
export const duckDbFile = "bellwether.duckdb";

/** A project on one machine, with everything a run needs. */
export interface LocalProject extends Disposable {
  readonly project: CompiledProject;
  readonly services: Services;
  /** The folder of the exports: the project's folder, or another one. */
  readonly inbox: ObjectStore;
  /** The DuckDB file that shows the published tables, once a day is published. */
  readonly duckDbFile: string;
}

export interface OpenOptions {
  readonly directory: string;
  /** A compiled folder, to run instead of the config. @default the config */
  readonly compiled?: string | undefined;
  /** The folder of the lake and the state, with the DuckDB file in it. @default `.bellwether` in the project's folder, the file beside it */
  readonly lake?: string;
  /** @default the project's folder */
  readonly inboxDirectory?: string;
  /** @default the machine's clock */
  readonly clock?: () => Date;
  /** The bytes of Parquet that one thread should read per query. @default the fastest setting */
  readonly mostForOneThread?: number;
}

/** The state and the outbox of a project's folder, whatever its config is like. @throws FolderNotWritable */
export async function openState(directory: string): Promise<Pick<Services, "store" | "notifier" | "clock">> {
  const root = join(directory, lakeDirectory);
  await makeWritable(root);
  const store = new DirectoryStore(root);
  return { store, notifier: new OutboxNotifier(store), clock: () => new Date() };
}

/** @throws RejectedConfig, FolderNotWritable */
export async function openProject({
  directory,
  compiled,
  lake,
  inboxDirectory = directory,
  clock = () => new Date(),
  mostForOneThread,
}: OpenOptions): Promise<LocalProject> {
  const project =
    compiled === undefined ? await compileProject(await loadConfig(directory)) : await readCompiled(compiled);
  const root = lake ?? join(directory, lakeDirectory);
  const temporaryDirectory = join(root, "duckdb");
  await makeWritable(root);
  await makeWritable(temporaryDirectory);
  const session = new DuckDbSession({ temporaryDirectory });
  const store = new DirectoryStore(root);
  const databases = { published: "published", buildPrefix: "build_" };
  const file = resolve(lake ?? directory, duckDbFile);
  const catalog = new CatalogWithDuckDbFile(new JsonCatalog(store), {
    ...{ session, root, file, database: databases.published },
  });
  return {
    project,
    inbox: new DirectoryStore(inboxDirectory),
    duckDbFile: file,
    services: {
      store,
      catalog,
      warehouse: new DuckDbWarehouse({ session, catalog, root, mostForOneThread }),
      notifier: new OutboxNotifier(store),
      clock,
      holder: localHolder(),
      databases,
    },
    [Symbol.dispose]: () => session.close(),
  };
}

/**
 * This process as a lease holder, distinct from all others on this machine; a killed process loses its lease.
 */
function localHolder(): Holder {
  const host = hostname();
  return {
    id: `${host}/${ownIdentity()}/${randomUUID()}`,
    fateOf: async (id) => {
      const [otherHost, identity = ""] = id.split("/");
      if (otherHost !== host) return "unknown";
      return isAlive(identity) ? "alive" : "gone";
    },
  };
}
