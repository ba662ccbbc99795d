import type { Config } from "../config/schema.ts";
import { addDays, dateOf } from "../dates.ts";
import type { Services } from "../services.ts";
import { documentBody, readDocument } from "../storage/documents.ts";
import type { Lease } from "../storage/lease.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import { type Chain, commitChain, headOf, readChain } from "./chain.ts";
import { Draft, draftsPrefix } from "./draft.ts";
import { runPrefix } from "./locations.ts";
import { type Manifest, manifestKey, Plan, planKey, type RunId, readManifest, readPlan } from "./plan.ts";
import { retained, retentionOf } from "./retained.ts";
import { writtenTables } from "./written-tables.ts";

/** Deletes files that neither the chain nor any reader needs. */
export interface Swept {
  readonly runs: number;
  readonly partitions: number;
}

/**
 * Deletes the files of runs that were superseded or abandoned `superseded_days` ago, and of partitions whose
 * retention has ended. It never touches files that the chain refers to.
 */
export async function sweep(
  services: Services,
  lease: Lease,
  retention: Config["retention"],
): Promise<Swept> {
  const { store, clock } = services;
  const chain = await readChain(store);
  const before = addDays(dateOf(clock()), -retention.superseded_days);
  const drafted = await draftedRuns(store, before);
  const gone = await deadRuns(store, chain, drafted, before);
  for (const run of gone) await deleteRun(store, run);
  await commitChain(store, lease, (current) => ({
    ...current,
    superseded: current.superseded.filter(({ run_id }) => !gone.some((run) => run.run_id === run_id)),
  }));
  return { runs: gone.length, partitions: await deleteExpired(store, chain, retention) };
}

/** Runs outside every chain that were planned, or superseded, before a date. */
async function deadRuns(
  store: ObjectStore,
  chain: Chain,
  drafted: readonly string[],
  before: string,
): Promise<RunId[]> {
  const alive = new Set([...chain.links.map(({ run_id }) => run_id), ...drafted]);
  const superseded = new Map(chain.superseded.map((run) => [run.run_id, run.superseded_at]));
  const dead: RunId[] = [];
  for await (const { key } of store.list("state/runs/")) {
    const [, as_of_date, run_id] = /^state\/runs\/([^/]+)\/([^/]+)\/plan\.json$/.exec(key) ?? [];
    if (as_of_date === undefined || run_id === undefined || alive.has(run_id)) continue;
    const since = superseded.get(run_id) ?? plannedAt(run_id);
    if (since.slice(0, 10) < before) dead.push({ as_of_date, run_id });
  }
  return dead;
}

/** Runs of a history that may still be resumed; a draft untouched since `before` is dropped. */
async function draftedRuns(store: ObjectStore, before: string): Promise<string[]> {
  const runs: string[] = [];
  for await (const { key } of store.list(draftsPrefix)) {
    const links = (await readDocument(store, key, Draft))?.value.links ?? [];
    if (links.some(({ run_id }) => plannedAt(run_id) >= before))
      runs.push(...links.map(({ run_id }) => run_id));
    else await store.delete([key]);
  }
  return runs;
}

/** A run's name begins with when it was planned. */
const plannedAt = (runId: string): string => `${runId.slice(0, 4)}-${runId.slice(4, 6)}-${runId.slice(6, 8)}`;

/** Deletes all that a run has written. */
export async function deleteRun(store: ObjectStore, run: RunId): Promise<void> {
  const plan = (await readDocument(store, planKey(run), Plan))?.value;
  const tables = [...(plan?.models ?? []), ...(plan?.inputs ?? []), ...writtenTables];
  for (const { name } of tables) await deletePrefix(store, runPrefix(run, name));
  await deletePrefix(store, `state/runs/${run.as_of_date}/${run.run_id}/`);
}

async function deleteExpired(
  store: ObjectStore,
  chain: Chain,
  retention: Config["retention"],
): Promise<number> {
  const head = headOf(chain);
  if (head === undefined) return 0;
  const { keepOf } = retentionOf(await readPlan(store, head));
  const manifests = await Promise.all(chain.links.map((link) => readManifest(store, link)));
  const kept = retained(manifests, { asOf: head.as_of_date, retention, keepOf });
  let partitions = 0;
  for (const [index, manifest] of manifests.entries()) {
    const tables = kept[index]?.tables ?? [];
    const gone = manifest.tables.filter((table) => !tables.includes(table));
    const expiring = [...manifest.expiring, ...gone.map(({ location }) => location)];
    if (expiring.length === 0) continue;
    // Tables that each run replaces are read from the newest day, so a day without them can still be built on.
    const isWhole = manifest.is_whole && gone.every(({ kind }) => kind === "replaced");
    // Removed from the manifest before they are deleted, so that nothing looks for missing files.
    const thinned: Manifest = { ...manifest, tables, expiring, is_whole: isWhole };
    await store.put(manifestKey(manifest), documentBody(thinned));
    for (const location of expiring) await deletePrefix(store, location);
    await store.put(manifestKey(manifest), documentBody({ ...thinned, expiring: [] }));
    partitions += expiring.length;
  }
  return partitions;
}

async function deletePrefix(store: ObjectStore, prefix: string): Promise<void> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  await store.delete(keys);
}
