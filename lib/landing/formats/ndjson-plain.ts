import { beforeMark, fourOf, marksOf, marksOfControls } from "../memory.ts";
import { page, turnPage } from "./page.ts";
import type { PlainReader, PlainRow, PlainSink } from "./plain-rows.ts";
import { type WantedMember, type WantedMembers, wantedMembers } from "./wanted-members.ts";

/**
 * Checks that lines are JSON objects which every engine reads alike, from their bytes, without parsing them into values.
 * It stops at a line that is not, or that it does not know to be: one with numbers that engines may write in another
 * way, `\u` escapes, names with escapes, a wanted name twice. Undefined for paths that need a parser.
 */
export function plainJsonReader(paths: readonly string[], sink: PlainSink): PlainReader | undefined {
  const wanted = wantedMembers(paths);
  if (wanted === undefined) return undefined;
  const record = new JsonRecord(wanted);
  return (lines) => {
    while (!lines.areRead && !sink.isFull) {
      const pageEnd = turnPage(lines);
      if (pageEnd < 0) return;
      for (let at = 0; at <= pageEnd && !sink.isFull; ) {
        const end = record.read(at);
        if (end < 0 || (record.end > record.start && !sink.takePlain(record))) return;
        lines.at += end + 1 - at;
        lines.number += 1;
        at = end + 1;
      }
    }
  };
}

const text = page.bytes;
const { words } = page;

const code = (character: string): number => character.charCodeAt(0);
const [quote, backslash, newline, carriageReturn] = [code('"'), code("\\"), code("\n"), code("\r")];
const [openBrace, closeBrace, openBracket, closeBracket] = [code("{"), code("}"), code("["), code("]")];
const [space, tab, comma, colon] = [code(" "), code("\t"), code(","), code(":")];
const [minus, point, zero, nine] = [code("-"), code("."), code("0"), code("9")];

const literals = ["true", "false", "null"].map((word) => Buffer.from(word));
/** After a backslash: what JSON knows, without `u`, whose halves of characters need a closer look. */
const escapes = new Uint8Array(256);
for (const byte of Buffer.from('"\\/bfnrt')) escapes[byte] = 1;
const quotes = fourOf(quote);
const backslashes = fourOf(backslash);

const mostLevels = 60;
/** A double has these exactly, and engines write it with the same digits. */
const mostDigits = { whole: 39, decimal: 15, fraction: 6 } as const;

const none: readonly WantedMember[] = [];

/** One line as a record; its parts are read from left to right. Each method returns -1 for a line that is not plain. */
class JsonRecord implements PlainRow {
  readonly memory = page;
  start = 0;
  end = 0;
  readonly values: Int32Array;
  hasEscapes = false;
  readonly #wanted: WantedMembers;
  /** By wanted member: the record that had it last, and its value there. */
  readonly #seenIn: Float64Array;
  readonly #found: Int32Array;
  #record = 0;
  #levels = 0;

  constructor(wanted: WantedMembers) {
    this.#wanted = wanted;
    this.values = new Int32Array(2 * wanted.placesOf.length);
    this.#seenIn = new Float64Array(wanted.count);
    this.#found = new Int32Array(2 * wanted.count);
  }

  /** Reads the line that begins there; returns where it ends. For an empty one the record is empty. */
  read(lineStart: number): number {
    this.#record += 1;
    this.#levels = 0;
    this.hasEscapes = false;
    this.start = this.#pastSpace(lineStart);
    this.end = text[this.start] === openBrace ? this.#object(this.start, this.#wanted.members) : this.start;
    if (this.end < 0) return -1;
    let end = this.#pastSpace(this.end);
    if (text[end] === carriageReturn) end += 1;
    if (text[end] !== newline) return -1;
    if (this.end > this.start) this.#choose();
    return end;
  }

  #object(start: number, members: readonly WantedMember[]): number {
    this.#levels += 1;
    if (this.#levels > mostLevels) return -1;
    let at = this.#pastSpace(start + 1);
    for (let isFirst = true; ; isFirst = false) {
      if (isFirst && text[at] === closeBrace) break;
      if (text[at] !== quote) return -1;
      const nameEnd = this.#endOfName(at + 1);
      if (nameEnd < 0) return -1;
      const member = members.length === 0 ? undefined : this.#memberOf(members, at + 1, nameEnd);
      at = this.#pastSpace(nameEnd + 1);
      if (text[at] !== colon) return -1;
      at = this.#value(this.#pastSpace(at + 1), member);
      if (at < 0) return -1;
      at = this.#pastSpace(at);
      if (text[at] === closeBrace) break;
      if (text[at] !== comma) return -1;
      at = this.#pastSpace(at + 1);
    }
    this.#levels -= 1;
    return at + 1;
  }

