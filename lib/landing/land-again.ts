import { createHash } from "node:crypto";
import type { Source, Stream } from "../config/schema.ts";
import { documentBody } from "../storage/documents.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import { type Cursor, type PendingLoad, readCursor, writeCursor } from "./cursor.ts";
import { fileMatcher, findFiles, hasDate } from "./find-files.ts";
import { hashFiles, type LandingOutcome, landStreams } from "./land.ts";
import { type LandedFile, type Load, loadKey } from "./load.ts";
import type { HashedFile } from "./plan.ts";
import { changesSince, isTextAsRead, type StagedAsOf } from "./reading.ts";
import { countedLoads, readCountedLoad, writeRetraction } from "./retraction.ts";
import { type LandingServices, type StreamName, writeParts } from "./write-load.ts";
import { writeFromRaw } from "./write-raw.ts";

/** The outcome for a load that was read under another mapping. */
export type AgainOutcome = StreamName & { readonly load: Load } & (
    | { readonly status: "read again"; readonly from: "files" | "raw"; readonly loads: readonly Load[] }
    /** None of its files belongs to the stream any more, or other loads contain all of its content. */
    | { readonly status: "dropped" }
    /** The load still counts as it was read: files needed to read it again are missing or have changed. */
    | { readonly status: "kept"; readonly gone: readonly string[] }
  );

export type LandAgainOutcome = AgainOutcome | LandingOutcome;

/** Whether an outcome is that of landing new files. */
export const isLanding = (outcome: LandAgainOutcome): outcome is LandingOutcome =>
  outcome.status !== "read again" && outcome.status !== "dropped" && outcome.status !== "kept";

export interface LandAgainRequest {
  /** @default every stream of the source */
  readonly stream?: string | undefined;
  /** The landing date of new files. @default today, UTC */
  readonly landedOn?: string | undefined;
  /** How the published days have staged each load. @default no load was staged */
  readonly stagedAs?: StagedAsOf | undefined;
}

/**
 * Reads the landed data of a source again under the current mapping, and then lands new files, including
 * retracted ones. Each load is replaced by the load it would have been: with the same landing time, and
 * records from its files or, if those are missing, from raw. One write retracts the old load and activates
 * its replacements, so that at any moment either one or the others count. After a kill, the same call
 * resumes.
 */
export async function landAgain(
  source: Source,
  services: LandingServices,
  {
    stream: only,
    landedOn = services.clock().toISOString().slice(0, 10),
    stagedAs = () => undefined,
  }: LandAgainRequest = {},
): Promise<readonly LandAgainOutcome[]> {
  const streams = Object.entries(source.streams).filter(([stream]) => only === undefined || stream === only);
  const outcomes: LandAgainOutcome[] = [];
  for (const [streamName, stream] of streams) {
    const name = { source: source.name, stream: streamName };
    try {
      for await (const outcome of readAgain({ name, stream, landedOn, stagedAs }, services))
        outcomes.push(outcome);
      await forgetRetracted(name, stream, services.store);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      outcomes.push({ ...name, status: "failed", error });
      continue;
    }
    outcomes.push(...(await landStreams(source.name, [[streamName, stream]], landedOn, services)));
  }
  return outcomes;
}

interface StreamAgain {
  readonly name: StreamName;
  readonly stream: Stream;
  readonly landedOn: string;
  readonly stagedAs: StagedAsOf;
}

async function* readAgain(
  { name, stream, landedOn, stagedAs }: StreamAgain,
  services: LandingServices,
): AsyncGenerator<AgainOutcome> {
  const loads = (await countedLoads(services.store, name)).filter(({ batches }) => batches.length > 0);
  const isAsRead = (load: Load) => changesSince(load, stream, stagedAs(load)).length === 0;
  if (loads.every(isAsRead)) return;
  const { cursor } = await readCursor(services.store, name.source, name.stream);
  const found = await hashFiles(services, await findFiles(services.inbox, stream.path), cursor);
  const byKey = new Map(found.map((file) => [file.key, file]));
  const byContent = new Map(found.map((file) => [file.sha256, file]));
  const inbox = ({ key, sha256 }: LandedFile) =>
    byKey.get(key)?.sha256 === sha256 ? byKey.get(key) : byContent.get(sha256);
  const latest = new Map<string, LandedFile>();
  const brought = new Set<string>();
  for (const load of loads) {
    for (const file of load.files) latest.set(file.key, file);
    const files = isAsRead(load) ? load.files : filesNow(load, stream, { latest, brought });
    if (files !== load.files) yield await replace({ name, stream, landedOn, load, files, inbox }, services);
    for (const file of files) brought.add(file.sha256);
  }
}

/**
 * The files that a load would have under the current mapping: for a snapshot all files at that time, for
 * changes those with new content.
 */
