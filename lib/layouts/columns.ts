import type { Renamed } from "./one-header.ts";
import type { Sample } from "./sample.ts";

/** What the sampled rows have at one path. */
export interface Column {
  /** As most of the rows write it. */
  readonly path: string;
  /** Rows with more than blanks there. */
  readonly filled: number;
  /** The distinct texts, trimmed, and how often each came. */
  readonly values: ReadonlyMap<string, number>;
}

/** The columns of sampled rows, by their paths in lower case. */
export interface Columns {
  readonly rows: number;
  readonly byPath: ReadonlyMap<string, Column>;
  /** Columns of tables that have another name in their first files. */
  readonly renamed?: readonly Renamed[];
}

/** Deeper or later values are not looked at. */
const mostLevels = 8;
const mostElements = 3;
const plainLevel = /^[^."[\]]+$/;

/** The texts of a row, by path. */
export type Cells = ReadonlyMap<string, string>;

/** With `each`, a row is an element of that list, and `^` stands before the paths of its record. */
export function rowsOf(records: readonly unknown[], each?: string): readonly Cells[] {
  return each === undefined ? records.map(cellsOf) : records.flatMap((record) => elementRows(record, each));
}

export function columnsOf(rows: readonly Cells[]): Columns {
  const byPath = new Map<
    string,
    { spellings: Map<string, number>; filled: number; values: Map<string, number> }
  >();
  for (const row of rows)
    for (const [path, text] of row) {
      const key = path.toLowerCase();
      const column = byPath.get(key) ?? { spellings: new Map(), filled: 0, values: new Map() };
      byPath.set(key, column);
      count(column.spellings, path);
      if (text === "") continue;
      column.filled += 1;
      count(column.values, text);
    }
  return {
    rows: rows.length,
    byPath: new Map(
      [...byPath].map(([key, { spellings, filled, values }]) => [
        key,
        { path: mostFrequent(spellings), filled, values },
      ]),
    ),
  };
}

const count = (counts: Map<string, number>, text: string): void => {
  counts.set(text, (counts.get(text) ?? 0) + 1);
};

/** The columns of a sample. Landing refuses a table without a mapped column, so that one which only some have is none. */
export function columnsOfSample({ files, writing, renamed = [] }: Sample, each?: string): Columns {
  const ofFiles = files
    .filter(({ records }) => records.length > 0)
    .map(({ records }) => rowsOf(records, each));
  const { rows, byPath } = columnsOf(ofFiles.flat());
  if (writing.format !== "csv" && writing.format !== "parquet") return { rows, byPath };
  const heads = ofFiles.map((own) => new Set([...(own[0]?.keys() ?? [])].map((path) => path.toLowerCase())));
  const isEverywhere = (path: string): boolean => heads.every((head) => head.has(path));
  return { rows, byPath: new Map([...byPath].filter(([path]) => isEverywhere(path))), renamed };
}

/** The texts of a column from the most frequent on. */
export const byFrequency = (values: ReadonlyMap<string, number>): readonly string[] =>
  [...values].toSorted(([, a], [, b]) => b - a).map(([text]) => text);

const mostFrequent = (counts: ReadonlyMap<string, number>): string => byFrequency(counts)[0] ?? "";

/** The text at each path of a record; objects and lists have none themselves. */
function cellsOf(record: unknown): Cells {
  const cells = new Map<string, string>();
  if (isObject(record)) addCells(cells, record, "", 0);
  return cells;
}

function addCells(cells: Map<string, string>, value: object, above: string, level: number): void {
  if (level === mostLevels) return;
  const members: readonly (readonly [string, unknown])[] = Array.isArray(value)
    ? value.slice(0, mostElements).map((each, index) => [`${above}[${index}]`, each])
    : Object.entries(value).map(([name, each]) => [joined(above, name), each]);
  for (const [path, each] of members) {
    cells.set(path, isObject(each) || each === null ? "" : String(each).trim());
    if (isObject(each)) addCells(cells, each, path, level + 1);
  }
}

/** At the top, a name with dots in it is a path by itself. */
function joined(above: string, name: string): string {
  if (above === "") return name;
  return `${above}.${plainLevel.test(name) ? name : JSON.stringify(name)}`;
}

function elementRows(record: unknown, each: string): readonly Cells[] {
  let list = record;
  for (const name of each.split("."))
    list = isObject(list) ? (list as Record<string, unknown>)[name] : undefined;
  if (!Array.isArray(list)) return [];
  const parent = [...cellsOf(record)].map(([path, text]): [string, string] => [`^${path}`, text]);
  return list.map((element) => new Map([...cellsOf(element), ...parent]));
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
