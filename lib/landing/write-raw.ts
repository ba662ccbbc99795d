import type { Stream } from "../config/schema.ts";
import { plural } from "../plural.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import type { PendingLoad } from "./cursor.ts";
import { UnreadableFile } from "./errors.ts";
import { entryReader } from "./formats/json-values.ts";
import { type LandedFile, type Load, partsPrefix } from "./load.ts";
import { linesBelow } from "./part-reader.ts";
import { type RawTexts, readRawLine } from "./raw-line.ts";
import { keyPathOf } from "./record.ts";
import { placeAt, RecordWriter } from "./record-writer.ts";
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
  const loadName = { ...name, load_id, landed_at };
  const writer = new RecordWriter({
    ...{ loadName, mapping: stream, landedOn: landed_on, group: 0, store },
    named: old.named,
  });
  const toEntry = entryReader(writer.envelopes.paths, keyPathOf(stream));
  const readLine = old.layout === undefined ? readJsonLine : readRawLine;
  const moved = new Map<string, number>();
  for await (const line of rawLines(store, old)) {
    const { payload, position } = readLine(line);
    const file = old.files[position === null ? 0 : placeAt(position)]?.key ?? "";
    const isLanded = writer.write(toEntry(0, payload), { file, line: 0, position });
    if (!isLanded) moved.set(file, (moved.get(file) ?? 0) + 1);
    if (writer.isFull) await writer.drained();
  }
  for await (const line of linesBelow(store, partsPrefix("quarantine", { ...name, ...old }, old.landed_on))) {
    writer.writeQuarantined(line);
    if (writer.isFull) await writer.drained();
  }
  const files = old.files.map((file) => withMoved(file, moved.get(file.key) ?? 0));
  return loadOf({ name: loadName, stream, pending, started }, [{ files, ...(await writer.finish()) }]);
}

/** A line of a load whose parts are NDJSON; the oldest have no positions. */
function readJsonLine(line: string): RawTexts {
  const { payload, position = null } = JSON.parse(line) as Partial<RawTexts> & Pick<RawTexts, "payload">;
  return { payload, position };
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
      throw new UnreadableFile(prefix, `it holds ${plural(found, "record")}, but ${records} had landed`);
  }
}
