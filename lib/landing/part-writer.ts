import { promisify } from "node:util";
import { gzip as gzipCallback } from "node:zlib";
import type { ObjectStore } from "../storage/object-store.ts";

const gzip = promisify(gzipCallback);
const gzipLevel = 1;

/** Compresses a block and frees its memory at once; the garbage collector would let hundreds accumulate. */
async function compressed(block: Buffer<ArrayBuffer>): Promise<Buffer> {
  const member = await gzip(block, { level: gzipLevel });
  block.buffer.transfer(0);
  return member;
}

/** When lines are compressed, and compressed blocks stored; counted in characters, which the input alone decides. */
const sizes = {
  /** The lines of one prefix that are compressed together, as one gzip member. */
  block: 1 << 18,
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
export const partKey = (prefix: string, group: number, part: number): string =>
  `${prefix}part-${String(group).padStart(3, "0")}-${String(part).padStart(5, "0")}.ndjson.gz`;

interface Prefix {
  readonly prefix: string;
  lines: string[];
  characters: number;
  members: Promise<Buffer>[];
  memberCharacters: number;
  parts: number;
  records: number;
  bytes: number;
}

/**
 * Writes lines to parts (`part-<group>-00000.ndjson.gz`) below any number of prefixes, with flat memory, in parts
 * as large as that memory allows. The same lines in the same order give the same parts, byte by byte.
 */
export class PartWriter {
  readonly #store: ObjectStore;
  readonly #group: number;
  readonly #prefixes = new Map<string, Prefix>();
  #waiting = 0;
  #sinceCount = 0;
  #compressing: Promise<Buffer>[] = [];
  #storing: Promise<unknown>[] = [];

  constructor(store: ObjectStore, group: number) {
    this.#store = store;
    this.#group = group;
  }

  /** Takes one line, without its end; a promise to wait for when enough has gathered to be compressed. */
  write(prefix: string, line: string): Promise<void> | undefined {
    const target = this.#prefixOf(prefix);
    target.lines.push(line);
    target.characters += line.length + 1;
    target.records += 1;
    this.#waiting += line.length + 1;
    return target.characters >= sizes.block || this.#waiting > sizes.waiting
      ? this.#drain(target)
      : undefined;
  }

  async #drain(written: Prefix): Promise<void> {
    if (written.characters >= sizes.block) await this.#compress(written);
    if (this.#waiting > sizes.waiting) {
      const largest = this.#by(({ characters }) => characters);
      for (const target of largest) {
        if (this.#waiting <= sizes.waiting / 2) break;
        await this.#compress(target);
      }
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
      .map(({ prefix, records, bytes, parts }) => ({ prefix, records, bytes, parts }))
      .toSorted((a, b) => (a.prefix < b.prefix ? -1 : 1));
  }

  #prefixOf(prefix: string): Prefix {
    let target = this.#prefixes.get(prefix);
    if (target === undefined) {
      target = {
        prefix,
        lines: [],
        characters: 0,
        members: [],
        memberCharacters: 0,
        parts: 0,
        records: 0,
        bytes: 0,
      };
      this.#prefixes.set(prefix, target);
    }
    return target;
  }

  async #compress(target: Prefix): Promise<void> {
    if (target.lines.length === 0) return;
    const text = `${target.lines.join("\n")}\n`;
    // Memory of its own, not of the pool that small buffers share.
    const block = Buffer.from(new ArrayBuffer(Buffer.byteLength(text)));
    block.write(text);
    const bytes = block.length;
    const member = compressed(block);
    target.members.push(member);
    target.memberCharacters += target.characters;
    target.bytes += bytes;
    this.#waiting -= target.characters;
    this.#sinceCount += target.characters;
    target.lines = [];
    target.characters = 0;
    this.#compressing.push(member);
    if (this.#compressing.length > concurrency) await this.#compressing.shift();
    if (target.memberCharacters >= sizes.part) await this.#storePart(target);
  }

  async #storePart(target: Prefix): Promise<void> {
    if (target.members.length === 0) return;
    const key = partKey(target.prefix, this.#group, target.parts);
    const body = Promise.all(target.members).then((members) => Buffer.concat(members));
    target.members = [];
    target.memberCharacters = 0;
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
