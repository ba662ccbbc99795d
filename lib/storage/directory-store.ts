import { randomBytes } from "node:crypto";
import {
  closeSync,
  createWriteStream,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmdirSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { mkdir, open, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setImmediate } from "node:timers/promises";
import { folderOf, pathOf, temporaryDirectory } from "./keys.ts";
import type { Body, ByteRange, Etag, ObjectStore, ObjectSummary, StoredObject } from "./object-store.ts";
import { isAlive, ownIdentity } from "./process-identity.ts";
import { changeVersion, claimOf, etagAt, etagOf, isCode, linkIfAbsent, unlinkIfThere } from "./versions.ts";

const readAheadBytes = 256 << 10;
/** Bodies up to this size are read and written synchronously, which is faster than using another thread. */
const smallBytes = 256 << 10;

/**
 * Objects as files of a directory, for processes of one machine, on a file system with hard links.
 *
 * A body is first written whole to `.tmp/`, which is not listed: a killed writer leaves nothing at a key, and
 * what it left in `.tmp/` the next process removes. From nothing to a first version is one `link`, which fails
 * when something is there. From one version to the next is {@link changeVersion}, which says why one succeeds
 * at most; `put` and `delete` are tries of the same steps, so that no conditional put misses one of them.
 *
 * An etag is inode, size and modification time, which each put sets to the microsecond: an inode is only used
 * again after its file was replaced, so later. Nothing is hashed, and nothing is forced to the platter: an
 * object survives the death of any process, but not surely a power cut.
 */
export class DirectoryStore implements ObjectStore {
  readonly #root: string;
  readonly #temporary: string;
  readonly #claims: string;
  #prepared: Promise<void> | undefined;
  /** The file with this process's name, the target of claim links. */
  #ownName: string | undefined;

  constructor(root: string) {
    this.#root = resolve(root);
    this.#temporary = join(this.#root, temporaryDirectory);
    this.#claims = join(this.#temporary, "claims");
  }

  async get(key: string, range?: ByteRange): Promise<StoredObject | undefined> {
    // Who reads in a loop lets others have their turn.
    await setImmediate();
    const small = range === undefined ? readSmall(pathOf(this.#root, key)) : undefined;
    if (small !== undefined) return small;
    const file = await unlessMissing(open(pathOf(this.#root, key)));
    if (file === undefined) return undefined;
    const stats = await file.stat({ bigint: true });
    if (!stats.isFile()) {
      await file.close();
      return undefined;
    }
    const bytes = Number(stats.size);
    const start = range?.start ?? 0;
    const end = Math.min(range?.end ?? bytes, bytes - 1);
    const etag = etagOf(stats);
    if (end < start) {
      await file.close();
      return { body: Readable.from([]), etag, bytes };
    }
    return { body: file.createReadStream({ start, end, highWaterMark: readAheadBytes }), etag, bytes };
  }

  async head(key: string): Promise<ObjectSummary | undefined> {
    const stats = statSync(pathOf(this.#root, key), { bigint: true, throwIfNoEntry: false });
    return stats?.isFile() ? { key, bytes: Number(stats.size), etag: etagOf(stats) } : undefined;
  }

  async put(key: string, body: Body): Promise<Etag> {
    return this.#written(key, body, async ({ from, to, written }) => {
      for (;;) {
        const etag = etagAt(to);
        if (etag === undefined && linkIfAbsent(from, to)) return written;
        if (etag !== undefined && (await this.#change(key, etag, () => renameSync(from, to)))) return written;
      }
    });
  }

  async putIfAbsent(key: string, body: Body): Promise<Etag | undefined> {
    return this.#written(key, body, async ({ from, to, written }) =>
      linkIfAbsent(from, to) ? written : undefined,
    );
  }

  async putIfMatch(key: string, body: Body, etag: Etag): Promise<Etag | undefined> {
    return this.#written(key, body, async ({ from, to, written }) =>
      (await this.#change(key, etag, () => renameSync(from, to))) ? written : undefined,
    );
  }

  async *list(prefix: string, { startAfter = "" }: { readonly startAfter?: string } = {}) {
    yield* this.#walk(folderOf(prefix), prefix, startAfter);
  }

  async delete(keys: readonly string[]): Promise<void> {
    if (keys.length > 0) await this.#prepare();
    for (const key of keys) {
      const path = pathOf(this.#root, key);
      for (let etag = etagAt(path); etag !== undefined; etag = etagAt(path))
        await this.#change(key, etag, () => unlinkSync(path));
      pruneEmpty(dirname(path), this.#root);
    }
  }

  /** Objects of a folder in the order of their keys' bytes: a folder sorts as its name with the `/`. */
  async *#walk(folder: string, prefix: string, startAfter: string): AsyncGenerator<ObjectSummary> {
    const entries = await unlessMissing(readdir(join(this.#root, folder), { withFileTypes: true }));
    const named = (entries ?? []).map((entry) => {
      const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && this.#isFolder(folder + entry.name));
      const key = `${folder}${entry.name}${isFolder ? "/" : ""}`;
      return { isFolder, key, bytes: Buffer.from(key) };
    });
    const after = Buffer.from(startAfter);
    for (const { isFolder, key, bytes } of named.sort((a, b) => Buffer.compare(a.bytes, b.bytes))) {
      const isAfter = Buffer.compare(bytes, after) > 0;
      if (isFolder) {
        const mayMatch = key.startsWith(prefix) || prefix.startsWith(key);
        const mayFollow = isAfter || startAfter.startsWith(key);
        if (mayMatch && mayFollow && key !== `${temporaryDirectory}/`)
          yield* this.#walk(key, prefix, startAfter);
      } else if (isAfter && key.startsWith(prefix)) {
        const summary = await this.head(key);
        if (summary !== undefined) yield summary;
      }
    }
  }

  #isFolder(key: string): boolean {
    return statSync(join(this.#root, key), { throwIfNoEntry: false })?.isDirectory() ?? false;
  }

  /** Writes the body to its own file, passes it to `commit`, and removes leftovers. */
  async #written<T>(
    key: string,
    body: Body,
    commit: (files: { from: string; to: string; written: Etag }) => Promise<T>,
  ): Promise<T> {
    const to = pathOf(this.#root, key);
    await this.#prepare();
    const from = join(this.#temporary, `${ownIdentity()}.${randomBytes(8).toString("hex")}`);
    try {
      if (body instanceof Readable) await pipeline(body, createWriteStream(from, { flags: "wx" }));
      else if (body.length > smallBytes) await writeFile(from, body, { flag: "wx" });
      else writeFileSync(from, body, { flag: "wx" });
      const seconds = (performance.timeOrigin + performance.now()) / 1000;
      utimesSync(from, seconds, seconds);
      return await commit({ from, to, written: etagOf(statSync(from, { bigint: true })) });
    } finally {
      unlinkIfThere(from);
    }
  }

  #change(key: string, etag: Etag, change: () => void): Promise<boolean> {
    this.#ownName ??= writeOwnName(this.#temporary);
    const claim = claimOf(this.#claims, key, etag);
    return changeVersion({ path: pathOf(this.#root, key), etag, claim, ownName: this.#ownName }, change);
  }

  #prepare(): Promise<void> {
    this.#prepared ??= prepare(this.#temporary, this.#claims);
    return this.#prepared;
  }
}

/** The object if it is small; undefined if it is large or missing. */
function readSmall(path: string): StoredObject | undefined {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    if (isCode(error, "ENOENT", "ENOTDIR", "EISDIR")) return undefined;
    throw error;
  }
  try {
    const stats = fstatSync(file, { bigint: true });
    const bytes = Number(stats.size);
    if (!stats.isFile() || bytes > smallBytes) return undefined;
    return { body: Readable.from([readFileSync(file)]), etag: etagOf(stats), bytes };
  } finally {
    closeSync(file);
  }
}

function writeOwnName(temporary: string): string {
  const file = join(temporary, `${ownIdentity()}.name`);
  try {
    writeFileSync(file, ownIdentity(), { flag: "wx" });
  } catch (error) {
    // Another store of this process has written it.
    if (!isCode(error, "EEXIST")) throw error;
  }
  return file;
}

/** Makes the temporary area, and removes what killed processes left half written there. */
async function prepare(temporary: string, claims: string): Promise<void> {
  await mkdir(claims, { recursive: true });
  for (const entry of await readdir(temporary, { withFileTypes: true })) {
    const [owner = ""] = entry.name.split(".");
    if (entry.isFile() && !isAlive(owner)) await rm(join(temporary, entry.name), { force: true });
  }
}

function pruneEmpty(folder: string, root: string): void {
  for (let empty = folder; empty !== root; empty = dirname(empty)) {
    try {
      rmdirSync(empty);
    } catch (error) {
      if (isCode(error, "ENOTEMPTY", "EEXIST", "ENOTDIR")) return;
      if (!isCode(error, "ENOENT")) throw error;
    }
  }
}

async function unlessMissing<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (isCode(error, "ENOENT", "ENOTDIR", "EISDIR")) return undefined;
    throw error;
  }
}
