/** What a review found, and what to change. */
export interface Finding {
  readonly kind: FindingKind;
  readonly scorecard: string | null;
  readonly measure: string | null;
  /** Where in bellwether.yaml. */
  readonly path: string;
  /** What was seen, with figures; a sentence. */
  readonly seen: string;
  /** What to change; a sentence. */
  readonly advice: string;
  /** The accounts that it concerns, and their revenue. */
  readonly accounts: number;
  /** Of those whose ARR is known. */
  readonly arr: number;
  readonly arr_unknown: number;
}

export const findingKinds = [
  "never-varies",
  "missing-for-most",
  "duplicates-another",
  "weight-without-effect",
  "effect-beyond-weight",
  "red-inside-green",
  "points-out-of-reach",
  "one-band-for-most",
  "matches-nothing",
] as const;
export type FindingKind = (typeof findingKinds)[number];

/** Fewer accounts say nothing about a scorecard. */
export const fewestAccounts = 20;
