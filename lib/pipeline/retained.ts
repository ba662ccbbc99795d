import type { Config } from "../config/schema.ts";
import { addDays } from "./dates.ts";
import type { BuiltTable, Manifest } from "./plan.ts";

type Retention = Config["retention"];

/** Small, and what a trend is drawn from: every day is kept. */
const keptForEver = new Set([
  "runs",
  "scores",
  "component_scores",
  "account_months",
  "portfolio_metrics",
  "band_movements",
]);

export interface RetentionPoint {
  readonly date: string;
  /** The day from which ages are counted. */
  readonly asOf: string;
  /** Whether it is the latest day of its month in the chain. */
  readonly isMonthEnd: boolean;
  /** Whether it is the head of the chain. */
  readonly isNewest: boolean;
}

/**
 * Whether a day's partition of a table is still kept: detail by the day for a while, then by the month; what each
 * run replaces, as long as what is superseded.
 */
export function isRetained(
  { name, kind }: Pick<BuiltTable, "name" | "kind">,
  { date, asOf, isMonthEnd, isNewest }: RetentionPoint,
  { daily, increments, superseded_days }: Retention,
): boolean {
  if (keptForEver.has(name)) return true;
  if (kind === "replaced") return isNewest || date > addDays(asOf, -superseded_days);
  if (kind === "increment") return date > addDays(asOf, -increments);
  return isMonthEnd || date > addDays(asOf, -daily);
}

/** The manifests of a chain, oldest first, without the partitions whose time is over. */
export function retained(
  manifests: readonly Manifest[],
  { asOf, retention }: { readonly asOf: string; readonly retention: Retention },
): Manifest[] {
  return manifests.map((manifest, index) => {
    const date = manifest.as_of_date;
    const isMonthEnd = manifests[index + 1]?.as_of_date.slice(0, 7) !== date.slice(0, 7);
    const isNewest = index === manifests.length - 1;
    const tables = manifest.tables.filter((table) =>
      isRetained(table, { date, asOf, isMonthEnd, isNewest }, retention),
    );
    return { ...manifest, tables };
  });
}

/** What retention deletes of days once they are published. */
export interface ThinnedDays {
  /** Days that lose the tables of detail: all but the ends of months. */
  readonly detail: readonly string[];
  /** Days that lose the events that they were the first to count. */
  readonly events: readonly string[];
}

/** What retention would delete of days, oldest first, that are published together. */
export function thinnedDays(dates: readonly string[], retention: Retention): ThinnedDays {
  const asOf = dates.at(-1) ?? "";
  const loses = (kind: BuiltTable["kind"]) =>
    dates.filter((date, index) => {
      const isMonthEnd = dates[index + 1]?.slice(0, 7) !== date.slice(0, 7);
      const point = { date, asOf, isMonthEnd, isNewest: date === asOf };
      return !isRetained({ name: "", kind }, point, retention);
    });
  return { detail: loses("snapshot"), events: loses("increment") };
}
