import type { Stream } from "../config/schema.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import type { PendingLoad } from "./cursor.ts";
import { UnreadableFile } from "./errors.ts";
import { storable } from "./formats/entry.ts";
import { entryReader } from "./formats/json-values.ts";
import { readLines } from "./formats/lines.ts";
import { openText } from "./formats/text.ts";
import { type LandedFile, type Load, partsPrefix } from "./load.ts";
import { PartWriter } from "./part-writer.ts";
import { envelopeReader, keyPathOf } from "./record.ts";
import { placeAt, type Sink, writeRecord, writeReject } from "./write-group.ts";
import { loadOf, type StreamName } from "./write-load.ts";

/**
 * Writes the parts of a load from another load's records in raw, with ids and dates under the current
 * mapping; used when the files are missing. Rows in quarantine stay there.
 */
export async function writeFromRaw(
  name: StreamName,
  stream: Stream,
  { pending, old }: { readonly pending: Omit<PendingLoad, "files">; readonly old: Load },
  store: ObjectStore,
): Promise<Load> {
  const started = performance.now();
  const { load_id, landed_at, landed_on } = pending;
  const envelopes = envelopeReader(stream, landed_on);
  const toEntry = entryReader(envelopes.paths, keyPathOf(stream));
  const records = new PartWriter(store, 0);
  const rejects = new PartWriter(store, 0);
  const loadName = { ...name, load_id, landed_at };
  const named = new Set(old.named);
  const sink: Sink = {
    loadName,
    landedOn: landed_on,
    isBackdated: stream.backdate !== undefined,
    envelopes,
    records,
    rejects,
    prefixes: new Map(),
    named,
  };
  const moved = new Map<string, number>();
  for await (const line of rawLines(store, old)) {
    const { payload, position = null } = JSON.parse(line) as RawLine;
    const file = old.files[position === null ? 0 : placeAt(position)]?.key ?? "";
    const entry = storable(
      toEntry(0, payload),
      0,
      (record) => envelopes.read(record.payload, record.values, file).recordId,
    );
    if (!entry.isReadable) moved.set(file, (moved.get(file) ?? 0) + 1);
    const full = entry.isReadable
      ? writeRecord(entry, { file, position }, sink)
      : writeReject(entry, file, sink);
    if (full !== undefined) await full;
  }
  const quarantine = partsPrefix("quarantine", loadName, landed_on);
  for await (const line of linesBelow(store, partsPrefix("quarantine", { ...name, ...old }, old.landed_on)))
    await rejects.write(quarantine, line);
  const written = { records: [...(await records.finish())], rejects: [...(await rejects.finish())] };
  const files = old.files.map((file) => withMoved(file, moved.get(file.key) ?? 0));
  return loadOf({ name: loadName, stream, pending, started }, [
    { ...written, files, named: [...named].toSorted() },
  ]);
}

interface RawLine {
  readonly payload: string;
  /** Absent in loads of versions that did not note it. */
  readonly position?: number | null;
}

/** Records that could be read once and no longer can are in quarantine instead. */
const withMoved = (file: LandedFile, moved: number): LandedFile => ({
  ...file,
  records: file.records - moved,
  quarantined: file.quarantined + moved,
});

async function* rawLines(store: ObjectStore, { batches }: Load): AsyncGenerator<string> {
  for (const { prefix, records } of batches) {
    let found = 0;
    for await (const line of linesBelow(store, prefix)) {
      found += 1;
      yield line;
    }
    if (found !== records)
      throw new UnreadableFile(prefix, `it holds ${found} records, but ${records} had landed`);
  }
}

async function* linesBelow(store: ObjectStore, prefix: string): AsyncGenerator<string> {
  for await (const { key } of store.list(prefix)) {
    const object = await store.get(key);
    if (object === undefined) continue;
    const text = await openText(object.body, { file: key, encoding: "utf-8" });
    for await (const lines of readLines(text))
      for (const { text: line, problem } of lines) {
        if (problem !== undefined) throw new UnreadableFile(key, problem);
        if (line !== "") yield line;
      }
  }
}
