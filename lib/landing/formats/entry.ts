import type { PathValue } from "../record.ts";

/** One record as a file holds it. */
export interface ReadRecord {
  readonly isReadable: true;
  /** The exact text of the record in the export, a JSON object. */
  readonly payload: string;
  /** The same with numbers as text, where engines would write one of them in another way. */
  readonly readable?: string;
  /** The values at the wanted paths, in their order. */
  readonly values: readonly PathValue[];
}

/** A piece of a file that is not a record, with its position (line or number) and the reason. */
export interface Unreadable {
  readonly isReadable: false;
  readonly line: number;
  readonly reason: string;
  readonly raw: string;
  /** The id of the record it belongs to, if recognisable. */
  readonly named?: string;
}

export type Entry = ReadRecord | Unreadable;

/** Longer records are not read: a quote or a bracket is missing, or it is not a record. */
export const maxRecordBytes = 16 << 20;

const rawCharacters = 64 << 10;

export function unreadable(line: number, reason: string, raw: string, named?: string | null): Unreadable {
  const piece = { isReadable: false, line, reason, raw: raw.slice(0, rawCharacters) } as const;
  return named === undefined || named === null || named === "" ? piece : { ...piece, named };
}
