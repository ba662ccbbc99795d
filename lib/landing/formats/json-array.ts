import { isUtf8 } from "node:buffer";
import { UnreadableFile } from "../errors.ts";
import { type Entry, maxRecordBytes, unreadable } from "./entry.ts";
import { ListFinder } from "./json-list.ts";
import { entryReader } from "./json-values.ts";
import type { Utf8 } from "./text.ts";

/** The exact text of one element of an array, by its number from 1. */
interface Element {
  readonly number: number;
  readonly bytes: Buffer;
  readonly problem?: string;
}

/**
 * Reads the objects of one JSON array with constant memory, or those of one list in each object of the text.
 * @throws UnreadableFile when the text is not an array, or an object has no such list
 */
export async function* readJsonArray(
  text: Utf8,
  paths: readonly string[],
  {
    file,
    list,
    keyPath,
  }: { readonly file: string; readonly list?: string | undefined; readonly keyPath?: string | undefined },
): AsyncGenerator<readonly Entry[]> {
  const read = entryReader(paths, keyPath);
  const toEntry = ({ number, bytes, problem }: Element): Entry => {
    const record = bytes.toString("utf8").trim();
    const isText = isUtf8(bytes) && !(text.isTranscoded && record.includes("\ufffd"));
    const reason = problem ?? (isText ? undefined : "not text in its encoding");
    return reason === undefined ? read(number, record) : unreadable(number, reason, record);
  };
  const scanner = new ArrayScanner(file, list);
  for await (const chunk of text.chunks) yield scanner.scan(chunk).map(toEntry);
  yield scanner.end().map(toEntry);
}

const [quote, backslash, comma, openBracket, closeBracket, openBrace, closeBrace] = Buffer.from('"\\,[]{}');
const isSpace = (byte: number | undefined) => byte === 32 || byte === 10 || byte === 13 || byte === 9;

/** Cuts an array into elements by brackets and quotes only; the reader decides whether each is valid JSON. */
class ArrayScanner {
  readonly #file: string;
  /** Finds the lists, where the text itself is none. */
  readonly #finder: ListFinder | undefined;
  #place: "before" | "inside" | "after" = "before";
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #number = 1;
  /** The number of the list's first element. */
  #first = 1;
  #carried: Buffer[] = [];
  #carriedBytes = 0;

  constructor(file: string, list: string | undefined) {
    this.#file = file;
    this.#finder = list === undefined ? undefined : new ListFinder(file, list);
  }

  scan(chunk: Buffer): Element[] {
    const elements: Element[] = [];
    let start = 0;
    for (let index = 0; index < chunk.length; index += 1) {
      const byte = chunk[index];
      if (this.#place === "before" && this.#finder !== undefined) {
        start = this.#finder.find(chunk, index);
        if (start < 0) return elements;
        index = start - 1;
        this.#place = "inside";
        this.#first = this.#number;
      } else if (this.#place === "before") {
        if (isSpace(byte)) continue;
        if (byte !== openBracket) throw new UnreadableFile(this.#file, notAnArray(byte));
        this.#place = "inside";
        start = index + 1;
      } else if (this.#isInString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (byte === backslash) this.#isEscaped = true;
        else if (byte === quote) this.#isInString = false;
      } else if (this.#place === "after") continue;
      else if (byte === quote) this.#isInString = true;
      else if (byte === openBrace || byte === openBracket) this.#depth += 1;
      else if (this.#depth > 0 && (byte === closeBrace || byte === closeBracket)) this.#depth -= 1;
      else if (this.#depth === 0 && (byte === comma || byte === closeBracket)) {
        elements.push(...this.#cut(chunk.subarray(start, index), byte === closeBracket));
        start = index + 1;
        if (byte === closeBracket) this.#place = this.#finder === undefined ? "after" : "before";
      }
    }
    if (this.#place !== "before") this.#carry(chunk.subarray(start));
    return elements;
  }

  /** The rest at the end: empty, unless the array was cut off or something follows it. */
  end(): Element[] {
    const bytes = this.#take();
    if (this.#place === "inside" || this.#finder?.isOpen === true)
      return [{ number: this.#number, bytes, problem: "the array is cut off here" }];
    if (bytes.every(isSpace)) return [];
    return [{ number: this.#number, bytes, problem: "there is text after the end of the array" }];
  }

  #cut(tail: Buffer, isLast: boolean): Element[] {
    this.#carry(tail);
    const bytes = this.#take();
    const isEmptyArray = isLast && this.#number === this.#first && bytes.every(isSpace);
    if (isEmptyArray) return [];
    this.#number += 1;
    return [{ number: this.#number - 1, bytes }];
  }

  #carry(tail: Buffer): void {
    this.#carriedBytes += tail.length;
    // The text after the array may be of any size; its beginning is enough for the message.
    if (this.#place === "after" && this.#carriedBytes > maxRecordBytes) return;
    if (this.#carriedBytes > maxRecordBytes)
      throw new UnreadableFile(
        this.#file,
        `its ${this.#number}th element does not end within ${maxRecordBytes >> 20} MB; a quote or bracket is missing`,
      );
    this.#carried.push(tail);
  }

  #take(): Buffer {
    const bytes = Buffer.concat(this.#carried);
    this.#carried = [];
    this.#carriedBytes = 0;
    return bytes;
  }
}

function notAnArray(byte: number | undefined): string {
  const found = byte === openBrace ? "an object" : "something else";
  return `expected a JSON array of objects, found ${found}; set list: to the path of the list in it that has the records, or format: ndjson if it has one record per line`;
}
