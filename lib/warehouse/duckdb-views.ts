import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { CatalogTable, TableFormat } from "../catalog/catalog.ts";
import type { Column } from "../models/model.ts";
import { quoteName, quoteText } from "./duckdb-session.ts";

/** The one file of a table that DuckDB has written: named, it need not be looked for. */
export const parquetFile = "part-00000.parquet";

/** The SELECT by which DuckDB reads a catalog's table from the files below `root`. */
export function tableView(table: CatalogTable, root: string): string {
  // In DuckDB a glob pattern without matching files is an error; in Athena a table without partitions is not.
  if (table.partitions.length === 0) return emptySelect([...table.columns, ...table.partitionKeys]);
  const byShape = Map.groupBy(table.partitions, ({ lacks }) => (lacks ?? []).join());
  const selects = [...byShape.values()].map((partitions) => {
    const lacks = partitions[0]?.lacks ?? [];
    const own = table.columns.map((column) =>
      lacks.includes(column.name) ? constant(null, column) : quoteName(column.name),
    );
    const shape = { ...table, partitions };
    return `select ${[...own, ...keysOf(shape)].join(", ")} from ${fileReader(shape, root)}`;
  });
  return selects.join(" union all ");
}

/** The keys of a single partition are constants: DuckDB would find them in the path, each time that it plans. */
function keysOf({ partitionKeys, partitions }: CatalogTable): string[] {
  const [first, ...others] = partitions;
  if (first === undefined || others.length > 0) return partitionKeys.map(({ name }) => quoteName(name));
  return partitionKeys.map((key, index) => constant(first.values[index] ?? null, key));
}

const constant = (value: string | null, { name, type }: Column): string =>
  `cast(${value === null ? "null" : quoteText(value)} as ${type}) as ${quoteName(name)}`;

/** The statements that create views of catalog tables in any DuckDB session. */
export const tableViews = (tables: readonly CatalogTable[], root: string): readonly string[] =>
  tables.map((table) => `create or replace temp view ${quoteName(table.name)} as ${tableView(table, root)}`);

/**
 * A SELECT with its tables as CTEs in its first line. Views would work too, but each is planned when it is
 * created, which together takes as long as a small model.
 */
export function overTables(sql: string, tables: readonly CatalogTable[], root: string): string {
  return tables.length === 0 ? sql : `${ctesOf(tables, root)} select * from (\n${sql}\n) as written`;
}

/**
 * A query that reads these tables, its rows in the order that it asks for. One that begins with CTEs of its own
 * finds them as temporary views of the connection.
 */
export async function readable(
  connection: DuckDBConnection,
  sql: string,
  { tables, root }: { readonly tables: readonly CatalogTable[]; readonly root: string },
): Promise<string> {
  if (tables.length === 0) return sql;
  if (/^\s*select\b/i.test(sql)) return `${ctesOf(tables, root)} ${sql}`;
  for (const table of tables)
    await connection.run(`create temp view ${quoteName(table.name)} as ${tableView(table, root)}`);
  return sql;
}

function ctesOf(tables: readonly CatalogTable[], root: string): string {
  const ctes = tables.map(
    (table) => `${quoteName(table.name)} as not materialized (${tableView(table, root)})`,
  );
  return `with ${ctes.join(", ")}`;
}

function emptySelect(columns: readonly Column[]): string {
  const nulls = columns.map((column) => constant(null, column));
  return `select ${nulls.join(", ")} where false`;
}

/** Beyond the longest line of raw; by default DuckDB ends a query at a line of 2 MB. */
const longestLineBytes = 16 << 20;

const filesOf: Readonly<Record<TableFormat, string>> = {
  parquet: parquetFile,
  ndjson: "*.ndjson.gz",
  delimited: "*.txt.zst",
};

function fileReader(table: CatalogTable, root: string): string {
  const file = filesOf[table.format];
  const files = table.partitions.map(({ location }) => quoteText(join(root, location, file)));
  const options = [`[${files.join(", ")}]`, ...pathOptions(table)];
  if (table.format === "parquet") return `read_parquet(${options.join(", ")})`;
  options.push(`columns = ${structOf(table.columns)}`);
  if (table.format === "delimited") return `read_csv(${[...options, ...asWritten].join(", ")})`;
  return `read_json(${[...options, ...objectPerLine].join(", ")})`;
}

/** Keys in the paths of several partitions; otherwise nothing in a path is a column. */
const pathOptions = ({ partitionKeys, partitions }: CatalogTable): string[] =>
  partitionKeys.length > 0 && partitions.length > 1
    ? ["hive_partitioning = true", `hive_types = ${structOf(partitionKeys)}`]
    : ["hive_partitioning = false"];

/** Without being told of records, DuckDB reads thousands of lines to find them, each time that it plans. */
const objectPerLine = ["format = 'newline_delimited'", "records = true"];

/** Nothing is guessed, and no character has a meaning besides the separator, the line end and the mark of null. */
const asWritten = [
  "auto_detect = false",
  "header = false",
  "delim = '\u0001'",
  "quote = ''",
  "escape = ''",
  "comment = ''",
  String.raw`nullstr = '\N'`,
  String.raw`new_line = '\n'`,
  "compression = 'zstd'",
  `max_line_size = ${longestLineBytes}`,
  `buffer_size = ${longestLineBytes}`,
];

const structOf = (columns: readonly Column[]): string =>
  `{${columns.map(({ name, type }) => `${quoteName(name)}: ${quoteText(type)}`).join(", ")}}`;
