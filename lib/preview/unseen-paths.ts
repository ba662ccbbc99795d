import { distance } from "fastest-levenshtein";
import type { Config, Stream } from "../config/schema.ts";
import { UnreadableFile } from "../landing/errors.ts";
import { elementItself, pathInRecord, placesOf } from "../record-path.ts";
import type { ReadableStore } from "../storage/object-store.ts";
import { type MappedPath, mappedPaths } from "./mapped-paths.ts";
import { pathsIn } from "./record-paths.ts";
import { type SampledRecords, sampledRecords } from "./sampled-records.ts";

/** A path of a mapping at which no sampled record has anything. */
export interface UnseenPath extends MappedPath {
  readonly source: string;
  readonly stream: string;
  /** What it starts in: a record, or an element of its list. */
  readonly start: "record" | "element";
  /** How many of those were looked at. */
  readonly records: number;
  /** The most similar path that the records have; null when none is similar. */
  readonly nearest: string | null;
}

/** The mapped paths of all streams that no sampled record of their present files has. Streams without files have none. */
export async function unseenPaths(
  inbox: ReadableStore,
  { sources }: Pick<Config, "sources">,
): Promise<readonly UnseenPath[]> {
  const unseen: UnseenPath[] = [];
  for (const source of sources)
    for (const [stream, mapping] of Object.entries(source.streams)) {
      const { records } = await readableSample(inbox, mapping);
      if (records.length === 0) continue;
      for (const found of unseenIn(mapping, records)) unseen.push({ source: source.name, stream, ...found });
    }
  return unseen;
}

/** Without any element nothing is known of the paths in them; an element itself is always there. */
function unseenIn(
  mapping: Stream,
  records: readonly unknown[],
): readonly Omit<UnseenPath, "source" | "stream">[] {
  const { each } = mapping;
  const elements = typeof each === "string" ? records.flatMap((record) => elementsAt(record, each)) : [];
  const inRecords = records.flatMap(pathsIn);
  const seen = new Set(inRecords);
  const seenAround = new Set([...elements.flatMap(pathsIn), ...inRecords.map((path) => `^${path}`)]);
  return mappedPaths(mapping).flatMap((mapped) => {
    const { path, at } = mapped;
    if (each !== undefined && path === elementItself) return [];
    const isPlain = each === undefined || at[0] === "each" || at[0] === "record";
    const inRecord = isPlain ? path : pathInRecord(path, each);
    const rows = inRecord === undefined ? elements : records;
    if (rows.length === 0 || isSeen(inRecord ?? path, rows)) return [];
    const nearest = nearestPath(path, isPlain || typeof each !== "string" ? seen : seenAround) ?? null;
    const start = inRecord === undefined ? "element" : "record";
    return [{ ...mapped, start, records: rows.length, nearest }];
  });
}

function elementsAt(record: unknown, each: string): readonly unknown[] {
  const lists = placesOf(each).map((steps) => valueAt(record, steps));
  return lists.find((list) => Array.isArray(list)) ?? [];
}

/** Landing tells of a file that cannot be read at all. */
async function readableSample(inbox: ReadableStore, mapping: Stream): Promise<SampledRecords> {
  try {
    return await sampledRecords(inbox, mapping);
  } catch (error) {
    if (error instanceof UnreadableFile) return { files: [], records: [] };
    throw error;
  }
}

const isSeen = (path: string, records: readonly unknown[]): boolean => {
  const places = placesOf(path);
  return records.some((record) => places.some((steps) => valueAt(record, steps) !== undefined));
};

/** Undefined, which no JSON has, where there is nothing. */
function valueAt(record: unknown, steps: readonly (string | number)[]): unknown {
  let value: unknown = record;
  for (const step of steps) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[step];
  }
  return value;
}

/** Two names that differ in more than this share of their letters are not similar. */
const mostDifference = 0.5;

/** The path that was probably meant: the same letters, the same last level, or few letters apart. */
export function nearestPath(path: string, seen: Iterable<string>): string | undefined {
  const wanted = squeeze(path);
  const last = squeeze(lastLevel(path));
  const ranked = [...seen]
    .map((candidate) => ({ candidate, unlike: unlikeness(candidate, wanted, last) }))
    .filter(({ unlike }) => unlike <= mostDifference)
    .toSorted((a, b) => a.unlike - b.unlike || a.candidate.length - b.candidate.length);
  return ranked[0]?.candidate;
}

/** 0 for the same letters, up to 1. */
function unlikeness(candidate: string, wanted: string, last: string): number {
  const letters = squeeze(candidate);
  if (letters === wanted) return 0;
  const share = (a: string, b: string) => distance(a, b) / Math.max(a.length, b.length, 1);
  // A level above the value, such as Owner of Owner.Name.
  const isAbove = squeeze(candidate.split(/[.[]/)[0] ?? "") === wanted;
  const isContained = letters.length > 2 && (letters.includes(wanted) || wanted.includes(letters));
  const ofLast = share(squeeze(lastLevel(candidate)), last);
  return Math.min(share(letters, wanted), 0.1 + ofLast, isContained ? 0.3 : 1, isAbove ? 0.05 : 1);
}

const squeeze = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
const lastLevel = (path: string): string => path.split(/[.[]/).at(-1) ?? path;
