import { type Memory, memoryOf } from "./memory.ts";

/** Bytes that a block has at least. */
const smallest = 4 << 10;

const newline = 0x0a;

/** Lines of text as UTF-8, in memory that grows and is used again. */
export class LineBlock {
  #memory = memoryOf(smallest);
  /** The bytes that are written. */
  length = 0;
  #lineStart = 0;

  get bytes(): Buffer<ArrayBuffer> {
    return this.#memory.bytes;
  }

  /** The memory, with room for that many bytes more. */
  reserve(more: number): Memory {
    const needed = this.length + more;
    if (needed <= this.bytes.length) return this.#memory;
    const larger = memoryOf(Math.max(needed, 2 * this.bytes.length));
    this.bytes.copy(larger.bytes, 0, 0, this.length);
    this.#memory = larger;
    return larger;
  }

  add(text: string): void {
    // A character of a string has at most three bytes.
    this.reserve(3 * text.length);
    this.length += this.bytes.write(text, this.length);
  }

  /** Ends the line; returns its bytes. */
  endLine(): number {
    this.reserve(1);
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
