import { createHash } from "node:crypto";
import { utcDateOf } from "../config/date-format.ts";
import type { Source, Stream } from "../config/schema.ts";
import { documentBody, readDocument } from "../storage/documents.ts";
import type { ObjectStore, ReadableStore } from "../storage/object-store.ts";
import {
  type Cursor,
  type PendingLoad,
  readCursor,
  type StoredCursor,
  settled,
  writeCursor,
} from "./cursor.ts";
import { FileChanged, FileTooLarge, LandingFailed, UnreadableFile } from "./errors.ts";
import { noteLanding } from "./failed-landings.ts";
import { type FoundFile, findFiles } from "./find-files.ts";
import { suitHeap } from "./heap.ts";
import { Load, loadKey } from "./load.ts";
import { type HashedFile, nextLoad } from "./plan.ts";
import { type CopiedFile, noteRedelivery } from "./redelivery.ts";
import { listRetracted } from "./retraction.ts";
import { type LandingServices, type StreamName, writeParts } from "./write-load.ts";

export type { LandingServices };

/** The outcome of a stream: one per load, or one that says why there is none. */
export type LandingOutcome = StreamName &
  (
    | { readonly status: "landed"; readonly load: Load }
    /**
     * All files have landed before, or are being landed by another process; `retracted` lists files that were
     * retracted.
     */
    | { readonly status: "unchanged"; readonly retracted: readonly string[] }
    /** Files with the content of others that have landed; their records do not land again. */
    | { readonly status: "same content"; readonly copies: readonly CopiedFile[] }
    /** No file matches the stream's path. */
    | { readonly status: "missing"; readonly path: string }
    /** Files whose date is still to come: they land on it. */
    | { readonly status: "early"; readonly files: readonly string[] }
    | { readonly status: "failed"; readonly error: Error }
  );

/**
 * Lands the new files of these sources, one source after the other; failed streams are among the outcomes.
 * @param options.landedOn the landing date, instead of the clock's (UTC)
 */
export async function landProject(
  sources: readonly Source[],
  services: LandingServices,
  options: { readonly landedOn?: string } = {},
): Promise<LandingOutcome[]> {
  const outcomes: LandingOutcome[] = [];
  for (const source of sources) outcomes.push(...(await landSource(source, services, options)));
  return outcomes;
}

/** The loads that were made. @throws LandingFailed when any stream failed, once all others have landed */
export function loadsOf(outcomes: readonly LandingOutcome[]): Load[] {
  const failed = outcomes.filter((outcome) => outcome.status === "failed");
  if (failed.length > 0) {
    // A stream has an outcome for each of its loads.
    const streams = new Set(outcomes.map(({ source, stream }) => `${source}.${stream}`));
    throw new LandingFailed(streams.size, failed);
  }
  return outcomes.flatMap((outcome) => (outcome.status === "landed" ? [outcome.load] : []));
}

/**
 * Lands the new files of a source's streams: parts, then the load object, then the checkpoint. A failing
 * stream does not stop the others. Every record lands once, even if the landing is killed and repeated, or
 * runs twice at once.
 * @param options.landedOn the landing date, instead of the clock's (UTC)
 */
export async function landSource(
  source: Source,
  services: LandingServices,
  options: { readonly landedOn?: string } = {},
): Promise<LandingOutcome[]> {
  const landedOn = options.landedOn ?? services.clock().toISOString().slice(0, 10);
  return landStreams(source.name, Object.entries(source.streams), landedOn, services);
}

/** Lands the new files of these streams of a source in the same way. */
export async function landStreams(
  source: string,
  streams: readonly (readonly [name: string, stream: Stream])[],
  landedOn: string,
  services: LandingServices,
): Promise<LandingOutcome[]> {
  suitHeap();
  const outcomes: LandingOutcome[] = [];
  for (const [streamName, stream] of streams) {
    const name = { source, stream: streamName };
    try {
      for await (const outcome of landStream(name, stream, landedOn, services)) outcomes.push(outcome);
      await noteLanding(services, name);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      await noteLanding(services, name, error);
      outcomes.push({ ...name, status: "failed", error });
    }
  }
  return outcomes;
}

async function* landStream(
  name: StreamName,
  stream: Stream,
  landedOn: string,
  services: LandingServices,
): AsyncGenerator<LandingOutcome> {
  const found = await findFiles(services.inbox, stream.path);
  const isEarly = ({ date }: FoundFile) => date !== undefined && date > landedOn;
  const impossible = found.find(({ date }) => date !== undefined && !isDay(date));
  const early = found.filter(isEarly).map(({ key }) => key);
  if (found.length === 0) {
    yield { ...name, status: "missing", path: stream.path };
    return;
  }
  let loads = 0;
  let copies: readonly CopiedFile[] = [];
  for (;;) {
    const next = await landNext(
      name,
      stream,
      found.filter((file) => !isEarly(file) && (file.date === undefined || isDay(file.date))),
      landedOn,
      services,
    );
    if (next.load === undefined) {
      copies = next.copies;
      break;
    }
    loads += 1;
    yield { ...name, status: "landed", load: next.load };
  }
  if (copies.length > 0) yield { ...name, status: "same content", copies };
  if (impossible !== undefined)
    throw new UnreadableFile(impossible.key, "its name contains no valid date; every other file has landed");
  if (early.length > 0) yield { ...name, status: "early", files: early };
  else if (loads === 0 && copies.length === 0)
    yield { ...name, status: "unchanged", retracted: await retractedFiles(name, found, services.store) };
}

