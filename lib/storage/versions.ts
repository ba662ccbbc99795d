import { createHash } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, statSync, unlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Etag } from "./object-store.ts";
import { isAlive } from "./process-identity.ts";

/** How long until a version that another process is just now replacing is looked at again. */
const pollMilliseconds = 2;
/** How often a folder may be pruned between its making and the link into it, before that is an error. */
const folderAttempts = 100;

export function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

/** Inode, size and modification time of a file. */
export function etagOf(stats: {
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
}): Etag {
  return [stats.ino, stats.size, stats.mtimeNs].map((number) => number.toString(36)).join("-");
}

/** The etag of the file, or undefined if it does not exist. */
export function etagAt(path: string): Etag | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats?.isFile() ? etagOf(stats) : undefined;
}

/** Makes the complete file `from` appear at `to`; returns false if something is there. */
export function linkIfAbsent(from: string, to: string): boolean {
  for (let attempt = 1; ; attempt += 1) {
    try {
      mkdirSync(dirname(to), { recursive: true });
      linkSync(from, to);
      return true;
    } catch (error) {
      if (isCode(error, "EEXIST") && etagAt(to) !== undefined) return false;
      if (!isCode(error, "ENOENT", "EEXIST") || attempt === folderAttempts) throw error;
    }
  }
}

/**
 * Does `change` (a rename over the file, or its unlinking) if the file still has this etag: then true. Whoever
 * asks with the same `claim` name, in any process, is told false when another was first.
 *
 * The claim of a version is a hard link `<claim>.<n>` to `ownName`, a file that holds the name of its process:
 * only one can make it, and a link is made quicker than a file.
 * - At most one changes a version: an etag never comes back, so once a version is replaced its claims are moot,
 *   and only then are they removed. While it stands, claim n + 1 is made only by one who saw claim n held by a
 *   process that is gone, and gone is for ever; two of those meet at the same name, where one loses.
 * - A kill blocks no one: the kernel knows that the holder is gone. From claim to change nothing yields, so to
 *   wait for a holder that lives is a matter of microseconds. What a kill in between leaves is one link.
 */
export async function changeVersion(
  {
    path,
    etag,
    claim,
    ownName,
  }: { readonly path: string; readonly etag: Etag; readonly claim: string; readonly ownName: string },
  change: () => void,
): Promise<boolean> {
  for (let n = 0; etagAt(path) === etag; ) {
    const holder = holderOf(`${claim}.${n}`, ownName);
    if (holder === undefined) {
      const isChanged = changeClaimed(path, etag, `${claim}.${n}`, change);
      if (isChanged) for (let gone = 0; gone < n; gone += 1) unlinkIfThere(`${claim}.${gone}`);
      return isChanged;
    }
    if (isAlive(holder)) await delay(pollMilliseconds);
    else n += 1;
  }
  return false;
}

function changeClaimed(path: string, etag: Etag, ownClaim: string, change: () => void): boolean {
  try {
    if (etagAt(path) !== etag) return false;
    change();
    return true;
  } finally {
    unlinkIfThere(ownClaim);
  }
}

/** The holder of the claim; undefined if it is ours from now on. */
function holderOf(claim: string, ownName: string): string | undefined {
  for (;;) {
    try {
      linkSync(ownName, claim);
      return undefined;
    } catch (error) {
      if (!isCode(error, "EEXIST")) throw error;
    }
    try {
      return readFileSync(claim, "utf8");
    } catch (error) {
      if (!isCode(error, "ENOENT")) throw error;
    }
  }
}

export function unlinkIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!isCode(error, "ENOENT")) throw error;
  }
}

/** The name under which everyone claims this version of this key. */
export function claimOf(directory: string, key: string, etag: Etag): string {
  return join(directory, createHash("sha256").update(`${key}\n${etag}`).digest("hex").slice(0, 32));
}
