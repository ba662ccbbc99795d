import { z } from "zod";
import type { Stream } from "../config/schema.ts";
import type { ByteRange, ObjectStore, ReadableStore } from "../storage/object-store.ts";
import type { PendingLoad } from "./cursor.ts";
import { FileChanged, MissingColumn } from "./errors.ts";
import { type OpenFile, type ReadOptions, readRecords } from "./formats/read-records.ts";
import { LandedFile } from "./load.ts";
import { keyPathOf, mappedColumns } from "./record.ts";
import { FileWriter, RecordWriter } from "./record-writer.ts";

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
  readonly inbox: ReadableStore;
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
  const writer = new RecordWriter({ loadName, mapping, landedOn: load.landed_on, group, store });
  const reading = {
    ...{ stream: mapping, paths: writer.envelopes.paths, columns: mappedColumns(mapping) },
    keyPath: keyPathOf(mapping),
  };
  const landed: LandedFile[] = [];
  for (const { key, bytes, etag, sha256, place } of files) {
    const sink = new FileWriter(writer, { key, place });
    const file = openFile(inbox, { key, bytes, etag }, onBytes);
    try {
      for await (const entries of readRecords(file, { ...reading, sink }))
        for (const entry of entries) {
          sink.write(entry);
          if (sink.isFull) await sink.drained();
        }
    } catch (error) {
      if (!(error instanceof MissingColumn)) throw error;
      const later = files.filter((other) => other.place > place).map((other) => openFile(inbox, other));
      throw await withOthers(error, later, reading);
    }
    if ((await inbox.head(key))?.etag !== etag) throw new FileChanged(key);
    landed.push({ key, bytes, sha256, ...sink.counts });
  }
  return { files: landed, ...(await writer.finish()) };
}

/** The error, with the number of later files that lack the same column: only their beginnings are read. */
async function withOthers(
  { file, column, found }: MissingColumn,
  later: readonly OpenFile[],
  reading: ReadOptions,
): Promise<MissingColumn> {
  let others = 0;
  for (const other of later)
    try {
      for await (const _ of readRecords(other, reading)) break;
    } catch (error) {
      if (error instanceof MissingColumn && error.column === column) others += 1;
    }
  return new MissingColumn(file, column, found, others);
}

/** One version of a file of the inbox. */
function openFile(
  inbox: ReadableStore,
  { key, bytes, etag }: { readonly key: string; readonly bytes: number; readonly etag: string },
  onBytes: (bytes: number) => void = () => undefined,
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
