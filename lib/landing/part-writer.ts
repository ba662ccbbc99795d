import { promisify } from "node:util";
import { constants, gzip as gzipCallback, zstdCompress as zstdCallback } from "node:zlib";
import type { ObjectStore } from "../storage/object-store.ts";
import { LineBlock } from "./line-block.ts";

const gzip = promisify(gzipCallback);
const zstd = promisify(zstdCallback);

/** What the parts of an area are: the end of their names, and how their lines are compressed. */
export interface PartKind {
  readonly ending: string;
  /** One block of lines; blocks that follow each other make a valid file. */
  compressed(lines: Uint8Array): Promise<Buffer>;
}

/** Enough for most blocks once they are compressed: each chunk more is a trip to zlib's threads. */
const chunkSize = 128 << 10;

export const rawParts: PartKind = {
  ending: ".txt.zst",
  compressed: (lines) => zstd(lines, { chunkSize, params: { [constants.ZSTD_c_compressionLevel]: 1 } }),
};
/** For people, whose tools open gzip. */
export const quarantineParts: PartKind = {
  ending: ".ndjson.gz",
  compressed: (lines) => gzip(lines, { level: 1 }),
};

/** When lines are compressed, and compressed blocks stored; counted in bytes, which the input alone decides. */
const sizes = {
  /** The lines of one prefix that are compressed together. */
  block: 1 << 20,
  /** Lines that wait for compression, of all prefixes together. */
  waiting: 16 << 20,
  /** Lines in one part. */
  part: 32 << 20,
  /** Compressed bytes that wait to be stored, of all prefixes together. */
  compressed: 48 << 20,
  /** Lines compressed before the compressed bytes are counted. */
  betweenCounts: 16 << 20,
} as const;

/** Blocks in compression at a time, and parts in storing: two of zlib's threads, while a third block is read. */
const concurrency = 2;

export interface WrittenPrefix {
  readonly prefix: string;
  readonly records: number;
  /** Of the lines, before compression. */
  readonly bytes: number;
  readonly parts: number;
}

/** The key of a part: several groups of files may be written below one prefix, side by side. */
export const partKey = (prefix: string, { ending }: PartKind, group: number, part: number): string =>
  `${prefix}part-${String(group).padStart(3, "0")}-${String(part).padStart(5, "0")}${ending}`;

/** Where the lines of a prefix are gathered. */
export interface Prefix {
  readonly prefix: string;
  /** Where its next line is written; {@link PartWriter.lineEnded} ends it. */
  lines: LineBlock;
  members: Promise<Buffer>[];
  memberBytes: number;
  parts: number;
  records: number;
  bytes: number;
}

/**
 * Writes lines to parts (`part-<group>-00000…`) below any number of prefixes, with flat memory, in parts as large as
 * that memory allows. The same lines in the same order give the same parts, byte by byte.
 */
export class PartWriter {
  readonly #store: Pick<ObjectStore, "put">;
  readonly #kind: PartKind;
  readonly #group: number;
  readonly #prefixes = new Map<string, Prefix>();
  #isFull = false;
  #waiting = 0;
  #sinceCount = 0;
  #compressing: Promise<Buffer>[] = [];
  #storing: Promise<unknown>[] = [];
  /** Blocks whose memory can be used again; with many prefixes it would add up. */
  #spare: LineBlock[] = [];

  constructor(store: Pick<ObjectStore, "put">, kind: PartKind, group: number) {
    this.#store = store;
    this.#kind = kind;
    this.#group = group;
  }

  /** True when enough has gathered that {@link drained} must be called before the next line. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** Takes one line, without its end. */
  write(prefix: string, line: string): void {
    const target = this.prefix(prefix);
    target.lines.add(line);
    this.lineEnded(target);
  }

  lineEnded(target: Prefix): void {
    const { lines } = target;
    target.records += 1;
    this.#waiting += lines.endLine();
    if (lines.length >= sizes.block || this.#waiting > sizes.waiting) this.#isFull = true;
  }

  /** Compresses and stores what has gathered. */
  async drained(): Promise<void> {
    this.#isFull = false;
    for (const target of this.#prefixes.values())
      if (target.lines.length >= sizes.block) await this.#compress(target);
    if (this.#waiting > sizes.waiting)
      for (const target of this.#by(({ lines }) => lines.length)) {
        if (this.#waiting <= sizes.waiting / 2) break;
        await this.#compress(target);
      }
    if (this.#sinceCount > sizes.betweenCounts) await this.#makeRoom();
  }

  /** Stores the remaining lines, and returns the written parts. */
  async finish(): Promise<readonly WrittenPrefix[]> {
    for (const target of this.#prefixes.values()) {
      await this.#compress(target);
      await this.#storePart(target);
    }
    await Promise.all(this.#storing);
    return [...this.#prefixes.values()]
      .filter(({ records }) => records > 0)
      .map(({ prefix, records, bytes, parts }) => ({ prefix, records, bytes, parts }))
      .toSorted((a, b) => (a.prefix < b.prefix ? -1 : 1));
  }

  prefix(prefix: string): Prefix {
    let target = this.#prefixes.get(prefix);
    if (target === undefined) {
      const lines = new LineBlock();
      target = { prefix, lines, members: [], memberBytes: 0, parts: 0, records: 0, bytes: 0 };
      this.#prefixes.set(prefix, target);
    }
    return target;
  }

  async #compress(target: Prefix): Promise<void> {
    const { lines } = target;
    if (lines.length === 0) return;
    const member = this.#compressed(lines);
    target.members.push(member);
    target.memberBytes += lines.length;
    target.bytes += lines.length;
    this.#waiting -= lines.length;
    this.#sinceCount += lines.length;
    target.lines = this.#spare.pop() ?? new LineBlock();
    this.#compressing.push(member);
    if (this.#compressing.length > concurrency) await this.#compressing.shift();
    if (target.memberBytes >= sizes.part) await this.#storePart(target);
  }

  async #compressed(lines: LineBlock): Promise<Buffer> {
    const member = await this.#kind.compressed(lines.bytes);
    lines.clear();
    if (this.#prefixes.size <= concurrency) this.#spare.push(lines);
    return member;
  }

  async #storePart(target: Prefix): Promise<void> {
    if (target.members.length === 0) return;
    const key = partKey(target.prefix, this.#kind, this.#group, target.parts);
    const body = Promise.all(target.members).then((members) => Buffer.concat(members));
    target.members = [];
    target.memberBytes = 0;
    target.parts += 1;
    const stored = body.then((bytes) => this.#store.put(key, bytes));
    this.#storing.push(stored);
    if (this.#storing.length > concurrency) await this.#storing.shift();
  }

  /** Stores the largest parts early when the compressed bytes of all prefixes are more than memory should hold. */
  async #makeRoom(): Promise<void> {
    this.#sinceCount = 0;
    const held = new Map<Prefix, number>();
    for (const target of this.#prefixes.values()) {
      const members = await Promise.all(target.members);
      held.set(
        target,
        members.reduce((sum, { length }) => sum + length, 0),
      );
    }
    let total = [...held.values()].reduce((sum, bytes) => sum + bytes, 0);
    if (total <= sizes.compressed) return;
    for (const target of this.#by((prefix) => held.get(prefix) ?? 0)) {
      if (total <= sizes.compressed / 2) return;
      total -= held.get(target) ?? 0;
      await this.#storePart(target);
    }
  }

  #by(size: (prefix: Prefix) => number): Prefix[] {
    return [...this.#prefixes.values()].toSorted((a, b) => size(b) - size(a));
  }
}
