import { z } from "zod";
import { type Document, documentBody, readDocument } from "../storage/documents.ts";
import { type Lease, LeaseLost } from "../storage/lease.ts";
import type { ObjectStore } from "../storage/object-store.ts";

/** One published day: which run is the truth as of that date. */
export const Link = z.object({
  as_of_date: z.iso.date(),
  run_id: z.string(),
  /** False for a backfilled day, which triggers no alerts. */
  is_live: z.boolean(),
  published_at: z.iso.datetime(),
});
export type Link = z.infer<typeof Link>;

/** The chain of runs that readers see, oldest first: each one's ancestors are those before it. */
export const Chain = z.object({
  /** The token of the latest run that opened: an older one can no longer publish. */
  fence: z.int(),
  /** The first day that was run live; null before it. */
  live_since: z.iso.date().nullable(),
  links: z.array(Link),
  superseded: z.array(
    z.object({ as_of_date: z.iso.date(), run_id: z.string(), superseded_at: z.iso.datetime() }),
  ),
});
export type Chain = z.infer<typeof Chain>;

export const publishedKey = "state/published.json";

const emptyChain: Chain = { fence: 0, live_since: null, links: [], superseded: [] };

/** The chain under a key; empty when it does not exist. */
export async function readChain(store: ObjectStore, key: string = publishedKey): Promise<Chain> {
  return (await readDocument(store, key, Chain))?.value ?? emptyChain;
}

/** There is no published day to read. */
export class NothingPublished extends Error {
  override readonly name = "NothingPublished";
  constructor() {
    super("nothing is published yet: bellwether land, then bellwether run");
  }
}

export const headOf = (chain: Chain): Link | undefined => chain.links.at(-1);

/** The links before a date, which a run for that date builds on. */
export const ancestorsOf = (chain: Chain, asOfDate: string): readonly Link[] =>
  chain.links.filter((link) => link.as_of_date < asOfDate);

/** The chain with these links, remembering since when the runs that left it have been superseded. */
export function withLinks(chain: Chain, links: readonly Link[], now: Date): Chain {
  const kept = new Set(links.map(({ run_id }) => run_id));
  const left = chain.links.filter(({ run_id }) => !kept.has(run_id));
  const superseded = left.map(({ as_of_date, run_id }) => ({
    as_of_date,
    run_id,
    superseded_at: now.toISOString(),
  }));
  const firstLive = links.find(({ is_live }) => is_live)?.as_of_date ?? null;
  return {
    ...chain,
    live_since: chain.live_since ?? firstLive,
    links: [...links],
    superseded: [...chain.superseded, ...superseded],
  };
}

/** Shuts out every run that opened before this lease. @throws LeaseLost when a later one has opened */
export async function fenceChain(store: ObjectStore, lease: Lease): Promise<Chain> {
  return changeChain(store, (chain) => {
    if (chain.fence > lease.token) throw new LeaseLost(lease);
    return { ...chain, fence: lease.token };
  });
}

/** The commit point: readers see the chain before it, or the chain after it. @throws LeaseLost */
export async function commitChain(
  store: ObjectStore,
  lease: Lease,
  change: (chain: Chain) => Chain,
): Promise<Chain> {
  return changeChain(store, (chain) => {
    if (chain.fence !== lease.token) throw new LeaseLost(lease);
    return change(chain);
  });
}

async function changeChain(store: ObjectStore, change: (chain: Chain) => Chain): Promise<Chain> {
  for (;;) {
    const current: Document<Chain> | undefined = await readDocument(store, publishedKey, Chain);
    const changed = change(current?.value ?? emptyChain);
    const body = documentBody(changed);
    const written =
      current === undefined
        ? await store.putIfAbsent(publishedKey, body)
        : await store.putIfMatch(publishedKey, body, current.etag);
    if (written !== undefined) return changed;
  }
}
