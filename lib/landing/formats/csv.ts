import { MissingColumn, printable, UnreadableFile } from "../errors.ts";
import { isPlain } from "../json-string.ts";
import { type CsvRow, CsvRowCutter } from "./csv-rows.ts";
import { type Entry, type Unreadable, unreadable } from "./entry.ts";
import { readLines } from "./lines.ts";
import type { Utf8 } from "./text.ts";

export interface CsvOptions {
  readonly file: string;
  readonly delimiter: string;
  readonly paths: readonly string[];
  /** Columns without which the file is not what was mapped. */
  readonly required: readonly string[];
}

/**
 * Rows of a file with a header, as objects of strings. A row of another length than the header, or with broken
 * quotes, is unreadable, and reading goes on at the next line. No header, no rows: an empty file.
 * @throws UnreadableFile for a header that is none @throws MissingColumn
 */
export async function* readCsv(text: Utf8, options: CsvOptions): AsyncGenerator<readonly Entry[]> {
  const cutter = new CsvRowCutter(options.delimiter);
  let toEntry: ((row: CsvRow) => Entry) | undefined;
  const entriesOf = (pieces: readonly (CsvRow | Unreadable)[]): Entry[] => {
    const [first] = pieces;
    if (toEntry !== undefined || first === undefined)
      return pieces.map(
        (piece) => ("cells" in piece && toEntry !== undefined ? toEntry(piece) : piece) as Entry,
      );
    toEntry = rowReader(headerOf(first, options), options.paths);
    return entriesOf(pieces.slice(1));
  };
  for await (const lines of readLines(text)) yield entriesOf(cutter.cut(lines));
  yield entriesOf(cutter.end());
}

function headerOf(first: CsvRow | Unreadable, { file, required }: CsvOptions): readonly string[] {
  if (!("cells" in first) || first.text.includes("\0")) {
    const shown = printable("cells" in first ? first.text : first.raw);
    throw new UnreadableFile(
      file,
      `its first line is no header (${shown}); is it CSV, in the declared encoding?`,
    );
  }
  const header = first.cells.map((name) => name.trim());
  const empty = header.indexOf("");
  if (empty >= 0) throw new UnreadableFile(file, `column ${empty + 1} of its header has no name`);
  const double = header.find((name, index) => header.indexOf(name) !== index);
  if (double !== undefined)
    throw new UnreadableFile(file, `its header names the column ${printable(double)} twice`);
  const missing = required.find((name) => !header.includes(name));
  if (missing !== undefined) throw new MissingColumn(file, missing, header);
  return header;
}

function rowReader(header: readonly string[], paths: readonly string[]): (row: CsvRow) => Entry {
  const names = header.map((name, index) => `${index === 0 ? "{" : ","}${JSON.stringify(name)}:`);
  const plainNames = header.map((name, index) => {
    const member = `${index === 0 ? "{" : '",'}${JSON.stringify(name)}:"`;
    return JSON.stringify(member).slice(1, -1);
  });
  const wanted = paths.map((path) => header.indexOf(path));
  return ({ line, text, cells }) => {
    if (cells.length !== header.length)
      return unreadable(line, `${cells.length} cells where the header has ${header.length}`, text);
    if (text.includes("\0")) return unreadable(line, "a zero byte in it", text);
    const payload = isPlain(text) ? plainPayload(plainNames, cells) : payloadOf(names, cells);
    return { isReadable: true, payload, values: wanted.map((index) => cells[index] || null) };
  };
}

function payloadOf(names: readonly string[], cells: readonly string[]): string {
  const members = cells.map((cell, index) => `${names[index]}${JSON.stringify(cell)}`);
  return JSON.stringify(`${members.join("")}}`);
}

/** The same for cells in which there is nothing to escape, several times as fast: most rows are of this kind. */
function plainPayload(names: readonly string[], cells: readonly string[]): string {
  let payload = '"';
  for (let index = 0; index < cells.length; index += 1) payload += names[index] + (cells[index] ?? "");
  return `${payload}\\"}"`;
}
