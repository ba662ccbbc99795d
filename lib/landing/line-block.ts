import { type Memory, memoryOf } from "./memory.ts";

/** Bytes that a block has at least. */
const smallest = 4 << 10;

/** A few bytes are copied faster word by word than by a call. */
const mostByWords = 256;

const newline = 0x0a;
const zero = 0x30;

/** Lines of text as UTF-8, in memory that grows and is used again. */
export class LineBlock {
  #memory = memoryOf(smallest);
  /** The bytes that are written. */
  length = 0;
  #lineStart = 0;

  get bytes(): Buffer<ArrayBuffer> {
    return this.#memory.bytes;
  }

  /** Makes room for that many bytes more. */
  #reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.bytes.length) return;
    const larger = memoryOf(Math.max(needed, 2 * this.bytes.length));
    this.bytes.copy(larger.bytes, 0, 0, this.length);
    this.#memory = larger;
  }

  add(text: string): void {
    // A character of a string has at most three bytes.
    this.#reserve(3 * text.length);
    this.length += this.bytes.write(text, this.length);
  }

  addBytes(from: Memory, start: number, end: number): void {
    this.#reserve(end - start);
    if (end - start > mostByWords) from.bytes.copy(this.bytes, this.length, start, end);
    else {
      const { words } = this.#memory;
      for (let to = this.length, at = start; at < end; at += 4, to += 4)
        words.setInt32(to, from.words.getInt32(at, true), true);
    }
    this.length += end - start;
  }

  /** The same after one byte more. */
  addCell(separator: number, from: Memory, start: number, end: number): void {
    this.#reserve(1);
    this.bytes[this.length] = separator;
    this.length += 1;
    this.addBytes(from, start, end);
  }

  /** @param number a whole one, not negative */
  addNumber(number: number): void {
    let digits = 1;
    for (let limit = 10; limit <= number; limit *= 10) digits += 1;
    this.#reserve(digits);
    const { bytes } = this;
    let rest = number;
    for (let at = this.length + digits - 1; at >= this.length; at -= 1) {
      // Whole numbers of 32 bits are divided several times as fast.
      const tenth = rest < 0x7fffffff ? ((rest | 0) / 10) | 0 : Math.floor(rest / 10);
      bytes[at] = zero + rest - 10 * tenth;
      rest = tenth;
    }
    this.length += digits;
  }

  /** Ends the line; returns its bytes. */
  endLine(): number {
    this.#reserve(1);
    this.bytes[this.length] = newline;
    this.length += 1;
    const bytes = this.length - this.#lineStart;
    this.#lineStart = this.length;
    return bytes;
  }

  /** Makes it empty, and keeps its memory. */
  clear(): void {
    this.length = 0;
    this.#lineStart = 0;
  }
}
