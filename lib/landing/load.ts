import { z } from "zod";
import { entityNames } from "../entities.ts";
import { ReadAs } from "./read-as.ts";

const count = z.int().min(0);

/** The present layout of raw, see raw-line.ts. */
export const rawLayout = "delimited";

/** The records of a load that landed on one date; with 0 records its prefix holds nothing. */
export const LoadedBatch = z.strictObject({
  landed_on: z.iso.date(),
  prefix: z.string().describe("raw/…/landed=<date>/load=<load_id>/"),
  records: count,
  bytes: count.describe("of the records' lines, before compression"),
});
export type LoadedBatch = z.infer<typeof LoadedBatch>;

export const LandedFile = z.strictObject({
  key: z.string(),
  bytes: count,
  sha256: z.string(),
  records: count,
  quarantined: count,
});
export type LandedFile = z.infer<typeof LandedFile>;

/**
 * One landing of a stream. The object is written last and once: without it, the load does not exist. `read =
 * landed + quarantined`. A load without batches has no records. With files, they were deliveries of known
 * content, which shows that a source of records is alive on `landed_on`. Without files, the load was abandoned because its files
 * changed before the commit, and the object prevents a later commit.
 */
export const Load = z.strictObject({
  load_id: z.string(),
  source: z.string(),
  stream: z.string(),
  entity: z.enum(entityNames),
  mode: z.enum(["full", "upsert", "append"]),
  landed_at: z.iso.datetime(),
  landed_on: z.iso.date().describe("the date it landed; its batches may be of earlier dates"),
  is_backdated: z.boolean(),
  read: count,
  landed: count,
  quarantined: count,
  bytes_read: count,
  files: z.array(LandedFile),
  batches: z.array(LoadedBatch),
  named: z
    .array(z.string())
    .optional()
    .describe("mode full: records that unreadable rows name all the same, which are therefore not gone"),
  duration_ms: count,
  /** How its parts in raw are written; absent in loads of older versions, whose parts are NDJSON. */
  layout: z.literal(rawLayout).optional(),
  /** The part of the mapping that its records were read under; absent in loads of older versions. */
  read_as: ReadAs.optional(),
  /** The key of the load that it replaces; it counts once that load is retracted for it. */
  instead_of: z.string().optional(),
});
export type Load = z.infer<typeof Load>;

/** Above this number of unreadable rows in a full export, missing records are unknown. */
export const mostNamed = 20_000;

/** The identity of a load: fixed before its first part is written, and found again after a kill. */
export interface LoadName {
  readonly source: string;
  readonly stream: string;
  readonly load_id: string;
  /** ISO 8601 with milliseconds. */
  readonly landed_at: string;
}

/** `loads/20240501T101112123Z-<source>-<stream>-<load_id>.json`: in the order of landing. */
export function loadKey({ source, stream, load_id, landed_at }: LoadName): string {
  return `loads/${landed_at.replace(/[-:.]/g, "")}-${source}-${stream}-${load_id}.json`;
}

/** The prefix of a load's parts of one date: `raw/…/`, or `quarantine/…/` for unreadable rows. */
export function partsPrefix(
  area: "raw" | "quarantine",
  { source, stream, load_id }: LoadName,
  landedOn: string,
): string {
  return `${area}/source=${source}/stream=${stream}/landed=${landedOn}/load=${load_id}/`;
}
