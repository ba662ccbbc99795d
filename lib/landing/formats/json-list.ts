import { recordPath } from "../../record-path.ts";
import { UnreadableFile } from "../errors.ts";

const [quote, backslash, comma, colon, openBracket, closeBracket, openBrace, closeBrace, n] =
  Buffer.from('"\\,:[]{}n');
const isSpace = (byte: number | undefined) => byte === 32 || byte === 10 || byte === 13 || byte === 9;

/** Longer names are read as their beginning. */
const mostNameBytes = 1024;
/** More lists are not named. */
const mostLists = 100;

/**
 * Finds one list in JSON objects, such as the pages of an API, by brackets, quotes and names only. It keeps nothing but
 * the names on the way.
 */
export class ListFinder {
  /** Of each list that was passed, by its path, how many objects are right in it. */
  readonly lists = new Map<string, number>();
  /** The names at the top of the objects. */
  readonly names = new Set<string>();
  readonly #wanted: string | undefined;
  readonly #file: string;
  /** The names of the objects that are open; that of a whole page is empty. */
  readonly #open: string[] = [];
  /** How many brackets of another list are open. */
  #passed = 0;
  #passedPath = "";
  #isFound = false;
  #isInString = false;
  #isEscaped = false;
  /** Whether the next text is a name, and the bytes of that one. */
  #isBeforeName = false;
  #bytes: number[] | undefined;
  #name = "";

  /** @param list the path of the wanted list; undefined to pass all */
  constructor(file: string, list: string | undefined) {
    this.#file = file;
    this.#wanted = list === undefined ? undefined : pathOf(recordPath(list).steps);
  }

  /** Whether an object has not ended. */
  get isOpen(): boolean {
    return this.#open.length > 0;
  }

  /**
   * Reads on; returns the place after the bracket that opens the list, or -1 when the bytes end before.
   * @throws UnreadableFile for an object without the list, and for another text
   */
  find(chunk: Buffer, from: number): number {
    for (let index = from; index < chunk.length; index += 1) {
      const byte = chunk[index] ?? 0;
      if (this.#isInString) this.#readString(byte);
      else if (isSpace(byte)) continue;
      else if (!this.isOpen && byte !== openBrace)
        throw new UnreadableFile(this.#file, `expected only objects, each with the list ${this.#wanted}`);
      else if (byte === quote) {
        this.#isInString = true;
        if (this.#isBeforeName) this.#bytes = [];
      } else if (this.#passed > 0) this.#pass(byte);
      else if (byte === openBracket) {
        if (this.#isAtList) {
          this.#isFound = true;
          return index + 1;
        }
        this.#passed = 1;
        this.#passedPath = this.#path;
        if (this.lists.size < mostLists)
          this.lists.set(this.#passedPath, this.lists.get(this.#passedPath) ?? 0);
      } else if (byte === openBrace) {
        this.#open.push(this.#open.length === 0 ? "" : this.#name);
        this.#isBeforeName = true;
      } else if (byte === closeBrace) this.#close();
      else if (byte === comma) this.#isBeforeName = true;
      else if (byte === colon) this.#isBeforeName = false;
      // A page without records may have null for its list.
      else if (byte === n && this.#isAtList) this.#isFound = true;
    }
    return -1;
  }

  get #path(): string {
    return pathOf([...this.#open.slice(1), this.#name]);
  }

  get #isAtList(): boolean {
    return this.#wanted !== undefined && this.#path === this.#wanted;
  }

  #readString(byte: number): void {
    if (byte === quote && !this.#isEscaped) {
      this.#isInString = false;
      if (this.#bytes !== undefined) this.#name = textOf(this.#bytes);
      if (this.#bytes !== undefined && this.#open.length === 1) this.names.add(this.#name);
      this.#bytes = undefined;
      return;
    }
    this.#isEscaped = byte === backslash && !this.#isEscaped;
    if (this.#bytes !== undefined && this.#bytes.length < mostNameBytes) this.#bytes.push(byte);
  }

  #pass(byte: number): void {
    if (byte === openBrace && this.#passed === 1 && this.lists.has(this.#passedPath))
      this.lists.set(this.#passedPath, (this.lists.get(this.#passedPath) ?? 0) + 1);
    if (byte === openBrace || byte === openBracket) this.#passed += 1;
    else if (byte === closeBrace || byte === closeBracket) this.#passed -= 1;
  }

  #close(): void {
    this.#open.pop();
    this.#isBeforeName = false;
    if (this.isOpen || this.#wanted === undefined) return;
    if (!this.#isFound) throw new UnreadableFile(this.#file, withoutList(this.#wanted, this.lists));
    this.#isFound = false;
  }
}

function withoutList(list: string, lists: ReadonlyMap<string, number>): string {
  const found = [...lists.keys()];
  const has =
    found.length === 0 ? "no list at all" : `the list${found.length > 1 ? "s" : ""} ${found.join(", ")}`;
  return `it has an object without the list ${list}, with ${has}`;
}

const textOf = (bytes: readonly number[]): string => {
  const text = Buffer.from(bytes).toString("utf8");
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return text;
  }
};

/** As a mapping writes it. */
const pathOf = (steps: readonly (string | number)[]): string =>
  steps
    .map(String)
    .map((name) => (/^[^."[\]]+$/.test(name) ? name : JSON.stringify(name)))
    .join(".");
