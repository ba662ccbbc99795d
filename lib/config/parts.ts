import type { z } from "zod";
import type { Path } from "./problem.ts";
import { AlertRule, Route, Scorecard, Source, Stream } from "./schema.ts";
import { valueAt } from "./shape.ts";

/** A part of the config that has the right shape, and where it stands. */
export interface Part<T> {
  readonly path: Path;
  readonly value: T;
}

/** Parts of one kind; `isWhole` is false when others could not be read, so that nothing follows from absence. */
export interface Parts<T> {
  readonly parts: readonly Part<T>[];
  readonly isWhole: boolean;
}

export type NamedStream = Stream & { readonly name: string; readonly source: string };

/** What of a config has the right shape, so that one mistake in it does not hide the others. */
export interface ConfigParts {
  readonly sourceNames: readonly Part<string>[];
  readonly streams: Parts<NamedStream>;
  readonly scorecards: Parts<Scorecard>;
  readonly alerts: Parts<AlertRule>;
  readonly routes: Parts<Route>;
  readonly fallbackRoute: string | undefined;
}

export function partsOf(config: unknown): ConfigParts {
  const sources = listAt(config, ["sources"]);
  const fallback = valueAt(config, ["fallback_route"]);
  return {
    sourceNames: sources.flatMap(({ path, value }) => {
      const name = valueAt(value, ["name"]);
      return typeof name === "string" ? [{ path: [...path, "name"], value: name }] : [];
    }),
    streams: streamsOf(sources),
    scorecards: readable(Scorecard, listAt(config, ["scorecards"])),
    alerts: readable(AlertRule, listAt(config, ["alerts"])),
    routes: readable(Route, listAt(config, ["routes"])),
    fallbackRoute: typeof fallback === "string" ? fallback : undefined,
  };
}

function listAt(value: unknown, path: Path): readonly Part<unknown>[] {
  const list = valueAt(value, path);
  return Array.isArray(list) ? list.map((each, index) => ({ path: [...path, index], value: each })) : [];
}

function streamsOf(sources: readonly Part<unknown>[]): Parts<NamedStream> {
  const streams = sources.flatMap(({ path, value }) => {
    const given = valueAt(value, ["streams"]);
    const source = String(valueAt(value, ["name"]));
    return typeof given === "object" && given !== null
      ? Object.entries(given).map(([name, stream]) => ({
          source,
          name,
          path: [...path, "streams", name],
          stream,
        }))
      : [];
  });
  const read = streams.flatMap(({ source, name, path, stream }): Part<NamedStream>[] => {
    const parsed = Stream.safeParse(stream);
    return parsed.success ? [{ path, value: { ...parsed.data, name, source } }] : [];
  });
  const isWhole = sources.every(({ value }) => Source.safeParse(value).success);
  return { parts: read, isWhole };
}

function readable<S extends z.ZodType>(schema: S, given: readonly Part<unknown>[]): Parts<z.infer<S>> {
  const parts = given.flatMap(({ path, value }): Part<z.infer<S>>[] => {
    const parsed = schema.safeParse(value);
    return parsed.success ? [{ path, value: parsed.data }] : [];
  });
  return { parts, isWhole: parts.length === given.length };
}
