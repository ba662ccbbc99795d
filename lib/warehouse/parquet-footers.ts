import { arrayBuffer } from "node:stream/consumers";
import { type FileMetaData, parquetMetadataAsync, parquetSchema, type SchemaElement } from "hyparquet";
import type { ColumnType } from "../models/model.ts";
import { sideBySide } from "../side-by-side.ts";
import type { ObjectStore, ObjectSummary } from "../storage/object-store.ts";
import type { GivenColumn } from "./column-mismatch.ts";

/** The footer of a file of fifty columns is some ten KB. */
const footerBytes = 64 << 10;
const filesAtOnce = 16;

/** The contents of all Parquet files below a location. */
export interface WrittenFiles {
  readonly rows: number;
  /** Undefined when there is no file, as there were no rows. */
  readonly columns: readonly GivenColumn[] | undefined;
}

/** The types of Parquet, as {@link writtenFiles} names them, in which engines write a column. */
export const parquetTypes: Readonly<Record<ColumnType, readonly string[]>> = {
  varchar: ["varchar"],
  bigint: ["bigint"],
  integer: ["integer"],
  double: ["double"],
  boolean: ["boolean"],
  date: ["date"],
  "timestamp(3)": ["timestamp"],
  "decimal(18,2)": ["decimal(18,2)"],
  "decimal(28,10)": ["decimal(28,10)"],
};

/** Reads the footers of the files below a location, and nothing else of them. */
export async function writtenFiles(store: ObjectStore, location: string): Promise<WrittenFiles> {
  const files = await Array.fromAsync(store.list(location));
  const footers = await sideBySide(files, filesAtOnce, (file) => footerOf(store, file));
  return {
    rows: footers.reduce((sum, { num_rows }) => sum + Number(num_rows), 0),
    columns: footers[0] && parquetSchema(footers[0]).children.map(({ element }) => columnOf(element)),
  };
}

function footerOf(store: ObjectStore, { key, bytes }: ObjectSummary): Promise<FileMetaData> {
  const slice = async (start: number, end = bytes): Promise<ArrayBuffer> => {
    const object = await store.get(key, { start, end: end - 1 });
    if (object === undefined) throw new Error(`${key} was written but no longer exists`);
    return arrayBuffer(object.body);
  };
  return parquetMetadataAsync({ byteLength: bytes, slice }, { initialFetchSize: footerBytes });
}

const columnOf = (element: SchemaElement): GivenColumn => ({ name: element.name, type: typeOf(element) });

function typeOf({ type, converted_type, logical_type, precision, scale }: SchemaElement): string {
  const meaning = logical_type?.type ?? converted_type;
  if (meaning === "DECIMAL") return `decimal(${precision},${scale ?? 0})`;
  if (type === "INT96" || meaning?.startsWith("TIMESTAMP")) return "timestamp";
  if (meaning === "STRING" || meaning === "UTF8") return "varchar";
  if (meaning === "DATE") return "date";
  if (type === "INT64" && (converted_type ?? "INT_64") === "INT_64") return "bigint";
  if (type === "INT32" && (converted_type ?? "INT_32") === "INT_32") return "integer";
  return (converted_type ?? type ?? "a group").toLowerCase();
}
