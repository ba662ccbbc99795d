import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
  type SchemaTree,
} from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { placesOf, type RecordPath } from "../../record-path.ts";
import { UnreadableFile } from "../errors.ts";
import { type MappedColumns, namedColumns } from "./columns.ts";
import { type Entry, unreadable } from "./entry.ts";
import { entryReader } from "./json-values.ts";
import { isBinary, jsonWriter, NoText, parsers, readAs, type ToJson } from "./parquet-values.ts";

export interface ParquetOptions {
  readonly file: string;
  readonly paths: readonly string[];
  readonly columns: MappedColumns;
}

interface ParquetColumn {
  /** Its name in the record. */
  readonly name: string;
  /** The name passed to hyparquet; unlike the name in the file, it is unique. */
  readonly alias: string;
  readonly toJson: ToJson;
  readonly isMapped: boolean;
}

/**
 * Rows as JSON objects, one row group at a time: dates, times and timestamps in ISO 8601 (UTC), integers and
 * decimals with all digits, as numbers. An unreadable column, such as a binary one, is left out unless it is
 * mapped. @throws UnreadableFile for a file that is not Parquet, or an unreadable mapped column
 */
export async function* readParquet(
  buffer: AsyncBuffer,
  options: ParquetOptions,
): AsyncGenerator<readonly Entry[]> {
  const { file } = options;
  const own = await readable(file, parquetMetadataAsync(buffer));
  const metadata = withAliases(own);
  const toEntry = entryReader(options.paths);
  let columns = columnsOf(own, options);
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows);
    const read = (asked: readonly ParquetColumn[]) =>
      parquetReadObjects({
        ...{ file: buffer, metadata, rowStart, rowEnd, compressors, parsers, utf8: false },
        columns: asked.map(({ alias }) => alias),
      });
    const { rows, legible } = await readable(file, readGroup(file, columns, read));
    columns = legible;
    yield rows.map((row, index): Entry => {
      const line = rowStart + index + 1;
      const record = recordOf(row, legible);
      return typeof record === "string" ? toEntry(line, record) : record(line);
    });
    rowStart = rowEnd;
  }
}

type Row = Readonly<Record<string, unknown>>;

/** The rows of a group, and which of its columns could be read. */
async function readGroup(
  file: string,
  columns: readonly ParquetColumn[],
  read: (asked: readonly ParquetColumn[]) => Promise<Row[]>,
): Promise<{ readonly rows: readonly Row[]; readonly legible: readonly ParquetColumn[] }> {
  try {
    return { rows: await read(columns), legible: columns };
  } catch (error) {
    const legible: ParquetColumn[] = [];
    for (const column of columns)
      try {
        await read([column]);
        legible.push(column);
      } catch (cause) {
        if (!column.isMapped) continue;
        const problem = `the mapped column ${column.name} cannot be read: ${(cause as Error).message}`;
        throw new UnreadableFile(file, problem);
      }
    if (legible.length === columns.length) throw error;
    return { rows: await read(legible), legible };
  }
}

/** The record that a row is, or what makes it none. */
function recordOf(row: Row, columns: readonly ParquetColumn[]): string | ((line: number) => Entry) {
  const members: string[] = [];
  for (const { name, alias, toJson, isMapped } of columns)
    try {
      members.push(`${JSON.stringify(name)}:${toJson(row[alias])}`);
    } catch (error) {
      if (!(error instanceof NoText)) throw error;
      if (isMapped) return (line) => unreadable(line, `not text in UTF-8: ${name}`, error.message);
    }
  return `{${members.join(",")}}`;
}

async function readable<T>(file: string, read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    throw new UnreadableFile(file, `it cannot be read as Parquet: ${(error as Error).message}`);
  }
}

const aliasOf = (index: number): string => `column_${index}`;

/**
 * The metadata with a unique name for each column, so that duplicate names in the file can be distinguished.
 */
function withAliases(metadata: FileMetaData): FileMetaData {
  const columns = parquetSchema(metadata).children;
  const aliases = new Map<number, string>();
  let position = 1;
  for (const [index, { count }] of columns.entries()) {
    aliases.set(position, aliasOf(index));
    position += count;
  }
  const owners = columns.flatMap((column, index) => leaves(column).map(() => aliasOf(index)));
  return {
    ...metadata,
    schema: metadata.schema.map((element, index) => {
      const name = aliases.get(index) ?? element.name;
      return readAs({ ...element, name });
    }),
    row_groups: metadata.row_groups.map((group) => ({
      ...group,
      columns: group.columns.map((chunk, index) => {
        const { meta_data } = chunk;
        const [, ...below] = meta_data?.path_in_schema ?? [];
        if (meta_data === undefined) return chunk;
        return { ...chunk, meta_data: { ...meta_data, path_in_schema: [owners[index] ?? "", ...below] } };
      }),
    })),
  };
}

class BinaryColumn extends UnreadableFile {
  override readonly name = "BinaryColumn";
  constructor(file: string, column: string) {
    super(file, `the mapped column ${column} is binary; export it as text, or map another column`);
  }
}

/** The columns to read: all but the binary ones that are not mapped. */
function columnsOf(
  metadata: FileMetaData,
  { file, columns: { required, mentioned } }: ParquetOptions,
): readonly ParquetColumn[] {
  const nodes = parquetSchema(metadata).children;
  const given = nodes.map(({ element }) => element.name);
  const mapped = required.map((path) => columnAt(given, path));
  const names = namedColumns(file, given, { required: mapped, mentioned });
  for (const path of required) {
    const leaf = leafAt(nodes, names, path);
    if (leaf !== undefined && isBinary(leaf)) throw new BinaryColumn(file, path);
  }
  return nodes.flatMap((node, index) => {
    const name = names[index] ?? "";
    const isMapped = mapped.includes(name) || mentioned.includes(name);
    if (isBinary(node) && mentioned.includes(name)) throw new BinaryColumn(file, name);
    if (isBinary(node)) return [];
    return [{ name, alias: aliasOf(index), toJson: jsonWriter(node), isMapped }];
  });
}

/** The name of the column that a path is in: its exact name, where there is one, goes before its first level. */
function columnAt(names: readonly string[], path: string): string {
  const starts = placesOf(path).map(([first]) => String(first));
  return starts.find((name) => names.includes(name)) ?? starts[0] ?? path;
}

function leafAt(
  columns: readonly SchemaTree[],
  names: readonly string[],
  path: string,
): SchemaTree | undefined {
  for (const [first, ...below] of placesOf(path)) {
    const column = columns[names.indexOf(String(first))];
    if (column !== undefined) return nodeAt(column, below);
  }
  return undefined;
}

function nodeAt(node: SchemaTree, [step, ...below]: RecordPath["steps"]): SchemaTree | undefined {
  if (step === undefined) return node;
  if (typeof step === "number") {
    const repeated = node.children[0];
    const element = repeated?.children.length === 1 ? repeated.children[0] : repeated;
    return element === undefined ? undefined : nodeAt(element, below);
  }
  const child = node.children.find(({ element }) => element.name === step);
  return child === undefined ? undefined : nodeAt(child, below);
}

const leaves = (node: SchemaTree): readonly SchemaTree[] =>
  node.children.length === 0 ? [node] : node.children.flatMap(leaves);
