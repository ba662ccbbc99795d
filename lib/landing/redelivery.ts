import { createHash } from "node:crypto";
import type { Stream } from "../config/schema.ts";
import { documentBody } from "../storage/documents.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import { copiedNames } from "./copy-names.ts";
import { type Cursor, type StoredCursor, writeCursor } from "./cursor.ts";
import { hasDate } from "./find-files.ts";
import { type Load, loadKey } from "./load.ts";
import type { HashedFile } from "./plan.ts";
import type { StreamName } from "./write-load.ts";

/** A file with the content of another one that has landed. */
export interface CopiedFile {
  readonly file: string;
  readonly of: string;
}

/**
 * Records files whose content is already known, under another name or delivered again: an empty load for each
 * date on which they show that the source is alive. The cursor remembers them, so that they are not read each
 * time. Returns those that are copies of others.
 */
export async function noteRedelivery(
  name: StreamName,
  stream: Stream,
  { cursor, etag }: StoredCursor,
  {
    files: found,
    landedOn,
    now,
    store,
  }: {
    readonly files: readonly HashedFile[];
    readonly landedOn: string;
    readonly now: Date;
    readonly store: ObjectStore;
  },
): Promise<readonly CopiedFile[]> {
  const redelivered = found.filter((file) => cursor.files[file.key]?.etag !== file.etag);
  if (redelivered.length === 0) return [];
  const { heardOn, copies } = redeliveryOf(redelivered, { found, cursor, stream, landedOn });
  for (const [date, files] of heardOn) {
    const load = emptyLoad(name, stream, { landed_on: date, landed_at: now.toISOString(), files });
    await store.putIfAbsent(loadKey(load), documentBody(load));
  }
  const entries = redelivered.map((file) => [file.key, seenFile(file)] as const);
  const updated = { ...cursor, files: { ...cursor.files, ...Object.fromEntries(entries) } };
  await writeCursor(store, name, updated, etag);
  return copies;
}

function emptyLoad(
  name: StreamName,
  { entity, mode, backdate }: Stream,
  { files, ...landed }: Pick<Load, "landed_at" | "landed_on"> & { readonly files: readonly HashedFile[] },
): Load {
  const seen = files.map(({ key, bytes, sha256 }) => ({ key, bytes, sha256, records: 0, quarantined: 0 }));
  const identity = JSON.stringify([name, landed.landed_on, seen]);
  const load_id = createHash("sha256").update(identity).digest("hex").slice(0, 16);
  return {
    ...{ ...name, ...landed, load_id, entity, mode, is_backdated: backdate !== undefined },
    ...{ read: 0, landed: 0, quarantined: 0, bytes_read: 0, files: seen, batches: [], duration_ms: 0 },
  };
}

const seenFile = ({ bytes, etag, sha256 }: HashedFile) => ({ bytes, etag, sha256 });

interface Redelivery {
  /** The files that show on a date that nothing has changed, by that date. */
  readonly heardOn: ReadonlyMap<string, readonly HashedFile[]>;
  readonly copies: readonly CopiedFile[];
}

/** What files say whose content has landed before, and which the cursor has not seen as they are now. */
function redeliveryOf(
  redelivered: readonly HashedFile[],
  {
    found,
    cursor,
    stream,
    landedOn,
  }: {
    /** Every file of the stream. */
    readonly found: readonly HashedFile[];
    readonly cursor: Cursor;
    readonly stream: Stream;
    readonly landedOn: string;
  },
): Redelivery {
  const still = new Set(found.filter((file) => isAsLanded(file, cursor)).map(({ key }) => key));
  const byContent = Map.groupBy(Object.keys(cursor.files), (key) => cursor.files[key]?.sha256);
  const copies = redelivered.flatMap((file): CopiedFile[] => {
    if (isAsLanded(file, cursor)) return [];
    const same = byContent.get(file.sha256) ?? [];
    const of = same.find((key) => still.has(key)) ?? same[0];
    return of === undefined ? [] : [{ file: file.key, of }];
  });
  const originals = new Map(copies.map(({ file, of }) => [file, of]));
  const dates = redelivered.flatMap((file): [string, HashedFile][] => {
    const isCopy = originals.has(file.key) && copiedNames(file.key).some((name) => still.has(name));
    const date = heardOn(file, { stream, landedOn, isKnown: file.key in cursor.files, isCopy });
    return date === undefined ? [] : [[date, file]];
  });
  const heard = Map.groupBy(dates, ([date]) => date);
  return {
    copies,
    heardOn: new Map([...heard].map(([date, files]) => [date, files.map(([, file]) => file)])),
  };
}

const isAsLanded = ({ key, sha256 }: HashedFile, { files }: Cursor): boolean => files[key]?.sha256 === sha256;

/**
 * The date on which a file without new content shows that its source is alive. An unchanged export says that
 * nothing has changed, on the date in its name, or else on the day it was written again or under a new name.
 * A file of events without new events says nothing; nor does one that its name calls a copy, or a touched file that is
 * dated.
 */
function heardOn(
  { date }: HashedFile,
  {
    stream: { mode, path },
    landedOn,
    isKnown,
    isCopy,
  }: {
    readonly stream: Stream;
    readonly landedOn: string;
    readonly isKnown: boolean;
    readonly isCopy: boolean;
  },
): string | undefined {
  if (mode === "append") return undefined;
  if (hasDate(path)) return isKnown ? undefined : date;
  return isCopy ? undefined : landedOn;
}
