import type { PathValue } from "../record.ts";

/** One record as a file holds it. */
export interface ReadRecord {
  readonly isReadable: true;
  /** The source's exact text of the record, a JSON object, quoted as a JSON string: as it is written to raw. */
  readonly payload: string;
  /** What is at the wanted paths, in their order. */
  readonly values: readonly PathValue[];
}

/** A piece of a file that is no record, with where it is (its line, or its number) and why. */
export interface Unreadable {
  readonly isReadable: false;
  readonly line: number;
  readonly reason: string;
  readonly raw: string;
}

export type Entry = ReadRecord | Unreadable;

/** Longer records are not read: a quote or a bracket is missing, or it is not a record at all. */
export const maxRecordBytes = 16 << 20;

const rawCharacters = 64 << 10;

export function unreadable(line: number, reason: string, raw: string): Unreadable {
  return { isReadable: false, line, reason, raw: raw.slice(0, rawCharacters) };
}
