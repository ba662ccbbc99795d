import type { Column } from "../models/model.ts";
import type { PlainRow } from "./formats/plain-rows.ts";
import type { LineBlock } from "./line-block.ts";
import { beforeMark, copyBytes, fourOf, type Memory, marksOf, memoryWith } from "./memory.ts";
import type { CopiedValues } from "./record.ts";
import { nextOnSheet, sheet } from "./sheet.ts";

/**
 * The columns of raw, in the order in which a line has them. A line is text: columns are separated by U+0001, `\N`
 * is null, and nothing is quoted or escaped, so that a record's own text is copied as it is. A text that would
 * break a line is percent-encoded, which `is_encoded` tells.
 */
export const rawColumns: readonly Column[] = [
  { name: "payload", type: "varchar", comment: "the record, in the source's exact text" },
  { name: "record_id", type: "varchar", comment: "the record's key in its source" },
  { name: "updated_at", type: "varchar", comment: "when the source last changed it, in the source's format" },
  {
    name: "position",
    type: "bigint",
    comment:
      "its position in its load: the file's rank by name, times 10 000 000 000, plus its row in the file",
  },
  { name: "extracted_at", type: "varchar", comment: "when it landed" },
  {
    name: "readable",
    type: "varchar",
    comment: "the payload with numbers as text, if an engine would print one differently; otherwise null",
  },
  {
    name: "other_domain",
    type: "varchar",
    comment: "the other form of an account's internationalised domain",
  },
  {
    name: "loaded_on",
    type: "varchar",
    comment: "for a record of a history: the date on which the whole history landed",
  },
  {
    name: "is_encoded",
    type: "boolean",
    comment:
      "true if payload, record_id, updated_at and readable are percent-encoded, since one contains a line end or the like",
  },
];

export interface RawRecord {
  readonly payload: string;
  readonly recordId: string | null;
  readonly updatedAt: string | null;
  readonly position: number | null;
  readonly extractedAt: string;
  readonly readable: string | null;
  readonly otherDomain: string | null;
  readonly loadedOn: string | null;
}

const separator = "\u0001";
const nothing = String.raw`\N`;

/** Control characters besides the tab, and a text that is the mark of null. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that a line must not contain
const breaking = /[\u0000-\u0008\u000a-\u001f]|^\\N$/;
/** All that {@link breaking} finds, and the characters that decoding changes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that a line must not contain
const encodable = /[\u0000-\u001f%+\\]/g;

/** Whether a text can be in a line as it is. */
export const isStorable = (text: string): boolean => !breaking.test(text);

/** The line of a record, without its end. */
export function rawLine({ payload, recordId, updatedAt, readable, ...rest }: RawRecord): string {
  const texts = [payload, recordId, updatedAt, readable];
  const isEncoded = texts.some((text) => text !== null && !isStorable(text));
  const [first, id, changed, legible] = isEncoded ? texts.map(encoded) : texts;
  return [
    first,
    id,
    changed,
    rest.position,
    rest.extractedAt,
    legible,
    rest.otherDomain,
    rest.loadedOn,
    isEncoded || null,
  ]
    .map((value) => value ?? nothing)
    .join(separator);
}

