import type { Services } from "../services.ts";
import { documentBody } from "../storage/documents.ts";
import { releaseLease } from "../storage/lease.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import { type Chain, commitChain, fenceChain, type Link, withLinks } from "./chain.ts";
import { tableLocation } from "./locations.ts";
import { manifestKey, readManifest } from "./plan.ts";
import { project } from "./publish.ts";
import { openLease } from "./run-day.ts";

/** Nothing was published for the date that was asked for. */
export class NotPublished extends Error {
  override readonly name = "NotPublished";
  constructor(date: string, dates: readonly string[]) {
    super(`${date} is not a published day. The latest are: ${dates.slice(-5).join(", ") || "none yet"}`);
  }
}

/** The day that was asked for has lost its detail to retention. */
export class DayExpired extends Error {
  override readonly name = "DayExpired";
  constructor(date: string) {
    super(
      `tables of ${date} were deleted when their retention ended, so it cannot be the latest day again: ` +
        `rebuild it with backfill --from ${date}`,
    );
  }
}

/**
 * Makes an earlier published day the head again. Later days are withdrawn; the next run reads their batches
 * again.
 *
 * @returns the withdrawn dates, oldest first
 */
export async function rollBack(services: Services, to: string): Promise<readonly string[]> {
  const lease = await openLease(services, `a rollback to ${to}`);
  try {
    const before = await fenceChain(services.store, lease);
    const dates = before.links.map(({ as_of_date }) => as_of_date);
    const target = before.links.find(({ as_of_date }) => as_of_date === to);
    if (target === undefined) throw new NotPublished(to, dates);
    if (!(await readManifest(services.store, target)).is_whole) throw new DayExpired(to);
    await carryReplaced(services.store, before.links.at(-1) ?? target, target);
    const upTo = (chain: Chain) => chain.links.filter(({ as_of_date }) => as_of_date <= to);
    await commitChain(services.store, lease, (current) =>
      withLinks(current, upTo(current), services.clock()),
    );
    await project(services);
    return dates.filter((date) => date > to);
  } finally {
    await releaseLease(services, lease);
  }
}

/** Replaced tables are only kept for a while: a day that has lost them takes over those of the head. */
async function carryReplaced(store: ObjectStore, head: Link, target: Link): Promise<void> {
  const [{ tables }, manifest] = await Promise.all([readManifest(store, head), readManifest(store, target)]);
  const lacking = tables.filter(
    ({ name, kind }) => kind === "replaced" && manifest.tables.every((table) => table.name !== name),
  );
  if (lacking.length === 0) return;
  const carried = lacking.map((table) => ({ ...table, location: tableLocation(target, table.name) }));
  for (const [index, { location }] of lacking.entries())
    for await (const { key } of store.list(location)) {
      const object = await store.get(key);
      if (object !== undefined)
        await store.put(`${carried[index]?.location}${key.slice(location.length)}`, object.body);
    }
  await store.put(
    manifestKey(target),
    documentBody({ ...manifest, tables: [...manifest.tables, ...carried] }),
  );
}
