import { columnName } from "../../record-path.ts";
import { printable, UnreadableFile } from "../errors.ts";
import { quoted } from "../json-string.ts";
import { type MappedColumns, namedColumns } from "./columns.ts";
import { type PlainCsv, plainCsvReader } from "./csv-plain.ts";
import { type CsvRow, CsvRowCutter } from "./csv-rows.ts";
import { type Entry, type Unreadable, unreadable } from "./entry.ts";
import { type GeneralReader, type PlainReader, type PlainSink, readRows } from "./plain-rows.ts";
import type { Utf8 } from "./text.ts";

export interface CsvOptions {
  readonly file: string;
  readonly delimiter: string;
  readonly paths: readonly string[];
  readonly columns: MappedColumns;
  /** The path of what names a record. */
  readonly keyPath?: string | undefined;
  /** What takes the plain rows. @default they are among the others */
  readonly sink?: PlainSink | undefined;
}

/**
 * Reads the rows of a file with a header, as objects of strings. A row with a different length or broken
 * quotes is unreadable, and reading continues at the next line. Empty trailing cells are ignored if they have
 * no name or are missing in the row, and so are rows of blank cells, with which spreadsheets end. An empty file has
 * no rows.
 * @throws UnreadableFile for an invalid header @throws MissingColumn @throws AmbiguousColumn
 */
export function readCsv(text: Utf8, options: CsvOptions): AsyncGenerator<readonly Entry[]> {
  const cutter = new CsvRowCutter(options.delimiter);
  let toEntry: ((piece: CsvRow | Unreadable) => Entry) | undefined;
  let plain: PlainReader | undefined;
  const entriesOf = (cut: readonly (CsvRow | Unreadable)[]): Entry[] => {
    const pieces = cut.filter((piece) => !isBlankRow(piece));
    const [first] = pieces;
    if (first === undefined) return [];
    if (toEntry !== undefined) return pieces.map(toEntry);
    const header = headerOf(first, options);
    toEntry = rowReader(header, options);
    plain = options.sink && plainCsvReader(plainCsv(header, options), options.sink);
    return entriesOf(pieces.slice(1));
  };
  const reader: GeneralReader = {
    read: (lines) => entriesOf(cutter.cut(lines)),
    end: () => entriesOf(cutter.end()),
    get isInRow() {
      return cutter.isInRow;
    },
    get plain() {
      return plain;
    },
  };
  return readRows(text, reader, options.sink);
}

interface Header {
  readonly names: readonly string[];
  /** Columns up to the last that has a name of its own: each row has these. */
  readonly named: number;
}

function headerOf(first: CsvRow | Unreadable, { file, columns }: CsvOptions): Header {
  if (!("cells" in first) || first.text.includes("\0")) {
    const shown = printable("cells" in first ? first.text : first.raw);
    throw new UnreadableFile(
      file,
      `its first line is not a header (${shown}); is it CSV in the declared encoding?`,
    );
  }
  const { required, mentioned } = columns;
  return {
    names: namedColumns(file, first.cells, { required: required.map(columnName), mentioned }),
    named: first.cells.findLastIndex((name) => !isBlank(name)) + 1,
  };
}

const plainCsv = ({ names }: Header, { delimiter, paths }: CsvOptions): PlainCsv => ({
  ...{ names, delimiter },
  wanted: placesIn(names, paths),
});

const placesIn = (names: readonly string[], paths: readonly string[]): readonly number[] =>
  paths.map((path) => names.indexOf(columnName(path)));

const isBlankRow = (piece: CsvRow | Unreadable): boolean =>
  "cells" in piece && piece.cells.every((cell) => /^ *$/.test(cell));

const isBlank = (cell: string): boolean => cell.trim() === "";

function rowReader(
  { names: header, named }: Header,
  { paths, keyPath, delimiter }: CsvOptions,
): (piece: CsvRow | Unreadable) => Entry {
  const names = header.map((name, index) => `${index === 0 ? "{" : ","}${JSON.stringify(name)}:`);
  const wanted = placesIn(header, paths);
  const key = keyPath === undefined ? -1 : header.indexOf(columnName(keyPath));
  return (piece) => {
    if (!("cells" in piece))
      return unreadable(piece.line, piece.reason, piece.raw, unquoted(piece.raw.split(delimiter)[key]));
    const { line, text, cells: given } = piece;
    const cells = given.length === header.length ? given : ofLength(header.length, named, given);
    if (cells === undefined) {
      const reason = `${given.length} cells where the header has ${header.length}`;
      return unreadable(line, reason, text, given[key]);
    }
    if (text.includes("\0")) return unreadable(line, "it contains a zero byte", text, given[key]);
    return {
      isReadable: true,
      payload: payloadOf(names, cells),
      values: wanted.map((index) => cells[index] || null),
    };
  };
}

const unquoted = (cell: string | undefined): string | undefined => cell?.trim().replace(/^"|"$/g, "");

/** A row whose surplus, or lack, is of empty cells at its end alone. */
function ofLength(length: number, named: number, cells: readonly string[]): readonly string[] | undefined {
  if (cells.length > length) return cells.slice(length).every(isBlank) ? cells.slice(0, length) : undefined;
  return cells.length < named ? undefined : [...cells, ...Array<string>(length - cells.length).fill("")];
}

function payloadOf(names: readonly string[], cells: readonly string[]): string {
  const members = cells.map((cell, index) => `${names[index]}${quoted(cell)}`);
  return `${members.join("")}}`;
}
