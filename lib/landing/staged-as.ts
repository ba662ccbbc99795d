import { z } from "zod";
import type { Stream } from "../config/schema.ts";
import { entities } from "../entities.ts";

/**
 * The parts of a stream's mapping that staging depends on, besides those of landing: each path in the
 * mapping, and its value.
 */
export const StagedAs = z.record(z.string(), z.string());
export type StagedAs = Readonly<z.infer<typeof StagedAs>>;

export function stagedAsOf(stream: Stream): StagedAs {
  const { entity, each, join, where, fields, attributes, nulls = [] } = stream;
  const { timezone, not_use = [], lookback_days } = stream;
  const ofFields = Object.entries(fields).flatMap(([name, mapping]) =>
    Object.entries(typeof mapping === "string" ? { field: mapping } : mapping).flatMap(([property, value]) =>
      value === undefined ? [] : [[`fields.${name}.${property}`, textOf(value)]],
    ),
  );
  return Object.fromEntries([
    ...ofFields,
    ...Object.entries(attributes).map(([name, path]) => [`attributes.${name}`, path]),
    ...(each === undefined ? [] : [["each", textOf(each)]]),
    ...(join === undefined ? [] : [["join", join]]),
    ...(where === undefined ? [] : [["where", where]]),
    ...(not_use.length === 0 ? [] : [["not_use", not_use.toSorted().join(", ")]]),
    ...(timezone === undefined ? [] : [["timezone", timezone]]),
    ...(nulls.length === 0 ? [] : [["nulls", nulls.toSorted().join(", ")]]),
    ...(entities[entity].kind === "events" ? [["lookback_days", String(lookback_days)]] : []),
  ]);
}

/** The order of `values` does not matter. */
function textOf(value: string | number | boolean | Readonly<Record<string, unknown>>): string {
  if (typeof value !== "object") return String(value);
  const words = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{ ${words.map(([word, meaning]) => `${word}: ${String(meaning)}`).join(", ")} }`;
}

/** Each path where the two differ, with the old and the new value; null for none. */
export const stagingPairs = (
  was: StagedAs,
  is: StagedAs,
): readonly (readonly [string, string | null, string | null])[] =>
  [...new Set([...Object.keys(was), ...Object.keys(is)])].map((place) => [
    place,
    was[place] ?? null,
    is[place] ?? null,
  ]);

export const isStagedAlike = (one: StagedAs, other: StagedAs): boolean =>
  stagingPairs(one, other).every(([, was, is]) => was === is);
