import type { EntityName } from "../entities.ts";

/** Families are computed together, in one scan each; `own` are the project's measures in `measures/`. */
export type MeasureFamily = "usage" | "support" | "feedback" | "financial" | "relationship" | "own";

/** Who can change a measure: the company, its customer; or only time, and what people think. */
export const movers = ["company", "customer", "time", "opinion"] as const;
export type Mover = (typeof movers)[number];

/** The definition of one measure: facts, window, and when it does not apply. */
export interface MeasureDefinition {
  /** Its name in SQL and in the config. */
  readonly name: string;
  /** Its name for people, as within a sentence: `active days in 28`. */
  readonly label: string;
  readonly family: MeasureFamily;
  /** The unit of the value; empty when not given. */
  readonly unit: string;
  /** Whether a higher value is healthier; null when not given. */
  readonly isHigherBetter: boolean | null;
  /** Of a measure that is 1 or 0: the sentence when it becomes 1, and 0. */
  readonly becomesOne?: string;
  readonly becomesZero?: string;
  /** Null when not known. */
  readonly movedBy: Mover | null;
  /**
   * The entities it depends on: if one of them has no stream, the measure is never_connected; while a stream
   * of one is stale, its last good value is held.
   */
  readonly entities: readonly EntityName[];
  /** The number of days that the last good value is used while a stream of its entities is stale. */
  readonly holdDays: number;
  /**
   * Of a measure of words: these, the least first. Its value is a word's place among them, from 1. Undefined for a
   * measure of numbers.
   */
  readonly words?: readonly string[];
  readonly description: string;
}
