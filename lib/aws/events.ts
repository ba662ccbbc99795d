import { z } from "zod";

const date = z.iso.date();

/** Marks the continuation of a history that exceeds one execution. */
const continued = {
  /** The first execution of the chain, which all of them hold the lease as. @default this one */
  holder: z.string().optional(),
  /** How many executions came before. */
  part: z.int().min(1).optional(),
};

export const Backfill = z.strictObject({
  from: date,
  to: date,
  everyDays: z.int().min(1),
  ...continued,
});
export type Backfill = z.infer<typeof Backfill>;

export const Again = z.strictObject({
  from: date,
  /** Whether to use the published plans, or new plans from the deployed config. */
  config: z.enum(["plan", "current"]).default("plan"),
  ...continued,
});
export type Again = z.infer<typeof Again>;

/** The event of daily-run; the schedule sends `{}`, which means yesterday. */
export const DailyRunEvent = z.union([
  z.strictObject({ again: Again }),
  z.strictObject({ backfill: Backfill }),
  z.strictObject({
    asOfDate: date.optional(),
    /**
     * Whether to land first, as known on the day of the run. @default true without a date, and for today and
     * later; files in the inbox now were not known on an earlier day
     */
    land: z.boolean().optional(),
  }),
]);
export type DailyRunEvent = z.infer<typeof DailyRunEvent>;

/** One group of the files of a load in progress. */
export const GroupEvent = z.strictObject({
  source: z.string(),
  stream: z.string(),
  loadId: z.string(),
  group: z.int().min(0),
});
export type GroupEvent = z.infer<typeof GroupEvent>;

/** The event of land-<source>. */
export const LandEvent = z.union([
  GroupEvent,
  z.strictObject({
    source: z.string(),
    /** The key in the lake under which its outcome is waited for. */
    landing: z.string().startsWith("state/landings/").optional(),
    /** The date it lands on. @default today, UTC */
    landedOn: date.optional(),
    /** Reads landed data again first; only of this stream if one is given. */
    again: z.strictObject({ stream: z.string().optional() }).optional(),
  }),
]);
export type LandEvent = z.infer<typeof LandEvent>;

/** The event of refresh-dashboards: the day that was published, and its run. */
export const RefreshEvent = z.strictObject({ asOfDate: date, runId: z.string() });
export type RefreshEvent = z.infer<typeof RefreshEvent>;

/** The event of detect-drops. */
export const DetectEvent = z.strictObject({});