/** The files that are unchanged since their load was retracted. */
async function retractedFiles(
  { source, stream }: StreamName,
  found: readonly FoundFile[],
  store: ObjectStore,
): Promise<readonly string[]> {
  const retracted = [...(await listRetracted(store))];
  if (retracted.length === 0) return [];
  const { files, contents } = (await readCursor(store, source, stream)).cursor;
  const isRetracted = ({ key, etag }: FoundFile) => {
    const file = files[key];
    const loadId = file?.etag === etag ? contents[file.sha256] : undefined;
    return loadId !== undefined && retracted.some((each) => each.endsWith(`-${loadId}.json`));
  };
  return found.filter(isRetracted).map(({ key }) => key);
}

/** Whether a date in the name of a file is a day of the calendar on which something can land. */
const isDay = (date: string): boolean => date >= "1970-01-01" && utcDateOf(date, "YYYY-MM-DD") === date;

type NextLoad =
  | { readonly load: Load }
  /** No new files are left; `copies` are those among the others that were not known so far. */
  | { readonly load: undefined; readonly copies: readonly CopiedFile[] };

/**
 * Creates and commits the next load of a stream.
 *
 * A conditional write puts the load's name into the cursor before its first part is written. Any process that
 * finds it there either writes that same load, part by part, or, if the files have changed, commits an empty
 * load under its key. All processes compete for that one key, so each record is landed once.
 */
async function landNext(
  name: StreamName,
  stream: Stream,
  found: readonly FoundFile[],
  landedOn: string,
  services: LandingServices,
): Promise<NextLoad> {
  const { store, clock } = services;
  for (;;) {
    const stored = await readSettledCursor(store, name);
    if (stored === undefined) continue;
    const { cursor } = stored;
    const files = await hashFiles(services, found, cursor);
    const planned = nextLoad(files, cursor, { name, stream, landedOn, now: clock() });
    const { pending } = cursor;
    if (pending !== null && pending.load_id !== planned?.load_id) {
      await giveUp(name, stream, pending, store);
      continue;
    }
    if (planned === undefined) {
      const copies = await noteRedelivery(name, stream, stored, { files, landedOn, now: clock(), store });
      return { load: undefined, copies };
    }
    const begun = pending ?? planned;
    const marked =
      pending !== null ? stored : await writeCursor(store, name, { ...cursor, pending: begun }, stored.etag);
    if (marked === undefined) continue;
    const load = await writeParts(name, stream, { ...begun, files: planned.files }, services);
    const committed = await store.putIfAbsent(loadKey({ ...name, ...begun }), documentBody(load));
    if (committed === undefined) continue;
    await writeCursor(store, name, settled(marked.cursor, begun, load), marked.etag);
    return { load };
  }
}

/** The cursor, updated if its pending load was committed; undefined if it must be read again. */
async function readSettledCursor(store: ObjectStore, name: StreamName): Promise<StoredCursor | undefined> {
  const stored = await readCursor(store, name.source, name.stream);
  const { pending } = stored.cursor;
  if (pending === null) return stored;
  const load = await readDocument(store, loadKey({ ...name, ...pending }), Load);
  if (load === undefined) return stored;
  return writeCursor(store, name, settled(stored.cursor, pending, load.value), stored.etag);
}

/** Takes the place of a load that cannot be made any more, unless it was committed meanwhile. */
async function giveUp(
  name: StreamName,
  stream: Stream,
  pending: PendingLoad,
  store: ObjectStore,
): Promise<void> {
  const { load_id, landed_at, landed_on } = pending;
  const nothing: Load = {
    ...{ ...name, load_id, landed_at, landed_on, entity: stream.entity, mode: stream.mode },
    ...{ is_backdated: stream.backdate !== undefined, read: 0, landed: 0, quarantined: 0, bytes_read: 0 },
    ...{ files: [], batches: [], duration_ms: 0 },
  };
  await store.putIfAbsent(loadKey({ ...name, load_id, landed_at }), documentBody(nothing));
}

/** Files with their hashes; files that are unchanged since the cursor saw them are not read. */
export async function hashFiles(
  { inbox, mostBytesOf = () => Number.POSITIVE_INFINITY }: LandingServices,
  found: readonly FoundFile[],
  cursor: Cursor,
): Promise<readonly HashedFile[]> {
  const seen = found.map(({ key, etag, bytes }) => {
    const candidates = [cursor.files[key], cursor.pending?.files[key]];
    return candidates.find((entry) => entry?.etag === etag && entry.bytes === bytes)?.sha256;
  });
  const tooLarge = found.find(({ key, bytes }, n) => seen[n] === undefined && bytes > mostBytesOf(key));
  if (tooLarge !== undefined) throw new FileTooLarge(tooLarge.key, tooLarge.bytes, mostBytesOf(tooLarge.key));
  const hashed: HashedFile[] = [];
  for (const [n, file] of found.entries())
    hashed.push({ ...file, sha256: seen[n] ?? (await sha256Of(inbox, file)) });
  return hashed;
}

async function sha256Of(inbox: ReadableStore, file: FoundFile): Promise<string> {
  const object = await inbox.get(file.key);
  if (object?.etag !== file.etag) {
    object?.body.destroy();
    throw new FileChanged(file.key);
  }
  const hash = createHash("sha256");
  for await (const chunk of object.body) hash.update(chunk);
  if ((await inbox.head(file.key))?.etag !== file.etag) throw new FileChanged(file.key);
  return hash.digest("hex");
}
