import { placesOf, type RecordPath, recordPath } from "../../record-path.ts";
import type { PathValue } from "../record.ts";
import type { Entry } from "./entry.ts";
import { unreadable } from "./entry.ts";
import { scalarAt } from "./json-scalar.ts";
import { depthOf, hasOddNumber, withNumbersAsText, withWholeCharacters } from "./json-text.ts";

type JsonObject = Readonly<Record<string, unknown>>;

/** Deeper records are refused: Trino reads a thousand levels. */
const mostLevels = 500;

export type EntryReader = (line: number, text: string, raw?: string) => Entry;

/**
 * Reads a record's JSON text and the values at paths. DuckDB and Trino read the same text later: a text that
 * one of them cannot read is unreadable, numbers that an engine would print differently are passed on as text, and
 * halves of characters as U+FFFD.
 */
export function entryReader(paths: readonly string[], keyPath?: string): EntryReader {
  const readers = paths.map(valueReader);
  const keyLike = keyPath === undefined ? undefined : memberLike(keyPath);
  return (line, text, raw = text) => {
    const whole = withWholeCharacters(text);
    const object = parseObject(whole);
    if (typeof object === "string")
      return unreadable(line, object, raw, keyLike?.exec(text)?.slice(1).join(""));
    const isOdd = hasOddNumber(whole);
    const readable = isOdd ? withNumbersAsText(whole) : whole;
    const values = readers.map((read) => read(object, whole, isOdd));
    const record = { isReadable: true, payload: text, values } as const;
    return readable === text ? record : { ...record, readable };
  };
}

/** A match for a member of that name with a plain text or number, in a text that is not valid JSON. */
function memberLike(path: string): RegExp | undefined {
  const { steps } = recordPath(path);
  const [name] = steps;
  if (steps.length !== 1 || typeof name !== "string" || !/^[\w -]+$/.test(name)) return undefined;
  return new RegExp(`"${name}"\\s*:\\s*(?:"([^"\\\\]*)"|(-?[0-9][0-9.]*))`);
}

/** The object in a JSON text, or why not every engine can read it. */
function parseObject(text: string): JsonObject | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `not JSON: ${(error as Error).message.replace(/, ".*$/s, "")}`;
  }
  if (!isObject(value)) return "not a JSON object";
  if (depthOf(text, mostLevels) > mostLevels) return `more than ${mostLevels} levels deep`;
  return value;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

type ValueOf = (object: JsonObject, text: string, hasOddNumbers: boolean) => PathValue;

/** The text at a path: of an exact name first. Of members with one name the first counts, as it does in SQL. */
function valueReader(path: string): ValueOf {
  const places = placesOf(path);
  const names = places.flat().filter((step) => typeof step === "string");
  const isPlain = names.every((name) => /^[ !#-[\]-~]*$/.test(name));
  const inText = names.map((name) => `"${name}"`);
  const isOnce = (text: string) => inText.every((name) => text.indexOf(name) === text.lastIndexOf(name));
  return (object, text, hasOddNumbers) => {
    const canAsk = isPlain && !text.includes("\\u00") && isOnce(text);
    for (const steps of places) {
      const value = canAsk ? scalarOf(at(object, steps), hasOddNumbers) : undefined;
      const found = value === undefined ? scalarAt(text, steps) : value;
      if (found !== null) return found === "" ? null : found;
    }
    return null;
  };
}

function at(object: unknown, steps: RecordPath["steps"]): unknown {
  let value = object;
  for (const step of steps) value = hasStep(value, step) ? value[step] : null;
  return value;
}

/** Whether a value has such a member; of a list, only what it lists. */
const hasStep = (value: unknown, step: string | number): value is Record<string | number, unknown> =>
  typeof value === "object" &&
  value !== null &&
  Object.hasOwn(value, step) &&
  !(Array.isArray(value) && step === "length");

/** The text of a scalar; null for other values, undefined for a number whose text is only in the record. */
function scalarOf(value: unknown, hasOddNumbers: boolean): PathValue | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  if (typeof value !== "number") return null;
  return Number.isSafeInteger(value) && !hasOddNumbers ? String(value) : undefined;
}
