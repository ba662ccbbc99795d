import { createHash } from "node:crypto";
import type { Stream } from "../config/schema.ts";
import type { Cursor, PendingLoad } from "./cursor.ts";
import type { FoundFile } from "./find-files.ts";
import { isNamedByFile } from "./record.ts";

export interface HashedFile extends FoundFile {
  readonly sha256: string;
}

/**
 * The next load of a stream, or undefined when everything has landed. For `full`: all files of a snapshot
 * whose content differs from the last one, earliest date first. Otherwise: the files with new content under
 * any name, each content once, and one date after the other if the names have dates. Events without ids are
 * identified by their file, so a copy of a file is new too, while a renamed file is not. The load's id
 * depends on its content and its predecessors: landing the same files in the same way on the same day after
 * the same loads gives the same load.
 */
export function nextLoad(
  files: readonly HashedFile[],
  cursor: Cursor,
  {
    name,
    stream,
    landedOn,
    now,
  }: {
    readonly name: { readonly source: string; readonly stream: string };
    readonly stream: Stream;
    readonly landedOn: string;
    readonly now: Date;
  },
): PendingLoad | undefined {
  const next =
    stream.mode === "full" ? nextSnapshot(files, cursor) : neverLanded(files, cursor, isNamedByFile(stream));
  if (next === undefined) return undefined;
  const landed_on = next.snapshot === "" ? landedOn : next.snapshot;
  // The order of file names decides between versions of a record, so it is part of the load.
  const contents = next.files.map(({ key, sha256 }) => [key, sha256]).toSorted();
  const identity = [name, stream, landed_on, cursor.last_load?.load_id, contents];
  return {
    load_id: createHash("sha256").update(JSON.stringify(identity)).digest("hex").slice(0, 16),
    landed_at: laterThan(cursor.last_load?.landed_at, now),
    landed_on,
    snapshot: next.snapshot,
    files: Object.fromEntries(
      next.files.map(({ key, bytes, etag, sha256 }) => [key, { bytes, etag, sha256 }]),
    ),
  };
}

interface Next {
  readonly snapshot: string;
  readonly files: readonly HashedFile[];
}

function nextSnapshot(files: readonly HashedFile[], cursor: Cursor): Next | undefined {
  const byDate = Map.groupBy(files, ({ date }) => date ?? "");
  return [...byDate]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([snapshot, ofDate]) => ({ snapshot, files: ofDate }))
    .find(({ snapshot, files: ofDate }) => {
      const hashes = ofDate.map(({ sha256 }) => sha256).toSorted();
      return JSON.stringify(hashes) !== JSON.stringify(cursor.snapshots[snapshot]);
    });
}

function neverLanded(files: readonly HashedFile[], cursor: Cursor, areTwinsNew: boolean): Next | undefined {
  const seen = new Set(Object.keys(cursor.contents));
  const known = ({ key, sha256 }: HashedFile) => cursor.files[key]?.sha256 === sha256;
  const stillThere = new Set(files.filter(known).map(({ sha256 }) => sha256));
  const unseen = files.filter((file) => {
    if (areTwinsNew && !known(file) && stillThere.has(file.sha256)) return true;
    const isNew = !seen.has(file.sha256);
    if (!areTwinsNew) seen.add(file.sha256);
    return isNew;
  });
  // For dated files, those of the earliest date: each file lands on its own date.
  const [snapshot] = unseen.map(({ date }) => date ?? "").toSorted();
  if (snapshot === undefined) return undefined;
  return { snapshot, files: unseen.filter(({ date }) => (date ?? "") === snapshot) };
}

/** Loads of a stream are in order also when the clock is not. */
function laterThan(previous: string | undefined, now: Date): string {
  const earliest = previous === undefined ? 0 : Date.parse(previous) + 1;
  return new Date(Math.max(now.getTime(), earliest)).toISOString();
}
