import { beforeMark, fourOf, type Memory, marksOf, marksOfControls, memoryWith } from "../memory.ts";
import { nextOnSheet, sheet } from "../sheet.ts";
import { page, turnPage } from "./page.ts";
import type { PlainReader, PlainRow, PlainSink } from "./plain-rows.ts";

export interface PlainCsv {
  /** The names of the columns in the records. */
  readonly names: readonly string[];
  readonly delimiter: string;
  /** The columns of the wanted values, by their place; -1 for none. */
  readonly wanted: readonly number[];
}

const space = 0x20;
const quote = 0x22;
const backslash = 0x5c;
const newline = 0x0a;
const carriageReturn = 0x0d;
const tab = 0x09;
const letterT = 0x74;
const closeBrace = 0x7d;

const quotes = fourOf(quote);
const backslashes = fourOf(backslash);

/** Headers with longer names are not plain. */
const mostNameBytes = 64 << 10;

const text = page.bytes;
const textWords = page.words;
const { bytes, words } = sheet;

/**
 * Writes the rows of lines as JSON objects of strings, from their bytes. It stops at a row with another number of cells,
 * control characters, or quotes that are not those of a whole cell within its line. Undefined for a delimiter that
 * is not one byte.
 */
export function plainCsvReader(csv: PlainCsv, sink: PlainSink): PlainReader | undefined {
  if (Buffer.byteLength(csv.delimiter) !== 1) return undefined;
  const row = new CsvRow(csv);
  if (row.nameBytes > mostNameBytes) return undefined;
  return (lines) => {
    while (!lines.areRead && !sink.isFull) {
      const pageEnd = turnPage(lines);
      if (pageEnd < 0) return;
      for (let at = 0; at <= pageEnd && !sink.isFull; ) {
        const end = row.read(at);
        if (end < 0 || (row.end > row.start && !sink.takePlain(row))) return;
        lines.at += end + 1 - at;
        lines.number += 1;
        at = end + 1;
      }
    }
  };
}

/** One row of the page as JSON, written where the sheet has its next line. */
class CsvRow implements PlainRow {
  readonly memory = sheet;
  start = 0;
  end = 0;
  readonly values: Int32Array;
  hasEscapes = false;
  readonly #columns: number;
  /** What comes before each cell, one after the other, and where each ends. */
  readonly #names: Memory;
  readonly #nameEnds: Int32Array;
  readonly #wanted: readonly number[];
  readonly #delimiter: number;
  readonly #delimiters: number;
  /** Where each cell begins and ends in {@link memory}. */
  readonly #cells: Int32Array;

  constructor({ names, delimiter, wanted }: PlainCsv) {
    const before = names.map((name, index) =>
      Buffer.from(`${index === 0 ? "{" : '",'}${JSON.stringify(name)}:"`),
    );
    this.#columns = names.length;
    this.#names = memoryWith(Buffer.concat(before));
    this.#nameEnds = new Int32Array(before.length);
    for (const [index, { length }] of before.entries())
      this.#nameEnds[index] = (this.#nameEnds[index - 1] ?? 0) + length;
    this.#wanted = wanted;
    this.values = new Int32Array(2 * wanted.length);
    this.#cells = new Int32Array(2 * names.length);
    this.#delimiter = delimiter.charCodeAt(0);
    this.#delimiters = fourOf(this.#delimiter);
  }

  get nameBytes(): number {
    return this.#names.bytes.length;
  }

  /** Reads the row that begins there; returns where its line ends, or -1 when it is not plain. */
  read(lineStart: number): number {
    this.start = nextOnSheet();
    this.end = this.start;
    this.hasEscapes = false;
    const blank = endOfLine(afterBlankCells(lineStart, this.#delimiter));
    if (blank >= 0) return blank;
    const names = this.#names.words;
    const nameEnds = this.#nameEnds;
    const cells = this.#cells;
    const delimiter = this.#delimiter;
    const delimiters = this.#delimiters;
    const columns = this.#columns;
    let at = lineStart;
    let to = this.start;
    let nameAt = 0;
    for (let column = 0; ; column += 1) {
      if (column === columns) return -1;
      const nameEnd = nameEnds[column] ?? 0;
      const nameTo = to - nameAt;
      // Eight bytes at a time: those too many are written over.
      for (; nameAt < nameEnd; nameAt += 8)
        words.setFloat64(nameTo + nameAt, names.getFloat64(nameAt, true), true);
      nameAt = nameEnd;
      to = nameTo + nameEnd;
      cells[2 * column] = to;
      if (text[at] === quote) {
        at = this.#quoted(at + 1, to);
        if (at < 0) return -1;
        to = this.end;
      } else
        for (;;) {
          const shift = to - at;
          at = copyUsual(at, shift, delimiters);
          to = at + shift;
          const byte = text[at] ?? 0;
          if (byte === delimiter || (byte !== backslash && byte !== tab)) break;
          to = writeEscape(byte, to);
          this.hasEscapes = true;
          at += 1;
        }
      cells[2 * column + 1] = to;
      if (text[at] !== delimiter) break;
      at += 1;
    }
    const lineEnd = endOfLine(at);
    if (lineEnd < 0 || nameAt < this.nameBytes) return -1;
    bytes[to] = quote;
    bytes[to + 1] = closeBrace;
    this.end = to + 2;
    this.#choose();
    return lineEnd;
  }

  /** Writes a cell in quotes; returns where it ends, or -1, and leaves in {@link end} where it ends as written. */
  #quoted(start: number, from: number): number {
    let at = start;
    let to = from;
    for (;;) {
      const shift = to - at;
      at = copyUsual(at, shift, quotes);
      to = at + shift;
      const byte = text[at] ?? 0;
      if (byte === quote && text[at + 1] !== quote) {
        this.end = to;
        return at + 1;
      }
      if (byte !== quote && byte !== backslash && byte !== tab) return -1;
      to = writeEscape(byte, to);
      this.hasEscapes = true;
      at += byte === quote ? 2 : 1;
    }
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

/**
 * Copies bytes that stay as they are in JSON, to where they are plus `shift`, up to a delimiter; returns where they
 * end. Four at a time: those too many are written over.
 */
function copyUsual(start: number, shift: number, delimiters: number): number {
  for (let at = start; ; at += 4) {
    const word = textWords.getInt32(at, true);
    words.setInt32(at + shift, word, true);
    const marks =
      marksOfControls(word) | marksOf(word, quotes) | marksOf(word, backslashes) | marksOf(word, delimiters);
    if (marks !== 0) return at + beforeMark(marks);
  }
}

/** Writes the escape of a byte; returns where it ends. */
function writeEscape(byte: number, to: number): number {
  bytes[to] = backslash;
  bytes[to + 1] = byte === tab ? letterT : byte;
  return to + 2;
}

/** Where the first cell with a text begins, or the line ends: cells of spaces, also in quotes, are blank. */
function afterBlankCells(lineStart: number, delimiter: number): number {
  let at = lineStart;
  for (;;) {
    const cellStart = at;
    const isQuoted = text[at] === quote;
    if (isQuoted) at += 1;
    while (text[at] === space) at += 1;
    if (isQuoted) {
      if (text[at] !== quote) return cellStart;
      at += 1;
    }
    if (text[at] !== delimiter) return endOfLine(at) < 0 ? cellStart : at;
    at += 1;
  }
}

/** Where the line ends if nothing but a carriage return comes before; otherwise -1. */
function endOfLine(at: number): number {
  if (text[at] === newline) return at;
  return text[at] === carriageReturn && text[at + 1] === newline ? at + 1 : -1;
}