function filesNow(
  load: Load,
  stream: Stream,
  {
    latest,
    brought,
  }: { readonly latest: ReadonlyMap<string, LandedFile>; readonly brought: ReadonlySet<string> },
): readonly LandedFile[] {
  const match = fileMatcher(stream.path);
  const isNowWhole = stream.mode === "full" && load.mode !== "full" && !hasDate(stream.path);
  const there = isNowWhole ? [...latest.values()] : load.files;
  return there.filter(
    (file) => match(file.key) !== undefined && (stream.mode === "full" || !brought.has(file.sha256)),
  );
}

interface Replacement {
  readonly name: StreamName;
  readonly stream: Stream;
  readonly landedOn: string;
  readonly load: Load;
  readonly files: readonly LandedFile[];
  /** The file of the inbox that has the content of a landed one, of the same name where there is one. */
  readonly inbox: (file: LandedFile) => HashedFile | undefined;
}

async function replace(replacement: Replacement, services: LandingServices): Promise<AgainOutcome> {
  const { name, stream, landedOn, load, files, inbox } = replacement;
  // Groups are only landed elsewhere for the load in progress, as noted in the cursor.
  const { landGroups: _, ...here } = services;
  const { store, clock } = services;
  const gone = files.filter((file) => inbox(file) === undefined).map(({ key }) => key);
  const isWhole = files.length === load.files.length && files.every((file) => load.files.includes(file));
  const pendings = pendingsOf(replacement);
  const isInRaw = isWhole && isTextAsRead(load, stream) && pendings.length === 1;
  if (gone.length > 0 && !isInRaw) return { ...name, status: "kept", load, gone };
  const loads: Load[] = [];
  for (const pending of pendings.filter(({ landed_on }) => landed_on <= landedOn)) {
    const written =
      gone.length > 0
        ? await writeFromRaw(name, stream, { pending, old: load }, store)
        : await writeParts(name, stream, pending, here);
    const made: Load = { ...written, instead_of: loadKey(load) };
    await store.putIfAbsent(loadKey(made), documentBody(made));
    loads.push(made);
  }
  const retraction = { retracted_at: clock().toISOString(), replaced_by: loads.map(loadKey) };
  await writeRetraction(store, loadKey(load), retraction);
  // Whoever took it back meanwhile decided what counts: none of it, or the same loads.
  const counted = await Promise.all(loads.map((made) => readCountedLoad(store, loadKey(made))));
  if (counted.every((made) => made === undefined)) return { ...name, status: "dropped", load };
  return { ...name, status: "read again", load, loads, from: gone.length > 0 ? "raw" : "files" };
}

/** The loads to make of these files: one, or one for each date in their names. */
function pendingsOf({ name, stream, load, files, inbox }: Replacement): PendingLoad[] {
  const match = fileMatcher(stream.path);
  const byDate = Map.groupBy(files, ({ key }) => match(key)?.date ?? "");
  // Rows placed by a date in the file name move to the day on which the file landed.
  const cameOn = load.read_as?.is_dated === true ? load.landed_at.slice(0, 10) : load.landed_on;
  return [...byDate]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([snapshot, ofDate], place) => {
      const landed_on = snapshot === "" ? cameOn : snapshot;
      const contents = ofDate.map(({ key, sha256 }) => [key, sha256]).toSorted();
      const identity = [name, stream, landed_on, loadKey(load), contents];
      return {
        load_id: createHash("sha256").update(JSON.stringify(identity)).digest("hex").slice(0, 16),
        landed_at: new Date(Date.parse(load.landed_at) + place).toISOString(),
        landed_on,
        snapshot,
        files: Object.fromEntries(
          ofDate.flatMap((landed) => {
            const file = inbox(landed);
            if (file === undefined) return [];
            const { key, bytes, etag, sha256 } = file;
            return [[key, { bytes, etag, sha256 }]];
          }),
        ),
      };
    });
}

/** Limits the cursor to the loads that count, so that retracted files are new again. */
async function forgetRetracted(name: StreamName, stream: Stream, store: ObjectStore): Promise<void> {
  for (;;) {
    const { cursor, etag } = await readCursor(store, name.source, name.stream);
    const loads = (await countedLoads(store, name)).filter(({ batches }) => batches.length > 0);
    if (etag === undefined) return;
    const last = loads.at(-1);
    const isLater = last !== undefined && last.landed_at > (cursor.last_load?.landed_at ?? "");
    const last_load = isLater ? { load_id: last.load_id, landed_at: last.landed_at } : cursor.last_load;
    const remembered = { ...cursor, ...rememberedOf(loads, stream), last_load };
    const written = await writeCursor(store, name, remembered, etag);
    if (written !== undefined) return;
  }
}

function rememberedOf(loads: readonly Load[], stream: Stream): Pick<Cursor, "contents" | "snapshots"> {
  const match = fileMatcher(stream.path);
  const contents: Record<string, string> = {};
  const snapshots: Record<string, string[]> = {};
  for (const { files, load_id, mode } of loads) {
    for (const { sha256 } of files) contents[sha256] ??= load_id;
    const [first] = files;
    const snapshot = (first && match(first.key)?.date) ?? "";
    if (mode === "full") snapshots[snapshot] = files.map(({ sha256 }) => sha256).toSorted();
  }
  return { contents, snapshots };
}
