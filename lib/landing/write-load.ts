import type { Stream } from "../config/schema.ts";
import type { ByteRange, ObjectStore } from "../storage/object-store.ts";
import type { PendingLoad } from "./cursor.ts";
import { FileChanged } from "./errors.ts";
import type { ReadRecord, Unreadable } from "./formats/entry.ts";
import { type OpenFile, readRecords } from "./formats/read-records.ts";
import { quoted } from "./json-string.ts";
import { type Load, type LoadedBatch, type LoadName, loadKey, partsPrefix } from "./load.ts";
import { PartWriter } from "./part-writer.ts";
import { type EnvelopeReader, envelopeReader, mappedColumns } from "./record.ts";

export interface StreamName {
  readonly source: string;
  readonly stream: string;
}

export interface LandingServices {
  /** Where the exports lie. */
  readonly inbox: ObjectStore;
  /** The lake. */
  readonly store: ObjectStore;
  readonly clock: () => Date;
  /** @default nobody is told */
  readonly reporter?: LandingReporter;
}

/** Told how far the reading of a load is; both in bytes as the files have them. */
export interface LandingReporter {
  bytes(source: string, stream: string, bytesRead: number, bytesTotal: number): void;
}

/**
 * Writes the parts of a pending load, and says what it would commit: nothing of it exists before its load
 * object does. The same pending load gives the same parts, whoever writes them and however often.
 */
export async function writeParts(
  name: StreamName,
  stream: Stream,
  pending: PendingLoad,
  services: LandingServices,
): Promise<Load> {
  const started = performance.now();
  const loadName = { ...name, load_id: pending.load_id, landed_at: pending.landed_at };
  const envelopes = envelopeReader(stream, pending.landed_on);
  const records = new PartWriter(services.store);
  const rejects = new PartWriter(services.store);
  const files: Load["files"] = [];
  const entries = Object.entries(pending.files);
  // By content, so that a renamed file changes no part.
  const order = ([key, { sha256 }]: (typeof entries)[number]) => `${sha256} ${key}`;
  const seen = entries.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
  const bytesTotal = seen.reduce((sum, [, { bytes }]) => sum + bytes, 0);
  let bytesRead = 0;
  const onBytes = (bytes: number) => {
    bytesRead += bytes;
    services.reporter?.bytes(name.source, name.stream, bytesRead, bytesTotal);
  };
  const sink = {
    loadName,
    landedOn: pending.landed_on,
    envelopes,
    records,
    rejects,
    prefixes: new Map<string, string>(),
  };
  for (const [key, { bytes, etag, sha256 }] of seen) {
    const file = openFile(services.inbox, { key, bytes, etag }, onBytes);
    const counts = { records: 0, quarantined: 0 };
    const reading = { stream, paths: envelopes.paths, required: mappedColumns(stream) };
    for await (const block of readRecords(file, reading)) {
      for (const entry of block) {
        counts[entry.isReadable ? "records" : "quarantined"] += 1;
        const full = entry.isReadable ? writeRecord(entry, sink) : writeReject(entry, key, sink);
        if (full !== undefined) await full;
      }
    }
    if ((await services.inbox.head(key))?.etag !== etag) throw new FileChanged(key);
    files.push({ key, bytes, sha256, ...counts });
  }
  const batches = batchesOf(await records.finish(), loadName, pending.landed_on);
  await rejects.finish();
  const landed = batches.reduce((sum, batch) => sum + batch.records, 0);
  const quarantined = files.reduce((sum, file) => sum + file.quarantined, 0);
  const load: Load = {
    ...loadName,
    entity: stream.entity,
    mode: stream.mode,
    landed_on: pending.landed_on,
    is_backdated: stream.backdate !== undefined,
    read: files.reduce((sum, file) => sum + file.records + file.quarantined, 0),
    landed,
    quarantined,
    bytes_read: bytesTotal,
    files,
    batches,
    duration_ms: Math.round(performance.now() - started),
  };
  if (load.read !== landed + quarantined)
    throw new Error(
      `${loadKey(loadName)}: ${load.read} records read, but ${landed} landed and ${quarantined} quarantined`,
    );
  return load;
}

interface Sink {
  readonly loadName: LoadName;
  readonly landedOn: string;
  readonly envelopes: EnvelopeReader;
  readonly records: PartWriter;
  readonly rejects: PartWriter;
  /** Where the records of a date go. */
  readonly prefixes: Map<string, string>;
}

function writeRecord({ payload, values }: ReadRecord, { loadName, envelopes, records, prefixes }: Sink) {
  const { recordId, updatedAt, landedOn } = envelopes.read(payload, values);
  let prefix = prefixes.get(landedOn);
  if (prefix === undefined) {
    prefix = partsPrefix("raw", loadName, landedOn);
    prefixes.set(landedOn, prefix);
  }
  return records.write(
    prefix,
    `{"record_id":${textOrNull(recordId)},"updated_at":${textOrNull(updatedAt)},` +
      `"extracted_at":"${loadName.landed_at}","payload":${payload}}`,
  );
}

const textOrNull = (text: string | null): string => (text === null ? "null" : quoted(text));

function writeReject({ line, reason, raw }: Unreadable, file: string, { loadName, landedOn, rejects }: Sink) {
  const prefix = partsPrefix("quarantine", loadName, landedOn);
  return rejects.write(prefix, JSON.stringify({ file, line, reason, raw }));
}

function batchesOf(
  written: readonly { readonly prefix: string; readonly records: number; readonly bytes: number }[],
  loadName: LoadName,
  landedOn: string,
): LoadedBatch[] {
  if (written.length === 0)
    return [{ landed_on: landedOn, prefix: partsPrefix("raw", loadName, landedOn), records: 0, bytes: 0 }];
  return written.map(({ prefix, records, bytes }) => ({
    landed_on: /\/landed=([^/]+)\//.exec(prefix)?.[1] ?? landedOn,
    prefix,
    records,
    bytes,
  }));
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
