import type { CatalogTable } from "../lib/catalog/catalog.ts";
import { buildDatabase } from "../lib/pipeline/build-database.ts";
import { ancestorsOf, headOf, readChain } from "../lib/pipeline/chain.ts";
import { type Manifest, type Plan, type PlannedModel, readManifest, readPlan } from "../lib/pipeline/plan.ts";
import { retained, retentionOf } from "../lib/pipeline/retained.ts";
import type { ObjectStore } from "../lib/storage/object-store.ts";

/** The plan of the published head, as another engine needs it to make the same tables. */
export interface Head {
  readonly plan: Plan;
  readonly manifest: Manifest;
  /** In the order of their stages. */
  readonly models: readonly PlannedModel[];
  /** The tables that models read and do not make: raw rows, inputs, and what earlier days left. */
  readonly read: readonly CatalogTable[];
  /** The tables that models make. */
  readonly made: readonly CatalogTable[];
}

export async function readHead(store: ObjectStore): Promise<Head> {
  const chain = await readChain(store);
  const head = headOf(chain);
  if (head === undefined) throw new Error("nothing is published");
  const plan = await readPlan(store, head);
  const manifests = await Promise.all(
    ancestorsOf(chain, head.as_of_date).map((link) => readManifest(store, link)),
  );
  const ancestors = retained(manifests, { asOf: head.as_of_date, ...retentionOf(plan) });
  const tables = buildDatabase(plan, { ancestors, newest: ancestors.at(-1), built: [] });
  const models = plan.models.toSorted((a, b) => a.stage.number - b.stage.number);
  const isMade = new Set(models.map(({ name }) => name));
  return {
    plan,
    manifest: await readManifest(store, head),
    models,
    read: tables.filter(({ name }) => !isMade.has(name)),
    made: tables.filter(({ name }) => isMade.has(name)),
  };
}
