import { parse } from "csv-parse/sync";
import { type Unreadable, unreadable } from "./entry.ts";
import type { Line } from "./lines.ts";

/** The cells of one row, and its text: one line, or several if a quoted cell contains line ends. */
export interface CsvRow {
  readonly line: number;
  readonly text: string;
  readonly cells: readonly string[];
}

type Uncut = Omit<CsvRow, "cells"> & { readonly cells: undefined };
type Piece = CsvRow | Uncut | Unreadable;

/** How far a row with an open quote may reach before its first line is given up as broken. */
const maxRow = { lines: 10_000, characters: 8 << 20 } as const;

/**
 * Cuts lines into rows. A line is a row unless its number of quotes is odd; then the row continues until the
 * number is even. If that gives no valid row, its first line is unreadable and cutting restarts at the
 * second, so one stray quote costs one row.
 */
export class CsvRowCutter {
  readonly #delimiter: string;
  #open: Line[] = [];
  #openCharacters = 0;

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  /** Whether a quote is open, so that the next line continues a row. */
  get isInRow(): boolean {
    return this.#open.length > 0;
  }

  cut(lines: readonly Line[]): readonly (CsvRow | Unreadable)[] {
    const pieces: Piece[] = [];
    for (const line of lines) this.#take(line, pieces);
    return this.#parsed(pieces);
  }

  /** The rest at the end of the file. */
  end(): readonly (CsvRow | Unreadable)[] {
    const pieces: Piece[] = [];
    this.#giveUp("a quote is not closed", pieces);
    return this.#parsed(pieces);
  }

  #take(line: Line, pieces: Piece[]): void {
    const { number, text, problem } = line;
    const isOpen = this.#open.length > 0;
    if (problem !== undefined) {
      this.#giveUp("a quote is not closed", pieces);
      pieces.push(unreadable(number, problem, withoutReturn(text)));
    } else if (!isOpen && !text.includes('"')) {
      const row = withoutReturn(text);
      if (row !== "") pieces.push({ line: number, text: row, cells: row.split(this.#delimiter) });
    } else if (!isOpen && hasEvenQuotes(text)) {
      pieces.push({ line: number, text: withoutReturn(text), cells: undefined });
    } else this.#gather(line, pieces);
  }

  #gather(line: Line, pieces: Piece[]): void {
    this.#open.push(line);
    this.#openCharacters += line.text.length;
    if (this.#open.length > 1 && !hasEvenQuotes(line.text)) this.#close(pieces);
    else if (this.#open.length > maxRow.lines || this.#openCharacters > maxRow.characters)
      this.#giveUp(`a quote is not closed within ${maxRow.lines} lines`, pieces);
  }

  #close(pieces: Piece[]): void {
    const [first] = this.#open;
    const text = withoutReturn(this.#open.map((line) => line.text).join("\n"));
    const cells = parseRow(text, this.#delimiter);
    if (first === undefined || typeof cells === "string") {
      this.#giveUp(String(cells), pieces);
      return;
    }
    this.#clear();
    pieces.push({ line: first.number, text, cells });
  }

  #giveUp(reason: string, pieces: Piece[]): void {
    const [first, ...rest] = this.#open;
    this.#clear();
    if (first === undefined) return;
    pieces.push(unreadable(first.number, reason, withoutReturn(first.text)));
    for (const line of rest) this.#take(line, pieces);
  }

  #clear(): void {
    this.#open = [];
    this.#openCharacters = 0;
  }

  /** Fills in the cells of rows with quotes, in one pass if all of them are valid. */
  #parsed(pieces: readonly Piece[]): readonly (CsvRow | Unreadable)[] {
    const uncut = pieces.filter(isUncut);
    const cellsOf = parseRows(uncut, this.#delimiter);
    return pieces.map((piece) => {
      if (!isUncut(piece)) return piece;
      const cells = cellsOf.get(piece) ?? "not a row";
      return typeof cells === "string" ? unreadable(piece.line, cells, piece.text) : { ...piece, cells };
    });
  }
}

function isUncut(piece: Piece): piece is Uncut {
  return "cells" in piece && piece.cells === undefined;
}

function hasEvenQuotes(text: string): boolean {
  let isEven = true;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) isEven = !isEven;
  return isEven;
}

function parseRows(rows: readonly Uncut[], delimiter: string): Map<Uncut, readonly string[] | string> {
  const together = rows.length > 0 ? parseText(rows.map(({ text }) => text).join("\n"), delimiter) : [];
  if (typeof together !== "string" && together.length === rows.length)
    return new Map(rows.map((row, index) => [row, together[index] ?? []]));
  return new Map(rows.map((row) => [row, parseRow(row.text, delimiter)]));
}

/** The cells of one row, or why it is invalid. */
function parseRow(text: string, delimiter: string): readonly string[] | string {
  const rows = parseText(text, delimiter);
  if (typeof rows === "string") return rows;
  const [row] = rows;
  return row === undefined || rows.length > 1 ? "it has unbalanced quotes" : row;
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
