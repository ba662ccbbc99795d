import { parse } from "csv-parse/sync";
import { type Unreadable, unreadable } from "./entry.ts";
import type { Line } from "./lines.ts";

/** The cells of one row, and its text: a line, or several where a quoted cell holds line ends. */
export interface CsvRow {
  readonly line: number;
  readonly text: string;
  readonly cells: readonly string[];
}

type Uncut = Omit<CsvRow, "cells"> & { readonly cells: readonly string[] | undefined };

/** How far a row with an open quote may reach before its first line is given up as broken. */
const maxRow = { lines: 10_000, characters: 8 << 20 } as const;

/**
 * Cuts lines into rows. A line is a row, unless the quotes in it are odd in number: then it goes on until they
 * are even. Where that gives no valid row, its first line is unreadable, and cutting goes on at the second, so
 * that one stray quote costs one row.
 */
export class CsvRowCutter {
  readonly #delimiter: string;
  #open: Line[] = [];
  #openCharacters = 0;

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  cut(lines: readonly Line[]): (CsvRow | Unreadable)[] {
    return this.#parsed(lines.flatMap((line) => this.#take(line)));
  }

  /** What is left at the end of the file. */
  end(): (CsvRow | Unreadable)[] {
    return this.#parsed(this.#giveUp("a quote is not closed"));
  }

  #take(line: Line): (Uncut | Unreadable)[] {
    if (line.problem !== undefined)
      return [
        ...this.#giveUp("a quote is not closed"),
        unreadable(line.number, line.problem, withoutReturn(line.text)),
      ];
    if (this.#open.length === 0 && !line.text.includes('"')) {
      const text = withoutReturn(line.text);
      return text === "" ? [] : [{ line: line.number, text, cells: text.split(this.#delimiter) }];
    }
    const isOdd = line.text.split('"').length % 2 === 0;
    if (this.#open.length === 0 && !isOdd)
      return [{ line: line.number, text: withoutReturn(line.text), cells: undefined }];
    this.#open.push(line);
    this.#openCharacters += line.text.length;
    if (isOdd && this.#open.length > 1) return this.#close();
    if (this.#open.length > maxRow.lines || this.#openCharacters > maxRow.characters)
      return this.#giveUp(`a quote is not closed within ${maxRow.lines} lines`);
    return [];
  }

  #close(): (Uncut | Unreadable)[] {
    const [first] = this.#open;
    const text = withoutReturn(this.#open.map((line) => line.text).join("\n"));
    const cells = parseRow(text, this.#delimiter);
    if (first === undefined || typeof cells === "string") return this.#giveUp(String(cells));
    this.#clear();
    return [{ line: first.number, text, cells }];
  }

  #giveUp(reason: string): (Uncut | Unreadable)[] {
    const [first, ...rest] = this.#open;
    this.#clear();
    if (first === undefined) return [];
    return [
      unreadable(first.number, reason, withoutReturn(first.text)),
      ...rest.flatMap((line) => this.#take(line)),
    ];
  }

  #clear(): void {
    this.#open = [];
    this.#openCharacters = 0;
  }

  /** Fills in the cells of rows with quotes, all at once where they are all valid. */
  #parsed(pieces: readonly (Uncut | Unreadable)[]): (CsvRow | Unreadable)[] {
    const uncut = pieces.filter((piece): piece is Uncut => "cells" in piece && piece.cells === undefined);
    const cellsOf = parseRows(uncut, this.#delimiter);
    return pieces.map((piece) => {
      if (!("cells" in piece)) return piece;
      const cells = piece.cells ?? cellsOf.get(piece) ?? "not a row";
      return typeof cells === "string" ? unreadable(piece.line, cells, piece.text) : { ...piece, cells };
    });
  }
}

function parseRows(rows: readonly Uncut[], delimiter: string): Map<Uncut, readonly string[] | string> {
  const together = rows.length > 0 ? parseText(rows.map(({ text }) => text).join("\n"), delimiter) : [];
  if (typeof together !== "string" && together.length === rows.length)
    return new Map(rows.map((row, index) => [row, together[index] ?? []]));
  return new Map(rows.map((row) => [row, parseRow(row.text, delimiter)]));
}

/** The cells of one row, or why it is none. */
function parseRow(text: string, delimiter: string): readonly string[] | string {
  const rows = parseText(text, delimiter);
  if (typeof rows === "string") return rows;
  const [row] = rows;
  return row === undefined || rows.length > 1 ? "its quotes do not match" : row;
}

function parseText(text: string, delimiter: string): readonly (readonly string[])[] | string {
  try {
    return parse(text, { delimiter, record_delimiter: "\n", relax_column_count: true });
  } catch (error) {
    return (error as Error).message.replace(/ at line \d+/g, "");
  }
}

function withoutReturn(text: string): string {
  return text.endsWith("\r") ? text.slice(0, -1) : text;
}
