import { z } from "zod";
import type { Stream } from "../config/schema.ts";
import type { ByteRange, ObjectStore } from "../storage/object-store.ts";
import type { PendingLoad } from "./cursor.ts";
import { FileChanged } from "./errors.ts";
import { type ReadRecord, storable, type Unreadable } from "./formats/entry.ts";
import { type OpenFile, readRecords } from "./formats/read-records.ts";
import { quoted } from "./json-string.ts";
import { LandedFile, type LoadName, mostNamed, partsPrefix } from "./load.ts";
import { PartWriter } from "./part-writer.ts";
import { type EnvelopeReader, envelopeReader, keyPathOf, mappedColumns } from "./record.ts";

/** The maximum total size of a group, unless it is a single file. */
const groupBytes = 256 << 20;

export interface PendingFile {
  readonly key: string;
  readonly bytes: number;
  readonly etag: string;
  readonly sha256: string;
  /** Its place among the files of the load, by name. */
  readonly place: number;
}

/** Files of a pending load that are landed together: one after the other, in one process. */
export interface GroupWork {
  readonly source: string;
  readonly stream: string;
  readonly mapping: Stream;
  readonly load: Pick<PendingLoad, "load_id" | "landed_at" | "landed_on">;
  /** Its place among the groups of the load, from 0. */
  readonly group: number;
  readonly files: readonly PendingFile[];
}

const WrittenPrefix = z.object({ prefix: z.string(), records: z.int(), bytes: z.int(), parts: z.int() });

/** The written parts of a group; they are invisible until the load is committed. */
export const WrittenGroup = z.object({
  files: z.array(LandedFile),
  records: z.array(WrittenPrefix),
  rejects: z.array(WrittenPrefix),
  /** Ids of records in unreadable rows of a full export. */
  named: z.array(z.string()).default([]),
});
export type WrittenGroup = z.infer<typeof WrittenGroup>;

/** How far apart the positions of two files of a load are: more rows than a file has. */
const rowsPerFile = 10_000_000_000;

/** The rank of the file, among those of its load, that contains the record at that position. */
export const placeAt = (position: number): number => Math.floor(position / rowsPerFile);

/** Names in the order in which people number them: `tickets-9` before `tickets-10`. */
const orderOfName = (key: string): string => key.replace(/\d+/g, (digits) => digits.padStart(20, "0"));

/** The groups of a pending load's files, in name order; the result is deterministic. */
export function groupsOf({ files }: Pick<PendingLoad, "files">): PendingFile[][] {
  const order = (key: string) => `${orderOfName(key)} ${key}`;
  const sorted = Object.entries(files)
    .toSorted(([a], [b]) => (order(a) < order(b) ? -1 : 1))
    .map(([key, { bytes, etag, sha256 }], place) => ({ key, bytes, etag, sha256, place }));
  const groups: PendingFile[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const file of sorted) {
    if (bytes + file.bytes > groupBytes) {
      groups.push([]);
      bytes = 0;
    }
    groups.at(-1)?.push(file);
    bytes += file.bytes;
  }
  return groups;
}

interface GroupServices {
  readonly inbox: ObjectStore;
  readonly store: ObjectStore;
  /** Told of bytes as they are read. */
  readonly onBytes?: (bytes: number) => void;
}

/**
 * Writes the parts of one group of files with constant memory. The same group always gives the same parts.
 */
