import type { PathValue } from "../record.ts";

/** One record as a file holds it. */
export interface ReadRecord {
  readonly isReadable: true;
  /** The source's exact text of the record, a JSON object, quoted as a JSON string: as it is written to raw. */
  readonly payload: string;
  /** The same with numbers as text, quoted alike, where engines would write one of them in another way. */
  readonly readable?: string;
  /** What is at the wanted paths, in their order. */
  readonly values: readonly PathValue[];
}

/** A piece of a file that is no record, with where it is (its line, or its number) and why. */
export interface Unreadable {
  readonly isReadable: false;
  readonly line: number;
  readonly reason: string;
  readonly raw: string;
  /** The record that it names all the same, as far as can be told. */
  readonly named?: string;
}

export type Entry = ReadRecord | Unreadable;

/** Longer records are not read: a quote or a bracket is missing, or it is not a record at all. */
export const maxRecordBytes = 16 << 20;

/** A line of raw that holds more is one that DuckDB refuses to read, and with it the day. */
const maxStoredBytes = 15 << 20;

/** The entry, or why its record is too long to be stored: escaped, it may be several times what the file had. */
export function storable(entry: Entry, line: number, nameOf: (record: ReadRecord) => string | null): Entry {
  if (!entry.isReadable) return entry;
  const { payload, readable = "" } = entry;
  if (3 * (payload.length + readable.length) <= maxStoredBytes) return entry;
  const bytes = Buffer.byteLength(payload) + Buffer.byteLength(readable);
  return bytes <= maxStoredBytes
    ? entry
    : unreadable(line, `longer than ${maxStoredBytes >> 20} MB`, payload, nameOf(entry));
}

const rawCharacters = 64 << 10;

export function unreadable(line: number, reason: string, raw: string, named?: string | null): Unreadable {
  const piece = { isReadable: false, line, reason, raw: raw.slice(0, rawCharacters) } as const;
  return named === undefined || named === null || named === "" ? piece : { ...piece, named };
}
