import { createHash } from "node:crypto";
import type { Stream } from "../config/schema.ts";
import type { Cursor, PendingLoad } from "./cursor.ts";
import type { FoundFile } from "./find-files.ts";

export interface HashedFile extends FoundFile {
  readonly sha256: string;
}

/**
 * The next load of a stream, or undefined when everything has landed. For `full`: all files of a snapshot
 * whose content differs from the last one, copies aside, earliest date first. Otherwise: the files with new
 * content under any name, each content once, and for `upsert` those whose content is that of earlier ones again; one
 * date after the other if the names have dates. The load's
 * id depends on its content and its predecessors: landing the same files in the same way on the same day
 * after the same loads gives the same load.
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
  const next = stream.mode === "full" ? nextSnapshot(files, cursor) : notLanded(files, cursor, stream.mode);
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
      const hashes = distinct(ofDate.map(({ sha256 }) => sha256));
      const landed = cursor.snapshots[snapshot];
      return landed === undefined || JSON.stringify(hashes) !== JSON.stringify(distinct(landed));
    });
}

const distinct = (hashes: readonly string[]): string[] => [...new Set(hashes)].toSorted();

function notLanded(
  files: readonly HashedFile[],
  cursor: Cursor,
  mode: "upsert" | "append",
): Next | undefined {
  const seen = new Set(Object.keys(cursor.contents));
  const unseen = files.filter((file) => {
    const isNew = !seen.has(file.sha256);
    seen.add(file.sha256);
    return isNew || (mode === "upsert" && isBackAgain(file, files, cursor));
  });
  // For dated files, those of the earliest date: each file lands on its own date.
  const [snapshot] = unseen.map(({ date }) => date ?? "").toSorted();
  if (snapshot === undefined) return undefined;
  return { snapshot, files: unseen.filter(({ date }) => (date ?? "") === snapshot) };
}

/**
 * Whether the records are as they were once, and had changed in between: a file was overwritten with what it had before,
 * or a dated one differs from those of the date before.
 */
function isBackAgain(
  { key, sha256, date }: HashedFile,
  files: readonly HashedFile[],
  cursor: Cursor,
): boolean {
  const known = cursor.files[key];
  if (known !== undefined) return known.sha256 !== sha256;
  if (date === undefined) return false;
  const others = files.filter((other) => other.key !== key && other.date !== undefined && other.date <= date);
  const before = others
    .map((other) => other.date ?? "")
    .filter((earlier) => earlier < date)
    .toSorted()
    .at(-1);
  return (
    before !== undefined && !others.some((other) => other.sha256 === sha256 && (other.date ?? "") >= before)
  );
}

/** Loads of a stream are in order also when the clock is not. */
function laterThan(previous: string | undefined, now: Date): string {
  const earliest = previous === undefined ? 0 : Date.parse(previous) + 1;
  return new Date(Math.max(now.getTime(), earliest)).toISOString();
}
