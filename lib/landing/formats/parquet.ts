import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
  type SchemaTree,
} from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { MissingColumn, UnreadableFile } from "../errors.ts";
import type { Entry } from "./entry.ts";
import { parseObject, pathReader } from "./json-values.ts";

export interface ParquetOptions {
  readonly file: string;
  readonly paths: readonly string[];
  readonly required: readonly string[];
}

/**
 * Rows as JSON objects, a row group at a time: dates and timestamps in ISO 8601 (UTC), integers and decimals
 * with all their digits, as numbers. @throws UnreadableFile for what is no Parquet, or holds binary columns
 */
export async function* readParquet(
  buffer: AsyncBuffer,
  options: ParquetOptions,
): AsyncGenerator<readonly Entry[]> {
  const { file } = options;
  const metadata = await readable(file, parquetMetadataAsync(buffer));
  const schema = parquetSchema(metadata);
  checkColumns(schema, options);
  const columns = schema.children.map((node) => ({ name: node.element.name, toJson: jsonWriter(node) }));
  const valuesOf = pathReader(options.paths);
  const plain = withoutDecimals(metadata);
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows);
    const rows = await readable(
      file,
      parquetReadObjects({
        file: buffer,
        metadata: plain,
        rowStart,
        rowEnd,
        compressors,
        parsers,
        utf8: false,
      }),
    );
    yield rows.map((row): Entry => {
      const members = columns.map(({ name, toJson }) => `${JSON.stringify(name)}:${toJson(row[name])}`);
      const record = `{${members.join(",")}}`;
      const object = parseObject(record);
      if (typeof object === "string") throw new UnreadableFile(file, `row ${rowStart + 1}: ${object}`);
      return { isReadable: true, payload: JSON.stringify(record), values: valuesOf(object, record) };
    });
    rowStart = rowEnd;
  }
}

async function readable<T>(file: string, read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    throw new UnreadableFile(file, `it cannot be read as Parquet: ${(error as Error).message}`);
  }
}

const iso = (milliseconds: number) => new Date(milliseconds).toISOString();
const isoFrom = (count: bigint, perMillisecond: bigint, digits: number) => {
  const rest = ((count % perMillisecond) + perMillisecond) % perMillisecond;
  const text = iso(Number((count - rest) / perMillisecond));
  return rest === 0n ? text : `${text.slice(0, -1)}${rest.toString().padStart(digits, "0")}Z`;
};

/** Text that is JSON already. */
class Json {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const utf8 = new TextDecoder();
const parsers = {
  timestampFromMilliseconds: (count: bigint | undefined) =>
    count === undefined ? count : iso(Number(count)),
  timestampFromMicroseconds: (count: bigint | undefined) =>
    count === undefined ? count : isoFrom(count, 1000n, 3),
  timestampFromNanoseconds: (count: bigint | undefined) =>
    count === undefined ? count : isoFrom(count, 1_000_000n, 6),
  dateFromDays: (days: number | undefined) =>
    days === undefined ? days : iso(days * 86_400_000).slice(0, 10),
  jsonFromBytes: (bytes: Uint8Array | undefined) => bytes && new Json(utf8.decode(bytes)),
};

const isDecimal = ({ element }: SchemaTree) =>
  element.converted_type === "DECIMAL" || element.logical_type?.type === "DECIMAL";

/** hyparquet makes doubles of decimals, which lose digits: unmarked, they come as the integers they are. */
function withoutDecimals(metadata: FileMetaData): FileMetaData {
  const schema = metadata.schema.map((element) => {
    if (element.converted_type !== "DECIMAL") return element;
    const { converted_type: _, ...plain } = element;
    return plain;
  });
  return { ...metadata, schema };
}

type ToJson = (value: unknown) => string;

/** Writes the values of a column: only decimals need to know what the schema says of them. */
function jsonWriter(node: SchemaTree): ToJson {
  if (isDecimal(node)) {
    const scale = node.element.scale ?? 0;
    return (value) => decimalsToJson(value, scale);
  }
  const { converted_type: type, logical_type: logical } = node.element;
  const [repeated] = node.children;
  if (type === "LIST" || logical?.type === "LIST") {
    const element = repeated?.children.length === 1 ? repeated.children[0] : repeated;
    const toJson = element === undefined ? anyToJson : jsonWriter(element);
    return (value) => (Array.isArray(value) ? `[${value.map(toJson).join(",")}]` : anyToJson(value));
  }
  if (type === "MAP" || type === "MAP_KEY_VALUE" || logical?.type === "MAP" || node.children.length === 0)
    return anyToJson;
  const members = node.children.map((child) => ({ name: child.element.name, toJson: jsonWriter(child) }));
  return (value) => {
    if (value === null || value === undefined) return "null";
    const row = value as Record<string, unknown>;
    return `{${members.map(({ name, toJson }) => `${JSON.stringify(name)}:${toJson(row[name])}`).join(",")}}`;
  };
}

function decimalsToJson(value: unknown, scale: number): string {
  if (value === null || value === undefined) return "null";
  const unscaled = value instanceof Uint8Array ? signedBigInt(value) : BigInt(value as number | bigint);
  if (scale === 0) return String(unscaled);
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  return `${unscaled < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function signedBigInt(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n;
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(bytes).toString("hex")}`));
}

function anyToJson(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "null";
  if (value instanceof Json) return value.text;
  if (value instanceof Uint8Array) return JSON.stringify(utf8.decode(value));
  if (Array.isArray(value)) return `[${value.map(anyToJson).join(",")}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, member]) => `${JSON.stringify(name)}:${anyToJson(member)}`)
    .join(",")}}`;
}

function checkColumns(schema: SchemaTree, { file, required }: ParquetOptions): void {
  const names = schema.children.map(({ element }) => element.name);
  const missing = required.find((name) => !names.includes(name));
  if (missing !== undefined) throw new MissingColumn(file, missing, names);
  const binary = leaves(schema).find(isBinary);
  if (binary !== undefined)
    throw new UnreadableFile(
      file,
      `the column ${binary.path.join(".")} is binary; write it as text, or leave it out`,
    );
}

function leaves(node: SchemaTree): readonly SchemaTree[] {
  return node.children.length === 0 ? [node] : node.children.flatMap(leaves);
}

function isBinary(leaf: SchemaTree): boolean {
  const { type, converted_type: converted, logical_type: logical } = leaf.element;
  if (type !== "BYTE_ARRAY" && type !== "FIXED_LEN_BYTE_ARRAY") return false;
  const text = ["UTF8", "ENUM", "JSON", "STRING", "UUID", "FLOAT16", "DECIMAL"];
  return !text.includes(converted ?? "") && !text.includes(logical?.type ?? "");
}
