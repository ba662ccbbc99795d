import type { z } from "zod";
import { AlertRule, Route, Schedule, Scorecard, Stream } from "../config/schema.ts";
import type { Path } from "./problem.ts";
import { repair } from "./repair.ts";
import { valueAt } from "./schema-walk.ts";

/** A part of the config with a valid or repaired shape, and its path. */
export interface Part<T> {
  readonly path: Path;
  readonly value: T;
}

/**
 * Parts of one kind; `isWhole` is false when some could not be read, so that nothing is concluded from
 * absence.
 */
export interface Parts<T> {
  readonly parts: readonly Part<T>[];
  readonly isWhole: boolean;
}

export type NamedStream = Stream & { readonly name: string; readonly source: string };

/** The readable parts of a config, so that one mistake in it does not hide the others. */
export interface ConfigParts {
  readonly sourceNames: readonly Part<string>[];
  /** Whether each source matches by name, where that is said. */
  readonly matchesByName: readonly Part<unknown>[];
  readonly streams: Parts<NamedStream>;
  readonly scorecards: Parts<Scorecard>;
  readonly alerts: Parts<AlertRule>;
  readonly routes: Parts<Route>;
  readonly fallbackRoute: string | undefined;
  readonly schedule: Parts<Schedule>;
  /** The source of revenue and the kind of churn, in the config's words. */
  readonly revenueFrom: unknown;
  readonly churnKind: unknown;
  readonly keyFeatures: readonly Part<string>[];
}

export function partsOf(config: unknown): ConfigParts {
  const sources = listAt(config, ["sources"]);
  const fallback = valueAt(config, ["fallback_route"]);
  return {
    sourceNames: sources.flatMap(({ path, value }) => {
      const name = valueAt(value, ["name"]);
      return typeof name === "string" ? [{ path: [...path, "name"], value: name }] : [];
    }),
    matchesByName: sources.flatMap(({ path, value }) =>
      partAt(value, "match_by_name").map((part) => ({ ...part, path: [...path, ...part.path] })),
    ),
    streams: streamsOf(sources),
    scorecards: readable(Scorecard, listAt(config, ["scorecards"])),
    alerts: readable(AlertRule, listAt(config, ["alerts"])),
    routes: readable(Route, listAt(config, ["routes"])),
    schedule: readable(Schedule, partAt(config, "schedule")),
    fallbackRoute: typeof fallback === "string" ? fallback : undefined,
    revenueFrom: valueAt(config, ["revenue", "from"]),
    churnKind: valueAt(config, ["churn", "kind"]),
    keyFeatures: listAt(config, ["key_features"]).flatMap(({ path, value }) =>
      typeof value === "string" ? [{ path, value }] : [],
    ),
  };
}

function partAt(config: unknown, key: string): readonly Part<unknown>[] {
  const value = valueAt(config, [key]);
  return value === undefined ? [] : [{ path: [key], value }];
}

function listAt(value: unknown, path: Path): readonly Part<unknown>[] {
  const list = valueAt(value, path);
  return Array.isArray(list) ? list.map((each, index) => ({ path: [...path, index], value: each })) : [];
}

function streamsOf(sources: readonly Part<unknown>[]): Parts<NamedStream> {
  const streams = sources.flatMap(({ path, value }) => {
    const given = valueAt(value, ["streams"]);
    const source = String(valueAt(value, ["name"]));
    return isMapping(given)
      ? Object.entries(given).map(([name, stream]) => ({
          source,
          name,
          path: [...path, "streams", name],
          stream,
        }))
      : [];
  });
  const read = streams.flatMap(({ source, name, path, stream }) => {
    const repaired = repair(Stream, stream);
    return repaired === undefined ? [] : [{ path, value: { ...repaired.value, name, source }, repaired }];
  });
  const areAttributesKnown = read.every(({ repaired }) =>
    repaired.findings.every(({ path }) => path[0] !== "attributes"),
  );
  const hasStreams = sources.every(({ value }) => isMapping(valueAt(value, ["streams"])));
  return { parts: read, isWhole: hasStreams && areAttributesKnown && read.length === streams.length };
}

function readable<S extends z.ZodType>(schema: S, given: readonly Part<unknown>[]): Parts<z.infer<S>> {
  const parts = given.flatMap(({ path, value }): Part<z.infer<S>>[] => {
    const repaired = repair(schema, value);
    return repaired === undefined ? [] : [{ path, value: repaired.value }];
  });
  return { parts, isWhole: parts.length === given.length };
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