const encoded = (text: string | null): string | null =>
  text === null
    ? null
    : text.replace(encodable, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`);

/** Writes lines of records whose text needs no encoding, from its bytes: the same lines as {@link rawLine}. */
export class PlainLine {
  readonly #afterPosition: string;
  /** The rest of the last line: its position, and what follows. */
  #rest: Memory;
  #position = 0;
  #lastDigit = 1;

  constructor({ extractedAt, loadedOn }: Pick<RawRecord, "extractedAt" | "loadedOn">) {
    const cells = [extractedAt, nothing, nothing, loadedOn ?? nothing, nothing];
    this.#afterPosition = cells.map((cell) => `${separator}${cell}`).join("");
    this.#rest = this.#restAt(this.#position);
  }

  /** False, and nothing is written, for an id or a time that must be encoded. */
  write(
    lines: LineBlock,
    row: PlainRow,
    position: number,
    { recordId, updatedAt }: Pick<RawRecord, "recordId" | "updatedAt">,
  ): boolean {
    if (!isStorable(recordId ?? "") || !isStorable(updatedAt ?? "")) return false;
    const ids = `${separator}${recordId ?? nothing}${separator}${updatedAt ?? nothing}`;
    lines.addBytes(row.memory, row.start, row.end);
    lines.add(ids);
    const rest = this.#restOf(position);
    lines.addBytes(rest, 0, rest.bytes.length);
    return true;
  }

  /** The same for a record whose id and time are among its values. False also for values with escapes. */
  writeCopied(
    lines: LineBlock,
    row: PlainRow,
    position: number,
    { recordId, updatedAt }: CopiedValues,
  ): boolean {
    const { memory, values, hasEscapes } = row;
    const idStart = values[2 * recordId] ?? -1;
    const idEnd = values[2 * recordId + 1] ?? -1;
    const changeStart = updatedAt < 0 ? -1 : (values[2 * updatedAt] ?? -1);
    const changeEnd = updatedAt < 0 ? -1 : (values[2 * updatedAt + 1] ?? -1);
    if (hasEscapes && (hasEscape(memory, idStart, idEnd) || hasEscape(memory, changeStart, changeEnd)))
      return false;
    // A row on the sheet is where the line begins.
    let to = memory === sheet ? row.end : copyBytes(memory, row.start, row.end, sheet, nextOnSheet());
    to = writeCell(memory, idStart, idEnd, to);
    to = writeCell(memory, changeStart, changeEnd, to);
    const rest = this.#restOf(position);
    lines.addFromSheet(copyBytes(rest, 0, rest.bytes.length, sheet, to));
    return true;
  }

  #restOf(position: number): Memory {
    // Counting on is faster than writing a number, and most lines follow the last.
    if (position !== this.#position + 1 || !this.#countOn()) {
      this.#rest = this.#restAt(position);
      this.#lastDigit = String(position).length;
    }
    this.#position = position;
    return this.#rest;
  }

  #restAt(position: number): Memory {
    return memoryWith(Buffer.from(`${separator}${position}${this.#afterPosition}`));
  }

  /** Adds one to the position in the text; false for one that takes a digit more. */
  #countOn(): boolean {
    const { bytes } = this.#rest;
    for (let at = this.#lastDigit; at > 0; at -= 1) {
      const digit = bytes[at] ?? zero;
      bytes[at] = digit === nine ? zero : digit + 1;
      if (digit !== nine) return true;
    }
    return false;
  }
}

/** Writes a cell on the sheet after its separator, or null for a start of -1; returns where it ends. */
function writeCell(from: Memory, start: number, end: number, to: number): number {
  if (start < 0) return copyBytes(nullCell, 0, nullCellBytes, sheet, to);
  sheet.bytes[to] = separatorByte;
  return copyBytes(from, start, end, sheet, to + 1);
}

const nullCell = memoryWith(Buffer.from(separator + nothing));
const nullCellBytes = nullCell.bytes.length;
const [zero, nine] = [0x30, 0x39];
const separatorByte = separator.charCodeAt(0);
const backslashes = fourOf(0x5c);

function hasEscape({ words }: Memory, start: number, end: number): boolean {
  for (let at = start; at < end; at += 4) {
    const marks = marksOf(words.getInt32(at, true), backslashes);
    if (marks !== 0) return at + beforeMark(marks) < end;
  }
  return false;
}

/** A record as its line in raw has it, as far as it is read again. */
export type RawTexts = Pick<RawRecord, "payload" | "position">;

export function readRawLine(line: string): RawTexts {
  const cells = line.split(separator);
  const [payload = "", , , position = nothing] = cells;
  return {
    payload: cells.at(-1) === "true" ? decodeURIComponent(payload) : payload,
    position: position === nothing ? null : Number(position),
  };
}
