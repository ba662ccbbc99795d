import type { LineBlock } from "../line-block.ts";
import type { PlainReader, PlainRow, PlainSink } from "./plain-rows.ts";

export interface PlainCsv {
  /** The names of the columns in the records. */
  readonly names: readonly string[];
  readonly delimiter: string;
  /** The columns of the wanted values, by their place; -1 for none. */
  readonly wanted: readonly number[];
}

const quote = 0x22;
const backslash = 0x5c;
const newline = 0x0a;
const carriageReturn = 0x0d;
const tab = 0x09;
const letterT = 0x74;
const closeBrace = 0x7d;

/** What a byte is in a cell without quotes. */
const usual = 0;
const escaped = 1;
const ending = 2;
const unusual = 3;

/** Longer rows are not plain. */
const longestRow = 32 << 10;

/**
 * Writes the rows of lines as JSON objects of strings, byte by byte. It stops at a row with another number of cells,
 * control characters, or quotes that are not those of a whole cell within its line. Undefined for a delimiter that
 * is not one byte.
 */
export function plainCsvReader(csv: PlainCsv, sink: PlainSink): PlainReader | undefined {
  if (Buffer.byteLength(csv.delimiter) !== 1) return undefined;
  const row = new CsvRow(csv);
  return (lines) => {
    while (!lines.areRead && !sink.isFull) {
      const end = row.read(lines.bytes, lines.at, sink.workspace);
      if (end < 0) return;
      if (row.end > row.start && !sink.takePlain(row)) return;
      lines.at = end + 1;
      lines.number += 1;
    }
  };
}

/** One row as JSON. */
class CsvRow implements PlainRow {
  bytes = Buffer.alloc(0);
  start = 0;
  end = 0;
  readonly values: Int32Array;
  readonly #columns: number;
  /** What comes before each cell, one after the other, and where each ends. */
  readonly #names: Buffer;
  readonly #nameEnds: Int32Array;
  readonly #wanted: readonly number[];
  readonly #delimiter: number;
  readonly #kinds = new Uint8Array(256);
  /** Where each cell begins and ends in {@link bytes}. */
  readonly #cells: Int32Array;

  constructor({ names, delimiter, wanted }: PlainCsv) {
    const before = names.map((name, index) =>
      Buffer.from(`${index === 0 ? "{" : '",'}${JSON.stringify(name)}:"`),
    );
    this.#columns = names.length;
    this.#names = Buffer.concat(before);
    this.#nameEnds = Int32Array.from(before, (_, index) => Buffer.concat(before.slice(0, index + 1)).length);
    this.#wanted = wanted;
    this.values = new Int32Array(2 * wanted.length);
    this.#cells = new Int32Array(2 * names.length);
    this.#delimiter = delimiter.charCodeAt(0);
    this.#kinds.fill(unusual, 0, 32);
    this.#kinds[quote] = unusual;
    for (const byte of [backslash, tab]) this.#kinds[byte] = escaped;
    for (const byte of [newline, carriageReturn, this.#delimiter]) this.#kinds[byte] = ending;
  }

  /** Reads the row that begins there; returns where its line ends, or -1 when it is not plain. */
  read(text: Buffer, lineStart: number, workspace: LineBlock): number {
    // Each byte may be escaped.
    workspace.reserve(2 * longestRow + this.#names.length + 2);
    const { bytes } = workspace;
    this.bytes = bytes;
    this.start = workspace.length;
    this.end = this.start;
    const empty = endOfLine(text, lineStart);
    if (empty >= 0) return empty;
    const names = this.#names;
    const nameEnds = this.#nameEnds;
    const ofByte = this.#kinds;
    const cells = this.#cells;
    const delimiter = this.#delimiter;
    const columns = this.#columns;
    const limit = Math.min(text.length, lineStart + longestRow);
    let at = lineStart;
    let to = this.start;
    let nameAt = 0;
    for (let column = 0; ; column += 1) {
      if (column === columns) return -1;
      for (const nameEnd = nameEnds[column] ?? 0; nameAt < nameEnd; nameAt += 1, to += 1)
        bytes[to] = names[nameAt] ?? 0;
      cells[2 * column] = to;
      if (at < limit && text[at] === quote) {
        at = this.#quoted(text, at + 1, to, limit);
        if (at < 0) return -1;
        to = this.end;
      } else
        for (; at < limit; at += 1, to += 1) {
          const byte = text[at] ?? 0;
          const kind = ofByte[byte];
          if (kind === usual) bytes[to] = byte;
          else if (kind === escaped) {
            bytes[to] = backslash;
            to += 1;
            bytes[to] = byte === tab ? letterT : byte;
          } else if (kind === ending) break;
          else return -1;
        }
      cells[2 * column + 1] = to;
      if (at >= limit || text[at] !== delimiter) break;
      at += 1;
    }
    if (at >= limit && at < text.length) return -1;
    const lineEnd = endOfLine(text, at);
    if (lineEnd < 0 || nameAt < names.length) return -1;
    bytes[to] = quote;
    bytes[to + 1] = closeBrace;
    this.end = to + 2;
    this.#choose();
    return lineEnd;
  }

  /** Writes a cell in quotes; returns where it ends, or -1, and leaves in {@link end} where it ends as written. */
  #quoted(text: Buffer, start: number, from: number, limit: number): number {
    const { bytes } = this;
    let to = from;
    for (let at = start; at < limit; at += 1, to += 1) {
      const byte = text[at] ?? 0;
      if (byte === quote) {
        if (at + 1 >= text.length || text[at + 1] !== quote) {
          this.end = to;
          return at + 1;
        }
        at += 1;
      } else if (byte < 32 && byte !== tab) return -1;
      if (byte === quote || byte === backslash || byte === tab) {
        bytes[to] = backslash;
        to += 1;
      }
      bytes[to] = byte === tab ? letterT : byte;
    }
    return -1;
  }

  #choose(): void {
    for (let place = 0; place < this.#wanted.length; place += 1) {
      const column = this.#wanted[place] ?? -1;
      const start = column < 0 ? 0 : (this.#cells[2 * column] ?? 0);
      const end = column < 0 ? 0 : (this.#cells[2 * column + 1] ?? 0);
      this.values[2 * place] = start === end ? -1 : start;
      this.values[2 * place + 1] = start === end ? -1 : end;
    }
  }
}

/** Where the line ends if nothing but a carriage return comes before; otherwise -1. */
function endOfLine(text: Buffer, at: number): number {
  if (at >= text.length) return at;
  if (text[at] === newline) return at;
  if (text[at] !== carriageReturn) return -1;
  return at + 1 >= text.length || text[at + 1] === newline ? at + 1 : -1;
}
