import { z } from "zod";
import { documentBody, readDocument } from "../storage/documents.ts";
import type { Etag, ObjectStore } from "../storage/object-store.ts";
import type { Load } from "./load.ts";

const SeenFile = z.strictObject({ bytes: z.int().min(0), etag: z.string(), sha256: z.string() });

/** A load in progress. Its name is fixed, so that everyone who lands the same files writes the same load. */
export const PendingLoad = z.strictObject({
  load_id: z.string(),
  landed_at: z.iso.datetime(),
  landed_on: z.iso.date(),
  /** The date in the files' names, or "" for a stream without one. */
  snapshot: z.string(),
  files: z.record(z.string(), SeenFile),
});
export type PendingLoad = z.infer<typeof PendingLoad>;

/** The files of a stream that have landed: `state/cursors/<source>/<stream>.json`. */
export const Cursor = z.strictObject({
  files: z.record(z.string(), SeenFile).describe("the files that were landed, as they were last seen"),
  contents: z
    .record(z.string(), z.string())
    .describe("sha256 of every file → the load that first brought it"),
  snapshots: z
    .record(z.string(), z.array(z.string()))
    .describe("mode full: the sha256 of the files of the last snapshot, by the date in their names"),
  last_load: z.strictObject({ load_id: z.string(), landed_at: z.iso.datetime() }).nullable(),
  pending: PendingLoad.nullable(),
});
export type Cursor = z.infer<typeof Cursor>;

export const emptyCursor: Cursor = { files: {}, contents: {}, snapshots: {}, last_load: null, pending: null };

export interface StoredCursor {
  readonly cursor: Cursor;
  /** Undefined while nothing is stored. */
  readonly etag: Etag | undefined;
}

const cursorKey = (source: string, stream: string) => `state/cursors/${source}/${stream}.json`;

export async function readCursor(store: ObjectStore, source: string, stream: string): Promise<StoredCursor> {
  const document = await readDocument(store, cursorKey(source, stream), Cursor);
  return { cursor: document?.value ?? emptyCursor, etag: document?.etag };
}

/** Stores the successor of a cursor; undefined when another landing stored one first. */
export async function writeCursor(
  store: ObjectStore,
  { source, stream }: { readonly source: string; readonly stream: string },
  cursor: Cursor,
  previous: Etag | undefined,
): Promise<StoredCursor | undefined> {
  const key = cursorKey(source, stream);
  const body = documentBody(cursor);
  const etag = await (previous === undefined
    ? store.putIfAbsent(key, body)
    : store.putIfMatch(key, body, previous));
  return etag === undefined ? undefined : { cursor, etag };
}

/** The cursor after its pending load is in `loads/`: it remembers the landed files. */
export function settled(cursor: Cursor, pending: PendingLoad, load: Load): Cursor {
  const lastLoad = { load_id: pending.load_id, landed_at: pending.landed_at };
  if (load.batches.length === 0) return { ...cursor, last_load: lastLoad, pending: null };
  const hashes = Object.values(pending.files).map(({ sha256 }) => sha256);
  const isFull = load.mode === "full";
  return {
    files: { ...cursor.files, ...pending.files },
    contents: {
      ...Object.fromEntries(hashes.map((sha256) => [sha256, pending.load_id])),
      ...cursor.contents,
    },
    snapshots: isFull ? { ...cursor.snapshots, [pending.snapshot]: hashes.toSorted() } : cursor.snapshots,
    last_load: lastLoad,
    pending: null,
  };
}
