import { gunzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import iconv from "iconv-lite";
import { exportsOf } from "../../../examples/marrowgate/generate.ts";
import { daysUpTo, lastDay } from "../../../examples/marrowgate/model/calendar.ts";

/** A cell or a member, with the path of its file. */
export type Row = Readonly<Record<string, string>>;
export type Json = Readonly<Record<string, unknown>>;
export interface Found<T> {
  readonly path: string;
  readonly row: T;
}

/** The bytes of all files of the nine months, by path below exports/, in the order in which they came. */
export const files: ReadonlyMap<string, Buffer> = new Map(
  daysUpTo(lastDay)
    .flatMap((on) => exportsOf(on))
    .map(({ path, content }) => [path.replace(/^exports\//, ""), Buffer.from(content)]),
);

export const pathsOf = (pattern: RegExp): readonly string[] =>
  [...files.keys()].filter((path) => pattern.test(path));

/** @throws Error for a path that no day writes */
export function bytesOf(path: string): Buffer {
  const bytes = files.get(path);
  if (bytes === undefined) throw new Error(`no day writes ${path}`);
  return bytes;
}

export const csvRows = (pattern: RegExp): readonly Found<Row>[] =>
  pathsOf(pattern).flatMap((path) =>
    (parse(bytesOf(path), { columns: true, bom: true }) as Row[]).map((row) => ({ path, row })),
  );

/** The rows of the sheets, as lists of cells, the header of each among them. */
export const sheetRows = (path: string): readonly (readonly string[])[] =>
  parse(iconv.decode(bytesOf(path), "windows-1252"), { delimiter: ";" });

export const linesOf = (path: string): readonly string[] =>
  (path.endsWith(".gz") ? gunzipSync(bytesOf(path)) : bytesOf(path))
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "");

/** The objects of lines that can be read. */
export const jsonRows = (pattern: RegExp): readonly Found<Json>[] =>
  pathsOf(pattern).flatMap((path) =>
    linesOf(path)
      .filter((line) => line.endsWith("}"))
      .map((line) => ({ path, row: JSON.parse(line) as Json })),
  );

/** What stands at a path such as "items.data.0.price"; undefined where nothing does. */
export const valueAt = (row: Json, path: string): unknown =>
  path.split(".").reduce<unknown>((value, step) => (value as Json | null | undefined)?.[step], row);

/** The newest version of each object, by id. */
export const newest = (rows: readonly Found<Json>[]): readonly Json[] => [
  ...new Map(rows.map(({ row }) => [String(row.id), row])).values(),
];
