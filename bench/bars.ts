export type Limit = { readonly atMost: number } | { readonly atLeast: number };

/** A figure with its limit. */
export interface Bar {
  readonly name: string;
  readonly unit?: string;
  readonly figure: number;
  readonly limit: Limit;
  /** Why the figure says too little to be judged. */
  readonly notJudged?: string | undefined;
}

export type Verdict = "held" | "missed" | "not judged";

export function verdictOf({ figure, limit, notJudged }: Bar): Verdict {
  if (notJudged !== undefined) return "not judged";
  // Written so that NaN misses.
  const isHeld = "atMost" in limit ? figure <= limit.atMost : figure >= limit.atLeast;
  return isHeld ? "held" : "missed";
}
