import type { Stream } from "../config/schema.ts";
import { type FoundFile, findFiles } from "../landing/find-files.ts";
import { type OpenFile, readRecords, type Written } from "../landing/formats/read-records.ts";
import type { ByteRange, ObjectSummary, ReadableStore } from "../storage/object-store.ts";

/** The files of a stream that a sample reads: of many, those at both ends. */
const mostFiles = 4;
const recordsOfFile = 250;

export interface SampledRecords {
  /** All files that match the stream's path. */
  readonly files: readonly FoundFile[];
  /** The first records of some of them, as parsed JSON. */
  readonly records: readonly unknown[];
}

/** The first records of a stream's files, as landing would read them. @throws UnreadableFile */
export async function sampledRecords(
  inbox: ReadableStore,
  stream: Written & Pick<Stream, "path">,
): Promise<SampledRecords> {
  const files = await findFiles(inbox, stream.path);
  const records: unknown[] = [];
  for (const file of atBothEnds(files)) records.push(...(await firstRecords(inbox, file, stream)));
  return { files, records };
}

function atBothEnds<T>(all: readonly T[]): readonly T[] {
  if (all.length <= mostFiles) return all;
  return [...all.slice(0, mostFiles / 2), ...all.slice(-mostFiles / 2)];
}

/** The first records of a file, as parsed JSON; rows that cannot be read are passed over. @throws UnreadableFile */
export async function firstRecords(
  inbox: ReadableStore,
  { key, bytes }: ObjectSummary,
  stream: Written,
  most = recordsOfFile,
): Promise<readonly unknown[]> {
  const records: unknown[] = [];
  const file: OpenFile = { key, bytes, read: (range) => bytesOf(inbox, key, range) };
  const columns = { required: [], mentioned: [] };
  for await (const entries of readRecords(file, { stream, paths: [], columns, sink: nothingPlain })) {
    for (const entry of entries) if (entry.isReadable) records.push(JSON.parse(entry.payload));
    if (records.length >= most) break;
  }
  return records.slice(0, most);
}

async function* bytesOf(inbox: ReadableStore, key: string, range?: ByteRange): AsyncGenerator<Buffer> {
  const object = await inbox.get(key, range);
  if (object !== undefined) yield* object.body;
}

/** Every record comes as an entry. */
const nothingPlain = { takePlain: () => false, isFull: false, drained: async () => {} };
