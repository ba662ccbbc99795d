import type { Scorecard } from "../config/schema.ts";

/** A cap or a floor of a scorecard. */
export interface Limit {
  readonly kind: "cap" | "floor";
  readonly name: string;
  /** Its place among the scorecard's limits, from 1: floors come first, as they are applied. */
  readonly position: number;
  readonly when: string;
  readonly points: number;
}

export function limitsOf({ floors, caps }: Scorecard): Limit[] {
  return [
    ...floors.map(({ name, when, at_least }) => ({ kind: "floor" as const, name, when, points: at_least })),
    ...caps.map(({ name, when, at_most }) => ({ kind: "cap" as const, name, when, points: at_most })),
  ].map((limit, index) => ({ ...limit, position: index + 1 }));
}
