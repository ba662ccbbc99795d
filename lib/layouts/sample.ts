import { isUtf8 } from "node:buffer";
import { constants, gunzipSync } from "node:zlib";
import { UnreadableFile } from "../landing/errors.ts";
import { ListFinder } from "../landing/formats/json-list.ts";
import { firstRecords } from "../preview/sampled-records.ts";
import type { ObjectSummary, ReadableStore } from "../storage/object-store.ts";
import type { FileGroup } from "./file-groups.ts";
import { type PartialColumn, type Renamed, withOneHeader } from "./one-header.ts";

/** How the files of a group are written. */
export interface Writing {
  readonly format: "csv" | "ndjson" | "json" | "parquet";
  readonly delimiter: string;
  readonly encoding: string;
  /** The list in a JSON object that has the records. */
  readonly list?: string | undefined;
  /** Lists beside it that have objects too. */
  readonly otherLists?: readonly string[];
}

/** The first records of some files of a group. */
export interface Sample {
  readonly group: FileGroup;
  readonly writing: Writing;
  /** In the order of the files, as parsed JSON. */
  readonly files: readonly SampledFile[];
  /** Columns of tables with several names, of which the records have the newest. */
  readonly renamed?: readonly Renamed[];
  readonly partial?: readonly PartialColumn[];
}

export interface SampledFile {
  readonly key: string;
  readonly records: readonly unknown[];
  /** Whether these are all records of the file. */
  readonly isWhole: boolean;
}

export interface Unreadable {
  readonly group: FileGroup;
  readonly reason: string;
}

const mostFiles = 6;
const usualRecords = 400;
const headBytes = 256 << 10;

/** Reads some of a group's files, each only to its first records. */
export async function sampleGroup(
  inbox: ReadableStore,
  group: FileGroup,
  recordsOfFile = usualRecords,
): Promise<Sample | Unreadable> {
  const filled = group.files.filter(({ bytes }) => bytes > 0);
  const chosen = spread(filled, mostFiles);
  const heads = await Promise.all(chosen.map(({ key }) => headOf(inbox, key)));
  const writing = writingOf(chosen, heads);
  if (typeof writing === "string") return { group, reason: writing };
  try {
    const files: SampledFile[] = [];
    for (const file of chosen) {
      const records = await firstRecords(inbox, file, writing, recordsOfFile);
      files.push({ key: file.key, records, isWhole: records.length < recordsOfFile });
    }
    if (files.every(({ records }) => records.length === 0))
      return { group, reason: "no row in it can be read as a record" };
    const isTable = writing.format === "csv" || writing.format === "parquet";
    return { group, writing, ...(isTable ? withOneHeader(files, group) : { files }) };
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return { group, reason: error.message };
  }
}

/** Some of a list, the first and the last among them. */
function spread<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  const places = Array.from({ length: most }, (_, index) =>
    Math.round((index * (all.length - 1)) / (most - 1)),
  );
  return places.flatMap((place) => all[place] ?? []);
}

/** The first bytes of a file, unzipped. */
async function headOf(inbox: ReadableStore, key: string): Promise<Buffer> {
  const object = await inbox.get(key, { start: 0, end: headBytes - 1 });
  const chunks: Buffer[] = [];
  for await (const chunk of object?.body ?? []) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    // Landing says what is wrong with it.
    return Buffer.alloc(0);
  }
}

/** How files are written, by their first bytes; or why they cannot be read. */
function writingOf(files: readonly ObjectSummary[], heads: readonly Buffer[]): Writing | string {
  const [file] = files;
  const head = heads.find((bytes) => bytes.length > 0);
  if (file === undefined || head === undefined) return "empty";
  const plain = { delimiter: ",", encoding: "utf-8" };
  if (head.subarray(0, 4).toString("latin1") === "PAR1") return { format: "parquet", ...plain };
  if (/\.xls[xmb]?$/i.test(file.key)) return "an Excel workbook: save its sheet as CSV";
  const encoding = encodingOf(heads);
  if (encoding === undefined) return "not text";
  const text = textOf(head, encoding);
  const [first = "", second = ""] = text.split(/\r?\n/, 2);
  if (text.startsWith("[")) return { format: "json", ...plain, encoding };
  if (text.startsWith("{")) {
    const isLines = isJson(first) && second.startsWith("{");
    const isLine = isLines || (isJson(first) && second === "");
    const lists = isLines || /\.(ndjson|jsonl)(\.gz)?$/i.test(file.key) ? [] : listsOf(heads, encoding);
    const [list, ...otherLists] = lists;
    if (list !== undefined) return { format: "json", ...plain, encoding, list, otherLists };
    return isLine ? { format: "ndjson", ...plain, encoding } : "one JSON object: a list of records is needed";
  }
  return { format: "csv", delimiter: delimiterOf(first), encoding };
}

const textOf = (head: Buffer, encoding: string): string =>
  new TextDecoder(encoding)
    .decode(head)
    .replace(/^\ufeff/, "")
    .trimStart();

/** What only a record has: a page of an API has no id. */
const isId = /^_?(id|key|uuid)$/i;

/** The lists of objects in files that are one object each, the one with the most objects first; none in a record. */
function listsOf(heads: readonly Buffer[], encoding: string): readonly string[] {
  const counts = new Map<string, number>();
  for (const head of heads) {
    const finder = new ListFinder("", undefined);
    const text = textOf(head, encoding);
    if (!text.startsWith("{")) continue;
    try {
      finder.find(Buffer.from(text), 0);
    } catch (error) {
      if (error instanceof UnreadableFile) continue;
      throw error;
    }
    if ([...finder.names].some((name) => isId.test(name))) return [];
    for (const [list, objects] of finder.lists) counts.set(list, (counts.get(list) ?? 0) + objects);
  }
  const filled = [...counts].filter(([, objects]) => objects > 0);
  return filled.toSorted(([, a], [, b]) => b - a).map(([list]) => list);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const delimiters = [",", ";", "\t", "|"] as const;

/** The delimiter that the header has most often outside of quotes. */
function delimiterOf(header: string): string {
  const bare = header.replace(/"(?:[^"]|"")*"/g, "");
  const times = (delimiter: string): number => bare.split(delimiter).length;
  return delimiters.toSorted((a, b) => times(b) - times(a))[0] ?? ",";
}

/** UTF-8 or UTF-16 where the bytes are; otherwise Windows' own. Undefined when the bytes are no text. */
function encodingOf(heads: readonly Buffer[]): string | undefined {
  const all = heads.filter((head) => head.length > 0);
  if (all.some((head) => head[0] === 0xff && head[1] === 0xfe)) return "utf-16le";
  if (all.some((head) => head[0] === 0xfe && head[1] === 0xff)) return "utf-16be";
  if (all.some((head) => head.includes(0) || controls(head) > head.length / 50)) return undefined;
  return all.every((head) => isUtf8(wholeLines(head))) ? "utf-8" : "windows-1252";
}

const controls = (head: Buffer): number =>
  head.reduce((sum, byte) => sum + (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 ? 1 : 0), 0);

/** The bytes end within a character unless they end with a line. */
function wholeLines(head: Buffer): Buffer {
  const end = head.lastIndexOf(10);
  return end < 0 ? head : head.subarray(0, end);
}
