import type { Config } from "../config/schema.ts";
import { addDays } from "../dates.ts";
import type { Keep, Kind } from "../models/model.ts";
import type { Manifest, Plan } from "./plan.ts";
import { writtenTables } from "./written-tables.ts";

type Retention = Config["retention"];

/** The rules for how long the partitions of a chain are kept. */
export interface RetentionRules {
  readonly retention: Retention;
  /** The retention-related fields of the headers, by table. */
  readonly keepOf: ReadonlyMap<string, Keep | undefined>;
}

/** The rules of a plan, for the tables of its models and those that a run writes by itself. */
export const retentionOf = ({ config, models }: Pick<Plan, "config" | "models">): RetentionRules => ({
  retention: config.retention,
  keepOf: new Map([...models, ...writtenTables].map(({ name, keep }) => [name, keep])),
});

/** The dates after which partitions are kept; one calculation serves all days of a chain. */
export interface RetentionLimits {
  readonly daily: string;
  readonly increments: string;
  readonly superseded: string;
}

/** @param asOf the day from which ages are counted */
export const retentionLimits = (asOf: string, retention: Retention): RetentionLimits => ({
  daily: addDays(asOf, -retention.daily),
  increments: addDays(asOf, -retention.increments),
  superseded: addDays(asOf, -retention.superseded_days),
});

export interface RetentionPoint {
  readonly date: string;
  /** Whether it is the latest day of its month in the chain. */
  readonly isMonthEnd: boolean;
  /** Whether it is the head of the chain. */
  readonly isNewest: boolean;
}

/**
 * Whether a day's partition of a table is still kept. `every day`: for ever. `newest`, and tables that each
 * run replaces: as long as superseded files. Increments: for `increments` days. Other snapshots: every day
 * for `daily` days, then month ends.
 */
export function isRetained(
  { kind, keep }: { readonly kind: Kind; readonly keep?: Keep | undefined },
  { date, isMonthEnd, isNewest }: RetentionPoint,
  { daily, increments, superseded }: RetentionLimits,
): boolean {
  if (keep === "every day") return true;
  if (keep === "newest" || kind === "replaced") return isNewest || date > superseded;
  if (kind === "increment") return date > increments;
  return isMonthEnd || date > daily;
}

/** The manifests of a chain, oldest first, without the partitions whose time is over. */
export function retained(
  manifests: readonly Manifest[],
  { asOf, retention, keepOf }: RetentionRules & { readonly asOf: string },
): Manifest[] {
  const limits = retentionLimits(asOf, retention);
  return manifests.map((manifest, index) => {
    const date = manifest.as_of_date;
    const isMonthEnd = manifests[index + 1]?.as_of_date.slice(0, 7) !== date.slice(0, 7);
    const isNewest = index === manifests.length - 1;
    const tables = manifest.tables.filter((table) =>
      isRetained({ kind: table.kind, keep: keepOf.get(table.name) }, { date, isMonthEnd, isNewest }, limits),
    );
    return { ...manifest, tables };
  });
}

/** The tables that retention deletes from published days. */
export interface ThinnedDays {
  /** Days that lose the tables of detail: all but the ends of months. */
  readonly detail: readonly string[];
  /** Days that lose the events that they were the first to count. */
  readonly events: readonly string[];
}

/** The tables that retention would delete if these days, oldest first, were published together. */
export function thinnedDays(dates: readonly string[], retention: Retention): ThinnedDays {
  const newest = dates.at(-1);
  if (newest === undefined) return { detail: [], events: [] };
  const limits = retentionLimits(newest, retention);
  const loses = (kind: Kind) =>
    dates.filter((date, index) => {
      const isMonthEnd = dates[index + 1]?.slice(0, 7) !== date.slice(0, 7);
      const point = { date, isMonthEnd, isNewest: date === newest };
      return !isRetained({ kind }, point, limits);
    });
  return { detail: loses("snapshot"), events: loses("increment") };
}
