import { z } from "zod";
import { sideBySide } from "../side-by-side.ts";
import { documentBody, recallDocument } from "../storage/documents.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import { Load, type LoadName, loadKey } from "./load.ts";

/**
 * Takes a load back: `loads/retracted/<name of the load>.json`, written once. From then on no run reads the load;
 * its records stay in raw. With `replaced_by`, the same write lets other loads take its place, so that at no
 * moment both count, or neither.
 */
export const Retraction = z.strictObject({
  retracted_at: z.iso.datetime(),
  replaced_by: z.array(z.string()).describe("keys of the loads that count instead"),
});
export type Retraction = z.infer<typeof Retraction>;

const loadsPrefix = "loads/";
const retractedPrefix = `${loadsPrefix}retracted/`;

const retractionKey = (key: string): string => `${retractedPrefix}${key.slice(loadsPrefix.length)}`;

export interface LoadKeys {
  /** Of every load that was made, in the order of landing. */
  readonly made: readonly string[];
  readonly retracted: ReadonlySet<string>;
}

export async function listLoads(store: ObjectStore): Promise<LoadKeys> {
  const made: string[] = [];
  const retracted = new Set<string>();
  for await (const { key } of store.list(loadsPrefix))
    if (key.startsWith(retractedPrefix)) retracted.add(`${loadsPrefix}${key.slice(retractedPrefix.length)}`);
    else made.push(key);
  return { made, retracted };
}

/** The keys of the retracted loads, without reading other loads. */
export async function listRetracted(store: ObjectStore): Promise<ReadonlySet<string>> {
  const retracted = new Set<string>();
  for await (const { key } of store.list(retractedPrefix))
    retracted.add(`${loadsPrefix}${key.slice(retractedPrefix.length)}`);
  return retracted;
}

export async function readRetraction(store: ObjectStore, key: string): Promise<Retraction | undefined> {
  return (await recallDocument(store, retractionKey(key), Retraction))?.value;
}

/** Takes a load back; false when it was before, by whomever. */
export async function writeRetraction(
  store: ObjectStore,
  key: string,
  retraction: Retraction,
): Promise<boolean> {
  return (await store.putIfAbsent(retractionKey(key), documentBody(retraction))) !== undefined;
}

/**
 * A load that counts, or undefined: a replacement counts only once the load that it replaces is retracted.
 */
export async function readCountedLoad(store: ObjectStore, key: string): Promise<Load | undefined> {
  const load = (await recallDocument(store, key, Load))?.value;
  if (load?.instead_of === undefined) return load;
  const retraction = await readRetraction(store, load.instead_of);
  return retraction?.replaced_by.includes(key) ? load : undefined;
}

/** The loads that count, of a source, a stream or all, in landing order. */
export async function countedLoads(
  store: ObjectStore,
  { source, stream }: Partial<StreamName> = {},
): Promise<readonly Load[]> {
  const { made, retracted } = await listLoads(store);
  const meant = made.filter((key) => !retracted.has(key) && isOf(key, { source, stream }));
  const loads = await sideBySide(meant, readsAtOnce, (key) => readCountedLoad(store, key));
  return loads.filter((load) => load !== undefined);
}

const readsAtOnce = 16;

/** An `undefined` field matches every load. */
type StreamName = { readonly [name in "source" | "stream"]: string | undefined };

function isOf(key: string, { source, stream }: Partial<StreamName>): boolean {
  const named = nameIn(key);
  return (
    (source === undefined || named.source === source) && (stream === undefined || named.stream === stream)
  );
}

/** The parts of a load's key; names of sources and streams contain no dash. */
function nameIn(key: string): Partial<Pick<LoadName, "source" | "stream" | "load_id">> {
  const [, source, stream, load_id] = /^loads\/[^/-]+-([^/-]+)-([^/-]+)-([^/-]+)[.]json$/.exec(key) ?? [];
  return { ...(source && { source }), ...(stream && { stream }), ...(load_id && { load_id }) };
}

/** The stream of the load with that key, as `<source>/<stream>`. */
export function streamOf(key: string): string {
  const { source, stream } = nameIn(key);
  return `${source}/${stream}`;
}

/** Nothing of that name has ever landed. */
export class NothingLanded extends Error {
  override readonly name = "NothingLanded";
  constructor(what: string, known: readonly string[]) {
    super(`There is no load of ${what}. Existing loads: ${known.slice(-10).join(", ") || "none"}.`);
  }
}

export interface RetractRequest {
  readonly source: string;
  /** @default every stream of the source */
  readonly stream?: string | undefined;
  /** @default every load */
  readonly loadId?: string | undefined;
}

export interface Retracted {
  /** The loads retracted by this call, in landing order. */
  readonly loads: readonly Load[];
  /** The requested loads that were already retracted. */
  readonly before: readonly string[];
}

/**
 * The loads of a request: those that count, and those already retracted.
 * @throws NothingLanded
 */
export async function loadsToRetract(
  store: ObjectStore,
  { source, stream, loadId }: RetractRequest,
): Promise<Retracted> {
  const { made, retracted } = await listLoads(store);
  const ofStream = made.filter((key) => isOf(key, { source, stream }));
  const meant = ofStream.filter((key) => loadId === undefined || nameIn(key).load_id === loadId);
  if (meant.length === 0) {
    const subject = [source, stream].filter((name) => name !== undefined).join(".");
    const known = ofStream.filter((key) => !retracted.has(key)).map((key) => nameIn(key).load_id ?? key);
    throw new NothingLanded(loadId === undefined ? subject : `${subject} as load ${loadId}`, known);
  }
  const loads: Load[] = [];
  for (const key of meant) {
    const load = retracted.has(key) ? undefined : await readCountedLoad(store, key);
    if (load !== undefined) loads.push(load);
  }
  return { loads, before: meant.filter((key) => retracted.has(key)) };
}

/** Retracts loads one after the other; after an interruption, the same call resumes. @throws NothingLanded */
export async function retract(
  { store, clock }: { readonly store: ObjectStore; readonly clock: () => Date },
  request: RetractRequest,
): Promise<Retracted> {
  const { loads, before } = await loadsToRetract(store, request);
  const taken: Load[] = [];
  for (const load of loads) {
    const retraction = { retracted_at: clock().toISOString(), replaced_by: [] };
    if (await writeRetraction(store, loadKey(load), retraction)) taken.push(load);
  }
  return { loads: taken, before };
}
