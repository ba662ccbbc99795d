import { copyBytes, type Memory, memoryOf } from "./memory.ts";
import { leaveSheet, nextOnSheet, sheet, takeSheet } from "./sheet.ts";

/** Bytes that a block has at least. */
const smallest = 4 << 10;

const newline = 0x0a;

/** Lines of text as UTF-8, in memory that grows and is used again; the last of them may still be on the sheet. */
export class LineBlock {
  #memory = memoryOf(smallest);
  /** The bytes in memory, which the sheet's follow. */
  #kept = 0;
  #length = 0;
  #lineStart = 0;

  /** The bytes that are written. */
  get length(): number {
    return this.#length;
  }

  get bytes(): Buffer {
    this.#gather();
    return this.#memory.bytes.subarray(0, this.#length);
  }

  add(text: string): void {
    // A character of a string has at most three bytes.
    const { bytes } = this.#reserve(3 * text.length);
    this.#keptTo(this.#length + bytes.write(text, this.#length));
  }

  addBytes(from: Memory, start: number, end: number): void {
    this.#keptTo(copyBytes(from, start, end, this.#reserve(end - start), this.#length));
  }

  /** Adds what was written from {@link nextOnSheet} up to there. */
  addFromSheet(to: number): void {
    this.#length += to - nextOnSheet();
    takeSheet(this, to);
  }

  /** Ends the line; returns its bytes. */
  endLine(): number {
    if (this.#isOnSheet) {
      const at = nextOnSheet();
      sheet.bytes[at] = newline;
      this.addFromSheet(at + 1);
    } else {
      this.#reserve(1).bytes[this.#length] = newline;
      this.#keptTo(this.#length + 1);
    }
    const bytes = this.#length - this.#lineStart;
    this.#lineStart = this.#length;
    return bytes;
  }

  /** Takes over its lines on the sheet, which others need or it does. */
  keep(lines: Buffer): void {
    this.#grow(lines.length);
    lines.copy(this.#memory.bytes, this.#kept);
    this.#kept += lines.length;
  }

  /** Makes it empty, and keeps its memory. */
  clear(): void {
    this.#gather();
    this.#keptTo(0);
    this.#lineStart = 0;
  }

  get #isOnSheet(): boolean {
    return this.#kept < this.#length;
  }

  #gather(): void {
    if (this.#isOnSheet) leaveSheet(this);
  }

  /** The memory, with room for that many bytes more. */
  #reserve(more: number): Memory {
    this.#gather();
    return this.#grow(more);
  }

  #grow(more: number): Memory {
    const { bytes } = this.#memory;
    const needed = this.#kept + more;
    if (needed > bytes.length) {
      this.#memory = memoryOf(Math.max(needed, 2 * bytes.length));
      bytes.copy(this.#memory.bytes, 0, 0, this.#kept);
    }
    return this.#memory;
  }

  #keptTo(length: number): void {
    this.#length = length;
    this.#kept = length;
  }
}
