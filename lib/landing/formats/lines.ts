import { isUtf8 } from "node:buffer";
import { maxRecordBytes } from "./entry.ts";
import type { Utf8 } from "./text.ts";

/** A line without its newline (a carriage return stays); `problem` when its bytes are no text. */
export interface Line {
  readonly number: number;
  readonly text: string;
  readonly problem: string | undefined;
}

const newline = 10;
const smallest = 64 << 10;
const undecodable = "not text in its encoding";
const replacement = Buffer.from("\ufffd");

/** Lines of a file as bytes, and how far they have been read. */
export class Lines {
  /** Whole lines, the last without its newline. They are gone once more is added. */
  bytes: Buffer = Buffer.alloc(0);
  /** Where the next line begins; past the end when none is left. */
  at = 0;
  /** The number of the next line in its file. */
  number = 1;
  /** Whether each line is text of a usual length. */
  isText = false;
  readonly #isTranscoded: boolean;
  /** The lines, and the beginning of the line after them. */
  #memory = Buffer.alloc(smallest);
  #filled = 0;
  /** Whether the first line is given as its beginning. */
  #isOverlong = false;

  constructor(isTranscoded: boolean) {
    this.#isTranscoded = isTranscoded;
  }

  get areRead(): boolean {
    return this.at > this.bytes.length;
  }

  /** Adds bytes, once the lines before were read; true when whole lines are there. */
  add(chunk: Buffer): boolean {
    this.#memory.copyWithin(0, this.at, this.#filled);
    this.#filled -= this.at;
    this.at = 0;
    const end = chunk.lastIndexOf(newline);
    const isTooLong = this.#filled > maxRecordBytes;
    // Of an overlong line nothing more is kept.
    if (isTooLong && end < 0) return false;
    const kept = isTooLong ? chunk.subarray(chunk.indexOf(newline)) : chunk;
    this.#append(kept);
    if (end < 0) {
      this.bytes = this.#memory.subarray(0, 0);
      return false;
    }
    this.#show(this.#filled - (chunk.length - end), isTooLong);
    return true;
  }

  /** Ends the file; true when it has a last line without an end. */
  end(): boolean {
    this.#memory.copyWithin(0, this.at, this.#filled);
    this.#filled -= this.at;
    this.at = 0;
    this.#show(this.#filled, this.#filled > maxRecordBytes);
    return this.#filled > 0;
  }

  #append(chunk: Buffer): void {
    const needed = this.#filled + chunk.length;
    if (needed > this.#memory.length) {
      const larger = Buffer.alloc(Math.max(needed, 2 * this.#memory.length));
      this.#memory.copy(larger, 0, 0, this.#filled);
      this.#memory = larger;
    }
    chunk.copy(this.#memory, this.#filled);
    this.#filled = needed;
  }

  #show(end: number, isOverlong: boolean): void {
    this.bytes = this.#memory.subarray(0, end);
    this.#isOverlong = isOverlong;
    this.isText =
      !isOverlong && (this.#isTranscoded ? !this.bytes.includes(replacement) : isUtf8(this.bytes));
  }

  /** The next lines. */
  take(most: number): readonly Line[] {
    const start = this.at;
    let end = start;
    for (let taken = 0; taken < most && end <= this.bytes.length; taken += 1) end = this.#endOfLine(end) + 1;
    const lines = this.isText ? textsIn(this.bytes.subarray(start, end - 1)) : this.#examined(start, end);
    const first = this.number;
    this.at = end;
    this.number += lines.length;
    return lines.map(({ text, problem }, index) => ({ number: first + index, text, problem }));
  }

  #endOfLine(start: number): number {
    const found = this.bytes.indexOf(newline, start);
    return found < 0 ? this.bytes.length : found;
  }

  #examined(start: number, end: number): Omit<Line, "number">[] {
    const lines: Omit<Line, "number">[] = [];
    for (let at = start; at < end; ) {
      const stop = this.#endOfLine(at);
      const bytes = this.bytes.subarray(at, stop);
      lines.push({ text: bytes.toString("utf8"), problem: this.#problemWith(bytes) });
      at = stop + 1;
    }
    return lines;
  }

  #problemWith(bytes: Buffer): string | undefined {
    if (this.#isOverlong) {
      this.#isOverlong = false;
      return `longer than ${maxRecordBytes >> 20} MB`;
    }
    const isText = this.#isTranscoded ? !bytes.includes(replacement) : isUtf8(bytes);
    return isText ? undefined : undecodable;
  }
}

const textsIn = (bytes: Buffer) =>
  bytes
    .toString("utf8")
    .split("\n")
    .map((text) => ({ text, problem: undefined }));

/** The lines of a text, many at a time: the same object each time, to be read to its end before the next. */
export async function* readLines({ chunks, isTranscoded }: Utf8): AsyncGenerator<Lines> {
  const lines = new Lines(isTranscoded);
  for await (const chunk of chunks) {
    if (lines.add(chunk)) yield lines;
  }
  if (lines.end()) yield lines;
}
