import type { PathValue } from "../record.ts";

type JsonObject = Readonly<Record<string, unknown>>;

/** The object that a JSON text is, or the reason why it is none. */
export function parseObject(text: string): JsonObject | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `not JSON: ${(error as Error).message.replace(/, ".*$/s, "")}`;
  }
  return isObject(value) ? value : "not a JSON object";
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reads what is at paths (`a.b`) of a record; numbers with the digits of its text. */
export function pathReader(
  paths: readonly string[],
): (object: JsonObject, text: string) => readonly PathValue[] {
  const split = paths.map((path) => path.split("."));
  return (object, text) =>
    split.map((path) => {
      const value = at(object, path);
      return typeof value === "number" && !Number.isSafeInteger(value)
        ? scalarText(at(withExactNumbers(text), path))
        : scalarText(value);
    });
}

function at(object: unknown, path: readonly string[]): unknown {
  let value = object;
  for (const name of path) value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value;
}

function scalarText(value: unknown): PathValue {
  if (typeof value === "string") return value === "" ? null : value;
  return typeof value === "number" || typeof value === "boolean" || typeof value === "bigint"
    ? String(value)
    : null;
}

/** The record with each number as the text it is written with. */
function withExactNumbers(text: string): unknown {
  const exact = (_: string, value: unknown, context?: { readonly source?: string }) =>
    typeof value === "number" ? context?.source : value;
  return JSON.parse(text, exact);
}
