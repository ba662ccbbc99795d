import type { CatalogTable } from "../catalog/catalog.ts";
import type { Services } from "../services.ts";
import { documentBody } from "../storage/documents.ts";
import type { Lease } from "../storage/lease.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import { modelTable, pastPartitions } from "./build-database.ts";
import { type Chain, commitChain, headOf, type Link, readChain, withLinks } from "./chain.ts";
import { tableLocation } from "./locations.ts";
import { type Manifest, manifestKey, type Plan, type PlannedModel, readManifest, readPlan } from "./plan.ts";
import { retained, retentionOf } from "./retained.ts";
import { runsTable, writeAuditResults, writeRuns, writtenTables } from "./written-tables.ts";

/** Records the tables of the run; without this record, the run cannot be published. */
export async function finishRun(
  { store, clock }: Services,
  plan: Plan,
  { tables, warnings }: Pick<Manifest, "tables" | "warnings">,
): Promise<void> {
  const { run_id, as_of_date, planned_at } = plan;
  const finishedAt = clock().toISOString();
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const written = [
    await writeAuditResults(store, plan, warnings),
    await writeRuns(store, plan, { finishedAt, rows }),
  ];
  const manifest: Manifest = {
    run_id,
    as_of_date,
    started_at: planned_at,
    finished_at: finishedAt,
    tables: [...tables, ...written],
    warnings,
    is_whole: true,
    expiring: [],
  };
  await store.put(manifestKey(plan), documentBody(manifest));
}

/**
 * Checks whether readers would keep their columns after a run of this plan is published. @throws
 * UnsafeSchemaChange
 */
export function assertPublishable({ catalog, databases }: Services, plan: Plan): Promise<void> {
  return catalog.assertReplaceable(databases.published, publishedTables(plan, []));
}

/** Puts finished runs on the published chain, in place of every link from the first one's date on. */
export async function publish(services: Services, lease: Lease, links: readonly Link[]): Promise<Chain> {
  const from = links[0]?.as_of_date ?? "";
  const chain = await commitChain(services.store, lease, (current) => {
    const kept = current.links.filter(({ as_of_date }) => as_of_date < from);
    return withLinks(current, [...kept, ...links], services.clock());
  });
  await project(services);
  return chain;
}

/**
 * Updates the published database to match the chain if necessary. Idempotent: every run and reader may call
 * it.
 */
export async function project(services: Services): Promise<void> {
  for (;;) {
    const chain = await readChain(services.store);
    if (await isProjected(services, chain)) return;
    await services.catalog.replaceDatabase(
      services.databases.published,
      await tablesOfChain(services.store, chain),
    );
    // This may overwrite a run that published meanwhile; the next check repairs it.
  }
}

/** Whether readers see the chain: the table of runs holds a partition per link, and is replaced with all others. */
export async function isProjected({ catalog, databases }: Services, chain: Chain): Promise<boolean> {
  const [runs] = await catalog.tables(databases.published, [runsTable.name]);
  const projected = runs?.partitions.map(({ location }) => location) ?? [];
  const expected = chain.links.map((link) => tableLocation(link, runsTable.name));
  return JSON.stringify(projected) === JSON.stringify(expected);
}

async function tablesOfChain(store: ObjectStore, chain: Chain): Promise<CatalogTable[]> {
  const head = headOf(chain);
  if (head === undefined) return [];
  const plan = await readPlan(store, head);
  const manifests = await Promise.all(chain.links.map((link) => readManifest(store, link)));
  return publishedTables(plan, retained(manifests, { asOf: head.as_of_date, ...retentionOf(plan) }));
}

function publishedTables(plan: Plan, manifests: readonly Manifest[]): CatalogTable[] {
  const tables = plan.models.flatMap((model) => {
    if (model.readers === "internal") return [];
    if (model.kind === "replaced") return [replacedTable(model, manifests.slice(-1))];
    const partitions = pastPartitions(model, manifests);
    const current = { ...model, name: `${model.name}_current` };
    const newest = partitions.slice(-1);
    const table = modelTable(model, partitions);
    return model.kind === "snapshot" ? [table, modelTable(current, newest)] : [table];
  });
  const written = writtenTables.map(
    (table): CatalogTable => ({
      ...modelTable(table, pastPartitions(table, manifests)),
      format: "ndjson",
    }),
  );
  return [...tables, ...written];
}

/** A table without partitions, where the newest run has left it. */
function replacedTable(model: PlannedModel, newest: readonly Manifest[]): CatalogTable {
  const partitions = pastPartitions(model, newest).map((partition) => ({ ...partition, values: [] }));
  return { ...modelTable(model, partitions), partitionKeys: [] };
}
