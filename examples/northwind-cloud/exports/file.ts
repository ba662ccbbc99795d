import { gzipSync } from "node:zlib";
import { stringify } from "csv-stringify/sync";
import { type Day, dateOf, type Period } from "../calendar.ts";
import { dirtyLines } from "../dirt.ts";

/** A file of a system's export, with its path below the project. */
export interface ExportFile {
  readonly path: string;
  readonly content: string | Buffer;
}

export type Row = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** A CSV with a header, of the given columns; what the system spoilt that day comes last. */
export function csvFile(
  stream: string,
  period: Period,
  columns: readonly string[],
  rows: readonly Row[],
  { delimiter = ",", bom = false }: { readonly delimiter?: string; readonly bom?: boolean } = {},
): ExportFile {
  const text = stringify([...rows], {
    ...{ header: true, columns: [...columns], delimiter, bom },
    cast: { boolean: String },
  });
  return { path: pathOf(stream, period.on, "csv"), content: withDirt(text, stream, period) };
}

export function ndjsonFile(stream: string, period: Period, rows: readonly object[]): ExportFile {
  const text = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  return { path: pathOf(stream, period.on, "ndjson"), content: withDirt(text, stream, period) };
}

export function zipped({ path, content }: ExportFile): ExportFile {
  return { path: `${path}.gz`, content: gzipSync(content, { level: 4 }) };
}

export function jsonFile(stream: string, period: Period, rows: readonly object[]): ExportFile {
  return { path: pathOf(stream, period.on, "json"), content: `${JSON.stringify(rows, null, 1)}\n` };
}

const pathOf = (stream: string, on: Day, extension: string): string =>
  `exports/${stream}-${dateOf(on)}.${extension}`;

const withDirt = (text: string, stream: string, period: Period): string =>
  text +
  dirtyLines(stream, period)
    .map((line) => `${line}\n`)
    .join("");
