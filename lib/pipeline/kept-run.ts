import type { CatalogTable } from "../catalog/catalog.ts";
import type { Services } from "../services.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import { buildDatabase } from "./build-database.ts";
import { ancestorsOf, headOf, NothingPublished, readChain } from "./chain.ts";
import { buildDatabaseOf } from "./locations.ts";
import { type Plan, readManifest, readPlan } from "./plan.ts";
import { retained, retentionOf } from "./retained.ts";

/** The requested day is not published, or retention has deleted its tables. */
export class NotKept extends Error {
  override readonly name = "NotKept";
  constructor(asOfDate: string | undefined, reason: string) {
    super(`${asOfDate ?? "the newest day"} ${reason}`);
  }
}

/** A published run with all tables that its models wrote and read, including internal ones. */
export interface KeptRun {
  readonly plan: Plan;
  readonly tables: readonly CatalogTable[];
}

/** The run that published a day. @param asOfDate @default the newest published day @throws NotKept, NothingPublished */
export async function keptRun(store: ObjectStore, asOfDate: string | undefined): Promise<KeptRun> {
  const chain = await readChain(store);
  if (chain.links.length === 0) throw new NothingPublished();
  const link =
    asOfDate === undefined ? headOf(chain) : chain.links.find(({ as_of_date }) => as_of_date === asOfDate);
  if (link === undefined) throw new NotKept(asOfDate, "is not published");
  const [plan, manifest, ...before] = await Promise.all([
    readPlan(store, link),
    readManifest(store, link),
    ...ancestorsOf(chain, link.as_of_date).map((ancestor) => readManifest(store, ancestor)),
  ]);
  if (!manifest.is_whole)
    throw new NotKept(link.as_of_date, "no longer has all its tables: their retention has ended");
  const ancestors = retained(before, { asOf: plan.as_of_date, ...retentionOf(plan) });
  return { plan, tables: buildDatabase(plan, { ancestors, newest: manifest, built: manifest.tables }) };
}

/**
 * The build database of a published run, for debugging. It is recreated if a later run has dropped it, and stays until
 * the next run.
 * @throws NotKept
 */
export async function openBuildDatabase(
  { store, catalog, databases }: Pick<Services, "store" | "catalog" | "databases">,
  asOfDate: string | undefined,
): Promise<string> {
  const { plan, tables } = await keptRun(store, asOfDate);
  const database = buildDatabaseOf(databases, plan);
  if (!(await catalog.databaseNames(databases.buildPrefix)).includes(database))
    await catalog.replaceDatabase(database, tables);
  return database;
}
