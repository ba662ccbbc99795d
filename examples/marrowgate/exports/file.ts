import { type Day, dateOf } from "../model/calendar.ts";

/** A file of a system's export, with its path below the project. */
export interface ExportFile {
  readonly path: string;
  readonly content: string | Buffer;
}

export type Cell = string | number | boolean | null;

/** One JSON object a line. */
export const ndjson = (rows: readonly object[]): string =>
  rows.map((row) => `${JSON.stringify(row)}\n`).join("");

/** Whether a day is the one of a date, such as 2026-03-04. */
export const isOn = (on: Day, date: string): boolean => dateOf(on) === date;
