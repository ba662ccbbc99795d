import type { Stream } from "../config/schema.ts";
import { plural } from "../plural.ts";
import type { ObjectStore, ReadableStore } from "../storage/object-store.ts";
import type { PendingLoad } from "./cursor.ts";
import { type Load, type LoadedBatch, type LoadName, loadKey, partsPrefix, rawLayout } from "./load.ts";
import { type PartKind, partKey, quarantineParts, rawParts } from "./part-writer.ts";
import { readAsOf } from "./reading.ts";
import { type GroupWork, groupsOf, type WrittenGroup, writeGroup } from "./write-group.ts";

export interface StreamName {
  readonly source: string;
  readonly stream: string;
}

export interface LandingServices {
  /** The folder of the exports. */
  readonly inbox: ReadableStore;
  /** The lake. */
  readonly store: ObjectStore;
  readonly clock: () => Date;
  /** @default no progress is reported */
  readonly reporter?: LandingReporter;
  /** How many bytes a file can have to be through in time. @default no bound */
  readonly mostBytesOf?: (key: string) => number;
  /** Who lands the groups of a load that has several. @default this process, one group after the other */
  readonly landGroups?: (groups: readonly GroupWork[]) => Promise<readonly WrittenGroup[]>;
}

/** Told how far the reading of a load is; both in bytes as the files have them. */
export interface LandingReporter {
  bytes(source: string, stream: string, bytesRead: number, bytesTotal: number): void;
}

/**
 * Writes the parts of a pending load, and returns the load to commit; the load does not exist before its
 * object does. The same pending load always gives the same parts.
 */
export async function writeParts(
  name: StreamName,
  stream: Stream,
  pending: PendingLoad,
  services: LandingServices,
): Promise<Load> {
  const started = performance.now();
  const loadName = { ...name, load_id: pending.load_id, landed_at: pending.landed_at };
  const groups = groupsOf(pending).map(
    (files, group): GroupWork => ({ ...name, mapping: stream, load: pending, group, files }),
  );
  const written = await landGroups(groups, services);
  await removeStrangers(services.store, written);
  return loadOf({ name: loadName, stream, pending, started }, written);
}

interface LoadFacts {
  readonly name: LoadName;
  readonly stream: Stream;
  readonly pending: Pick<PendingLoad, "landed_on">;
  /** By the clock of `performance`. */
  readonly started: number;
}

/** The load that these groups of files make. */
export function loadOf(
  { name: loadName, stream, pending, started }: LoadFacts,
  written: readonly WrittenGroup[],
): Load {
  const files = written.flatMap((group) => group.files);
  const batches = batchesOf(written, partsPrefix("raw", loadName, pending.landed_on), pending.landed_on);
  const landed = batches.reduce((sum, batch) => sum + batch.records, 0);
  const quarantined = files.reduce((sum, file) => sum + file.quarantined, 0);
  const load: Load = {
    ...loadName,
    entity: stream.entity,
    mode: stream.mode,
    landed_on: pending.landed_on,
    is_backdated: stream.backdate !== undefined,
    read_as: readAsOf(stream),
    read: files.reduce((sum, file) => sum + file.records + file.quarantined, 0),
    landed,
    quarantined,
    bytes_read: files.reduce((sum, { bytes }) => sum + bytes, 0),
    files,
    batches,
    ...(stream.mode === "full" ? { named: [...new Set(written.flatMap(({ named }) => named))] } : {}),
    layout: rawLayout,
    duration_ms: Math.round(performance.now() - started),
  };
  if (load.read !== landed + quarantined)
    throw new Error(
      `${loadKey(loadName)}: ${plural(load.read, "record")} read, but ${landed} landed and ${quarantined} quarantined`,
    );
  return load;
}

async function landGroups(
  groups: readonly GroupWork[],
  { inbox, store, reporter, landGroups: elsewhere }: LandingServices,
): Promise<readonly WrittenGroup[]> {
  if (elsewhere !== undefined && groups.length > 1) return elsewhere(groups);
  const bytesTotal = groups.flatMap(({ files }) => files).reduce((sum, { bytes }) => sum + bytes, 0);
  let bytesRead = 0;
  const written: WrittenGroup[] = [];
  for (const group of groups) {
    const onBytes = (bytes: number) => {
      bytesRead += bytes;
      reporter?.bytes(group.source, group.stream, bytesRead, bytesTotal);
    };
    written.push(await writeGroup(group, { inbox, store, onBytes }));
  }
  return written;
}

/** Removes parts that an earlier attempt at the load left below its prefixes. */
async function removeStrangers(store: ObjectStore, written: readonly WrittenGroup[]): Promise<void> {
  const keysByPrefix = new Map<string, Set<string>>();
  const note = (kind: PartKind, group: number, { prefix, parts }: WrittenGroup["records"][number]) => {
    const keys = keysByPrefix.get(prefix) ?? new Set();
    keysByPrefix.set(prefix, keys);
    for (let part = 0; part < parts; part += 1) keys.add(partKey(prefix, kind, group, part));
  };
  for (const [group, { records, rejects }] of written.entries()) {
    for (const each of records) note(rawParts, group, each);
    for (const each of rejects) note(quarantineParts, group, each);
  }
  for (const [prefix, keys] of keysByPrefix) {
    const strangers: string[] = [];
    for await (const { key } of store.list(prefix)) if (!keys.has(key)) strangers.push(key);
    await store.delete(strangers);
  }
}

function batchesOf(
  written: readonly WrittenGroup[],
  prefixOfNothing: string,
  landedOn: string,
): LoadedBatch[] {
  const byPrefix = Map.groupBy(
    written.flatMap(({ records }) => records),
    ({ prefix }) => prefix,
  );
  if (byPrefix.size === 0) return [{ landed_on: landedOn, prefix: prefixOfNothing, records: 0, bytes: 0 }];
  return [...byPrefix]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([prefix, ofGroups]) => ({
      landed_on: /\/landed=([^/]+)\//.exec(prefix)?.[1] ?? landedOn,
      prefix,
      records: ofGroups.reduce((sum, { records }) => sum + records, 0),
      bytes: ofGroups.reduce((sum, { bytes }) => sum + bytes, 0),
    }));
}
