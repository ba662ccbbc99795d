import { arrayBuffer } from "node:stream/consumers";
import type { Stream } from "../../config/schema.ts";
import type { ByteRange } from "../../storage/object-store.ts";
import { UnreadableFile } from "../errors.ts";
import type { MappedColumns } from "./columns.ts";
import { readCsv } from "./csv.ts";
import type { Entry } from "./entry.ts";
import { readJsonArray } from "./json-array.ts";
import { readNdjson } from "./ndjson.ts";
import { readParquet } from "./parquet.ts";
import type { PlainSink } from "./plain-rows.ts";
import { openText } from "./text.ts";

/** One version of one file: every read returns bytes of that version, or throws. */
export interface OpenFile {
  readonly key: string;
  readonly bytes: number;
  read(range?: ByteRange): AsyncIterable<Buffer>;
}

/** How the files of a stream are written. */
export type Written = Pick<Stream, "format" | "delimiter" | "encoding" | "list">;

export interface ReadOptions {
  readonly stream: Written;
  readonly paths: readonly string[];
  readonly columns: MappedColumns;
  /** The path of what names a record, for rows that cannot be read. */
  readonly keyPath?: string | undefined;
  /** What takes the plain rows of text files. @default they are among the others */
  readonly sink?: PlainSink | undefined;
}

const formats = {
  csv: "csv",
  tsv: "csv",
  ndjson: "ndjson",
  jsonl: "ndjson",
  json: "json",
  parquet: "parquet",
} as const;

/**
 * The records of a file, by its declared format or else its name: plain rows go to the sink, what else there is is given in between, in order.
 * @throws UnreadableFile
 */
export async function* readRecords(
  file: OpenFile,
  { stream, paths, columns, keyPath, sink }: ReadOptions,
): AsyncGenerator<readonly Entry[]> {
  const extension = /\.([a-z]+)(\.gz)?$/i.exec(file.key)?.[1]?.toLowerCase() ?? "";
  const named = Object.hasOwn(formats, extension) ? formats[extension as keyof typeof formats] : undefined;
  const format = stream.format ?? named;
  if (format === undefined)
    throw new UnreadableFile(
      file.key,
      "its name does not show its format; set format: csv, ndjson, json or parquet",
    );
  if (format === "parquet") {
    const slice = async (start: number, end = file.bytes) =>
      start === end ? new ArrayBuffer(0) : arrayBuffer(file.read({ start, end: end - 1 }));
    yield* readParquet({ byteLength: file.bytes, slice }, { file: file.key, paths, columns });
    return;
  }
  const text = await openText(file.read(), { file: file.key, encoding: stream.encoding });
  if (format === "ndjson") yield* readNdjson(text, paths, { keyPath, sink });
  else if (format === "json")
    yield* readJsonArray(text, paths, { file: file.key, list: stream.list, keyPath });
  else {
    const delimiter = extension === "tsv" && stream.delimiter === "," ? "\t" : stream.delimiter;
    yield* readCsv(text, { file: file.key, delimiter, paths, columns, keyPath, sink });
  }
}
