import type { FieldMapping, Source, Stream } from "../config/schema.ts";
import { entities } from "../entities.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import { fileMatcher, hasDate } from "./find-files.ts";
import { type Load, rawLayout } from "./load.ts";
import type { ReadAs } from "./read-as.ts";
import { datingZone, keyPathOf, landedPath } from "./record.ts";
import { countedLoads } from "./retraction.ts";
import { type StagedAs, stagedAsOf, stagingPairs } from "./staged-as.ts";

export function readAsOf(stream: Stream): ReadAs {
  const { format, delimiter, encoding, list, path } = stream;
  return {
    ...{ format: format ?? null, delimiter, encoding },
    ...(list === undefined ? {} : { list }),
    key: keyOf(stream),
    backdate: backdateOf(stream),
    domain: landedPath(stream, placeOf(stream.fields.domain)) ?? null,
    is_dated: hasDate(path),
  };
}

function keyOf(stream: Stream): string {
  const { entity, fields, each } = stream;
  if (each !== undefined) return keyPathOf(stream) ?? "its content";
  const { key, keyParts = [] } = entities[entity];
  const own = placeOf(fields[key]);
  if (own !== undefined) return own;
  const parts = keyParts.map((field) => placeOf(fields[field]));
  const isByParts = fields[key] === undefined && parts.length > 0 && !parts.includes(undefined);
  return isByParts ? parts.join(", ") : "its content";
}

function placeOf(mapping: FieldMapping | undefined): string | undefined {
  if (typeof mapping === "string") return mapping;
  if (mapping === undefined || "sql" in mapping) return undefined;
  return "field" in mapping ? mapping.field : `"${mapping.value}"`;
}

function backdateOf(stream: Stream): string | null {
  const { backdate, fields } = stream;
  const dating = typeof backdate === "string" ? fields[backdate] : backdate;
  if (dating === undefined) return null;
  if (typeof dating === "object" && "sql" in dating) return dating.sql;
  const format = typeof dating === "object" && "field" in dating ? dating.format : undefined;
  const place = placeOf(dating) ?? String(backdate);
  const zone = datingZone(stream);
  const written = format === undefined ? place : `${place} (${format})`;
  return zone === undefined ? written : `${written} in ${zone}`;
}

/** A setting that a load was read with and that has changed in the mapping. */
export interface ReadingChange {
  readonly what: string;
  readonly was: string;
  readonly is: string;
}

/** How the published days have staged a load; undefined when none of them has read it. */
export type StagedAsOf = (load: Load) => StagedAs | undefined;

/**
 * The differences between the mapping and the one that a load was read with, as far as landing depends on it.
 * For loads of older versions, which did not store it, only what the load object shows.
 * @param staged how published days have staged it; if given, staging is compared too
 */
export function changesSince(load: Load, stream: Stream, staged?: StagedAs): readonly ReadingChange[] {
  const { read_as: was } = load;
  const is = readAsOf(stream);
  const strangers = load.files
    .map(({ key }) => key)
    .filter((key) => fileMatcher(stream.path)(key) === undefined);
  const pairs: readonly (readonly [string, string | null, string | null])[] = [
    ["entity", load.entity, stream.entity],
    ["mode", load.mode, stream.mode],
    ["layout of raw", load.layout ?? "ndjson", rawLayout],
    ...textPairs(was, is),
    ...(was === undefined
      ? ([["backdate", load.is_backdated ? "a field" : null, is.backdate && "a field"]] as const)
      : ([
          ["key", was.key, is.key],
          ["backdate", was.backdate, is.backdate],
          ...(was.domain === undefined ? [] : ([["domain", was.domain, is.domain ?? null]] as const)),
          ["{date} in its path", String(was.is_dated), String(is.is_dated)],
        ] as const)),
    ...(strangers.length === 0 ? [] : ([["path", strangers[0] ?? null, stream.path]] as const)),
    ...(staged === undefined ? [] : stagingPairs(staged, stagedAsOf(stream))),
  ];
  return pairs
    .filter(([, before, now]) => before !== now)
    .map(([what, before, now]) => ({ what, was: before ?? "none", is: now ?? "none" }));
}

/** Loads of a stream that were read under a mapping which has changed since, by landing or by the published days. */
export interface ChangedReading {
  readonly source: string;
  readonly stream: string;
  readonly loads: number;
  /** The differences between the mapping and that of the latest loads. */
  readonly changes: readonly ReadingChange[];
}

/** The streams of these sources with loads that `land --again` would read otherwise. */
export async function changedReadings(
  store: ObjectStore,
  sources: readonly Source[],
  stagedAs: StagedAsOf,
): Promise<readonly ChangedReading[]> {
  const all = Map.groupBy(await countedLoads(store), ({ source, stream }) => `${source}.${stream}`);
  return sources.flatMap(({ name: source, streams }) =>
    Object.entries(streams).flatMap(([stream, mapping]): readonly ChangedReading[] => {
      const loads = (all.get(`${source}.${stream}`) ?? []).filter(({ batches }) => batches.length > 0);
      const changed = loads
        .map((load) => changesSince(load, mapping, stagedAs(load)))
        .filter(({ length }) => length > 0);
      const changes = changed.at(-1);
      return changes === undefined ? [] : [{ source, stream, loads: changed.length, changes }];
    }),
  );
}

/** Whether the current mapping would cut the same records from the files as are in raw. */
export const isTextAsRead = ({ read_as }: Load, stream: Stream): boolean =>
  textPairs(read_as, readAsOf(stream)).every(([, was, is]) => was === is);

const textPairs = (was: ReadAs | undefined, is: ReadAs) =>
  was === undefined
    ? []
    : ([
        ["format", was.format, is.format],
        ["delimiter", was.delimiter, is.delimiter],
        ["encoding", was.encoding, is.encoding],
        ["list", was.list ?? null, is.list ?? null],
      ] as const);
