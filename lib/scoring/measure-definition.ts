import type { EntityName } from "../entities.ts";

/** Families are counted together, in one scan each; `own` are those of the project's folder `measures/`. */
export type MeasureFamily = "usage" | "support" | "feedback" | "financial" | "relationship" | "own";

/** What one measure counts, over which window, and when it has nothing to say. */
export interface MeasureDefinition {
  readonly name: string;
  readonly family: MeasureFamily;
  /** What the value counts; empty when nobody said. */
  readonly unit: string;
  /** Whether a higher value is healthier; null when nobody said. */
  readonly isHigherBetter: boolean | null;
  /**
   * What it is counted from: without a stream of each of them, it was never connected; while a stream of any of
   * them is stale, its last good value is held.
   */
  readonly entities: readonly EntityName[];
  /** How many days the last good value stands in when a stream of its entities went stale. */
  readonly holdDays: number;
  /** What a scorecard's points for it are: breakpoints, or words. */
  readonly valueKind: "number" | "word";
  readonly description: string;
}