export async function writeGroup(
  { source, stream, mapping, load, group, files }: GroupWork,
  { inbox, store, onBytes = () => undefined }: GroupServices,
): Promise<WrittenGroup> {
  const loadName = { source, stream, load_id: load.load_id, landed_at: load.landed_at };
  const envelopes = envelopeReader(mapping, load.landed_on);
  const records = new PartWriter(store, group);
  const rejects = new PartWriter(store, group);
  const named = new Set<string>();
  const sink = {
    ...{ loadName, landedOn: load.landed_on, envelopes, records, rejects, prefixes: new Map() },
    isBackdated: mapping.backdate !== undefined,
    ...(mapping.mode === "full" ? { named } : {}),
  };
  const reading = {
    ...{ stream: mapping, paths: envelopes.paths, columns: mappedColumns(mapping) },
    keyPath: keyPathOf(mapping),
  };
  const landed: LandedFile[] = [];
  for (const { key, bytes, etag, sha256, place } of files) {
    const counts = { records: 0, quarantined: 0 };
    for await (const block of readRecords(openFile(inbox, { key, bytes, etag }, onBytes), reading)) {
      for (const read of block) {
        const entry = storable(
          read,
          counts.records + counts.quarantined + 1,
          ({ payload, values }) => envelopes.read(payload, values, key).recordId,
        );
        counts[entry.isReadable ? "records" : "quarantined"] += 1;
        const position = place * rowsPerFile + counts.records + counts.quarantined;
        const full = entry.isReadable
          ? writeRecord(entry, { file: key, position }, sink)
          : writeReject(entry, key, sink);
        if (full !== undefined) await full;
      }
    }
    if ((await inbox.head(key))?.etag !== etag) throw new FileChanged(key);
    landed.push({ key, bytes, sha256, ...counts });
  }
  return {
    files: landed,
    records: [...(await records.finish())],
    rejects: [...(await rejects.finish())],
    named: [...named].toSorted(),
  };
}

/** Where the records of a load go. */
export interface Sink {
  readonly loadName: LoadName;
  readonly landedOn: string;
  /** Whether its records land on their own dates. */
  readonly isBackdated: boolean;
  readonly envelopes: EnvelopeReader;
  readonly records: PartWriter;
  readonly rejects: PartWriter;
  /** Takes the records that unreadable rows name, of a full export. */
  readonly named?: Set<string>;
  /** Where the records of a date go. */
  readonly prefixes: Map<string, string>;
}

/** Writes one record where it lands; a promise to wait for when enough has gathered. */
export function writeRecord(
  { payload, readable, values }: ReadRecord,
  { file, position }: { readonly file: string; readonly position: number | null },
  { loadName, landedOn: loadedOn, isBackdated, envelopes, records, prefixes }: Sink,
) {
  const { recordId, updatedAt, otherDomain, landedOn } = envelopes.read(payload, values, file);
  let prefix = prefixes.get(landedOn);
  if (prefix === undefined) {
    prefix = partsPrefix("raw", loadName, landedOn);
    prefixes.set(landedOn, prefix);
  }
  return records.write(
    prefix,
    `{"record_id":${textOrNull(recordId)},"updated_at":${textOrNull(updatedAt)},` +
      `"extracted_at":"${loadName.landed_at}","position":${position},"payload":${payload}` +
      `${readable === undefined ? "" : `,"readable":${readable}`}` +
      `${otherDomain === null ? "" : `,"other_domain":${quoted(otherDomain)}`}` +
      `${isBackdated ? `,"loaded_on":"${loadedOn}"` : ""}}`,
  );
}

const textOrNull = (text: string | null): string => (text === null ? "null" : quoted(text));

export function writeReject(
  { line, reason, raw, named: name }: Unreadable,
  file: string,
  { loadName, landedOn, rejects, named }: Sink,
) {
  const prefix = partsPrefix("quarantine", loadName, landedOn);
  if (name !== undefined && (named?.size ?? mostNamed) < mostNamed) named?.add(name);
  return rejects.write(prefix, JSON.stringify({ file, line, reason, raw }));
}

/** One version of a file of the inbox. */
function openFile(
  inbox: ObjectStore,
  { key, bytes, etag }: { readonly key: string; readonly bytes: number; readonly etag: string },
  onBytes: (bytes: number) => void,
): OpenFile {
  return {
    key,
    bytes,
    async *read(range?: ByteRange) {
      const object = await inbox.get(key, range);
      if (object?.etag !== etag) {
        object?.body.destroy();
        throw new FileChanged(key);
      }
      for await (const chunk of object.body) {
        onBytes(chunk.length);
        yield chunk;
      }
    },
  };
}
