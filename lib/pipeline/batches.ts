import { z } from "zod";
import { type Load, mostNamed, rawLayout } from "../landing/load.ts";
import { listLoads, readCountedLoad } from "../landing/retraction.ts";
import type { ObjectStore } from "../storage/object-store.ts";

/** The rows of one load with one landing date; a run reads a batch in full or not at all. */
export const Batch = z.object({
  source: z.string(),
  stream: z.string(),
  entity: z.string(),
  mode: z.enum(["full", "upsert", "append"]),
  load_id: z.string(),
  landed_on: z.iso.date(),
  landed_at: z.iso.datetime(),
  prefix: z.string(),
  records: z.int(),
  /** Rows of its load that were quarantined; of a load on several dates, the last batch has them all. */
  unreadable: z.int().default(0),
  /** Of a full snapshot: ids of records in unreadable rows. */
  named: z.array(z.string()).default([]),
  /** False for a full snapshot that a newer one of the same run passes over. */
  is_read: z.boolean(),
  /** That of its load. */
  layout: z.literal(rawLayout).optional(),
});
export type Batch = z.infer<typeof Batch>;

/** The loads that a chain of runs has read: in full, or up to the date of its latest run. */
export const LoadsRead = z.object({ whole: z.array(z.string()), partly: z.array(z.string()) });
export type LoadsRead = z.infer<typeof LoadsRead>;

export const noLoadsRead: LoadsRead = { whole: [], partly: [] };

export interface UnreadBatches {
  readonly batches: readonly Batch[];
  /** When each stream delivered, also with nothing new; of a history loaded at once, the day of its landing. */
  readonly deliveries: readonly Pick<Batch, "source" | "stream" | "landed_on">[];
  /** For each stream with a history loaded at once, by `<source>/<stream>`: the last day that it covers. */
  readonly toldThrough: Readonly<Record<string, string>>;
  /** The loads that the chain has read once these batches are read. */
  readonly loadsRead: LoadsRead;
}

/**
 * Every committed batch with `landed_on` ≤ `asOfDate` that a chain has not read and that was not retracted.
 *
 * @param loadsRead the loads that the chain has read, up to `readThrough`, the date of its latest run
 * @param among the keys of the loads that may be read; all by default
 * @throws OldLayout
 */
export async function unreadBatches(
  store: ObjectStore,
  {
    asOfDate,
    loadsRead,
    readThrough,
    among,
  }: {
    readonly asOfDate: string;
    readonly loadsRead: LoadsRead;
    readonly readThrough: string;
    readonly among?: ReadonlySet<string> | undefined;
  },
): Promise<UnreadBatches> {
  const whole = new Set(loadsRead.whole);
  const wasPartly = new Set(loadsRead.partly);
  const partly: string[] = [];
  const batches: Batch[] = [];
  const deliveries: Pick<Batch, "source" | "stream" | "landed_on">[] = [];
  const toldThrough: Record<string, string> = {};
  const { made, retracted } = await listLoads(store);
  for (const key of made) {
    if (whole.has(key) || retracted.has(key) || among?.has(key) === false) continue;
    const load = await readCountedLoad(store, key);
    if (load === undefined) continue;
    const bringsNothing = load.batches.length === 0;
    if (bringsNothing && load.landed_on > asOfDate) continue;
    const due = load.batches.filter(({ landed_on }) => landed_on <= asOfDate);
    const unread = wasPartly.has(key) ? due.filter(({ landed_on }) => landed_on > readThrough) : due;
    const { source, stream: name } = load;
    const delivered = load.is_backdated || bringsNothing ? [load] : unread;
    if (load.files.length > 0)
      for (const { landed_on } of delivered)
        if (landed_on <= asOfDate) deliveries.push({ source, stream: name, landed_on });
    const last = load.batches.at(-1);
    batches.push(...unread.map((batch) => toBatch(load, batch, batch === last ? load.quarantined : 0)));
    const stream = `${source}/${name}`;
    if (load.is_backdated && due.length > 0 && load.landed_on > (toldThrough[stream] ?? ""))
      toldThrough[stream] = load.landed_on;
    if (due.length === load.batches.length) whole.add(key);
    else if (due.length > 0) partly.push(key);
  }
  const marked = markSnapshots(batches);
  assertPresentLayout(marked);
  return {
    batches: marked,
    deliveries,
    toldThrough,
    loadsRead: { whole: [...whole].toSorted(), partly },
  };
}

/**
 * Whether missing records of a full snapshot count as deleted. Unreadable rows without an id may be the
 * missing records; a snapshot with at most `max_loss` of them still counts.
 */
export const isWhole = (
  { records, unreadable }: { readonly records: number; readonly unreadable: number },
  maxLoss: number,
): boolean => unreadable <= Math.min(maxLoss * (records + unreadable), mostNamed);

function toBatch(
  load: Load,
  { landed_on, prefix, records }: Load["batches"][number],
  unreadable: number,
): Batch {
  const { source, stream, entity, mode, load_id, landed_at } = load;
  return {
    ...{ source, stream, entity, mode, load_id, landed_on, landed_at, prefix, records },
    unreadable,
    named: load.named ?? [],
    is_read: true,
    layout: load.layout,
  };
}

/** Loads that an older version landed, whose parts in raw no engine is told to read any more. */
export class OldLayout extends Error {
  override readonly name = "OldLayout";
  constructor({ source, stream, load_id }: Pick<Batch, "source" | "stream" | "load_id">) {
    super(
      `The load ${load_id} of ${source}.${stream} was landed by an older version, in a layout of raw that is no ` +
        "longer read. `bellwether land --again` lands it anew, from its files or from raw; then run again.",
    );
  }
}

/** @throws OldLayout */
export function assertPresentLayout(batches: readonly Batch[]): void {
  const old = batches.find(({ is_read, records, layout }) => is_read && records > 0 && layout === undefined);
  if (old !== undefined) throw new OldLayout(old);
}

/** Of several full snapshots of a stream, a run reads the newest. */
export function markSnapshots(batches: readonly Batch[]): Batch[] {
  const order = ({ landed_on, landed_at, load_id }: Batch) => `${landed_on} ${landed_at} ${load_id}`;
  const newest = new Map<string, string>();
  for (const batch of batches.filter(({ mode }) => mode === "full")) {
    const stream = `${batch.source}/${batch.stream}`;
    if (order(batch) > (newest.get(stream) ?? "")) newest.set(stream, order(batch));
  }
  return batches.map((batch) => ({
    ...batch,
    is_read: batch.mode !== "full" || newest.get(`${batch.source}/${batch.stream}`) === order(batch),
  }));
}