  #list(start: number): number {
    this.#levels += 1;
    if (this.#levels > mostLevels) return -1;
    let at = this.#pastSpace(start + 1);
    for (let isFirst = true; ; isFirst = false) {
      if (isFirst && text[at] === closeBracket) break;
      at = this.#value(at, undefined);
      if (at < 0) return -1;
      at = this.#pastSpace(at);
      if (text[at] === closeBracket) break;
      if (text[at] !== comma) return -1;
      at = this.#pastSpace(at + 1);
    }
    this.#levels -= 1;
    return at + 1;
  }

  #value(start: number, member: WantedMember | undefined): number {
    if (member !== undefined && !this.#see(member)) return -1;
    const first = text[start];
    if (first === quote) {
      const end = this.#endOfString(start + 1);
      if (end >= 0 && member !== undefined) this.#note(member, start + 1, end);
      return end < 0 ? -1 : end + 1;
    }
    if (first === openBrace) return this.#object(start, member?.members ?? none);
    if (first === openBracket) return this.#list(start);
    const end = first === minus || isDigit(first) ? this.#endOfNumber(start) : this.#endOfWord(start);
    if (end >= 0 && member !== undefined && first !== code("n")) this.#note(member, start, end);
    return end;
  }

  /** False for a member that the record had before. */
  #see({ index }: WantedMember): boolean {
    if (this.#seenIn[index] === this.#record) return false;
    this.#seenIn[index] = this.#record;
    this.#found[2 * index] = -1;
    return true;
  }

  #note({ index }: WantedMember, start: number, end: number): void {
    this.#found[2 * index] = start;
    this.#found[2 * index + 1] = end;
  }

  /** The value of each path: of the first of its places that has one. */
  #choose(): void {
    const { placesOf } = this.#wanted;
    for (let path = 0; path < placesOf.length; path += 1) {
      let start = -1;
      let end = -1;
      for (const index of placesOf[path] ?? []) {
        if (this.#seenIn[index] !== this.#record || this.#found[2 * index] === -1) continue;
        start = this.#found[2 * index] ?? -1;
        end = this.#found[2 * index + 1] ?? -1;
        break;
      }
      this.values[2 * path] = start === end ? -1 : start;
      this.values[2 * path + 1] = start === end ? -1 : end;
    }
  }

  #memberOf(members: readonly WantedMember[], start: number, end: number): WantedMember | undefined {
    for (const member of members) {
      const { name } = member;
      if (name.length !== end - start) continue;
      let index = 0;
      while (index < name.length && name[index] === text[start + index]) index += 1;
      if (index === name.length) return member;
    }
    return undefined;
  }

  #endOfName(start: number): number {
    const at = endOfUsual(start);
    return text[at] === quote ? at : -1;
  }

  #endOfString(start: number): number {
    for (let at = endOfUsual(start); ; at = endOfUsual(at + 2)) {
      if (text[at] === quote) return at;
      if (text[at] !== backslash || escapes[text[at + 1] ?? 0] === 0) return -1;
      this.hasEscapes = true;
    }
  }

  #endOfNumber(start: number): number {
    const first = text[start] === minus ? start + 1 : start;
    let at = first;
    while (isDigit(text[at])) at += 1;
    const whole = at - first;
    if (whole === 0 || whole > mostDigits.whole || (text[first] === zero && whole > 1)) return -1;
    if (text[at] !== point) {
      const isMinusZero = first > start && text[first] === zero;
      return isMinusZero || text[at] === code("e") || text[at] === code("E") ? -1 : at;
    }
    const fraction = at + 1;
    at = fraction;
    while (isDigit(text[at])) at += 1;
    const isExact = at - fraction <= mostDigits.fraction && whole + at - fraction <= mostDigits.decimal;
    const isShortest =
      at > fraction && text[at - 1] !== zero && text[at] !== code("e") && text[at] !== code("E");
    return isExact && isShortest ? at : -1;
  }

  #endOfWord(start: number): number {
    for (const word of literals) {
      let index = 0;
      while (index < word.length && word[index] === text[start + index]) index += 1;
      if (index === word.length) return start + index;
    }
    return -1;
  }

  #pastSpace(start: number): number {
    let at = start;
    while (text[at] === space || text[at] === tab) at += 1;
    return at;
  }
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= zero && byte <= nine;

/** Where a run of bytes ends that need no look in a string; at the end of the line at the latest. */
function endOfUsual(start: number): number {
  for (let at = start; ; at += 4) {
    const word = words.getInt32(at, true);
    const marks = marksOfControls(word) | marksOf(word, quotes) | marksOf(word, backslashes);
    if (marks !== 0) return at + beforeMark(marks);
  }
}
