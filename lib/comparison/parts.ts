import { capitalised } from "../sentences/text.ts";
import type { Scored, ScoredMeasure } from "./read-day.ts";

/** What moves the score of an account between two configs, over the same facts. */
export interface Part {
  /** Without its points: `Active days in 28: 40 → 60 points, at 25 % of the weight`. */
  readonly text: string;
  readonly points: number;
}

interface Side
  extends Pick<
    Scored,
    "raw_score" | "floored_score" | "computed_score" | "score" | "floor_rule" | "cap_rule"
  > {
  readonly measures: readonly ScoredMeasure[];
}

/**
 * The parts of the change of a score, the largest first; they sum to it. The facts of both sides are the same, so that
 * each part is the difference of what a measure, the floors, the caps or an override add to the score.
 */
export function partsOf(from: Side, to: Side, labelOf: (measure: string) => string): readonly Part[] {
  const [then, now] = [from, to].map(({ measures }) => new Map(measures.map((each) => [each.measure, each])));
  const measures = [...new Set([...(then?.keys() ?? []), ...(now?.keys() ?? [])])];
  return [
    ...measures.map((measure) =>
      measurePart(capitalised(labelOf(measure)), then?.get(measure), now?.get(measure), from.raw_score ?? 0),
    ),
    limitPart(
      "floor",
      from.floor_rule,
      to.floor_rule,
      addedBy(to, "floored_score", "raw_score") - addedBy(from, "floored_score", "raw_score"),
    ),
    limitPart(
      "cap",
      from.cap_rule,
      to.cap_rule,
      addedBy(to, "computed_score", "floored_score") - addedBy(from, "computed_score", "floored_score"),
    ),
    {
      text: "The override",
      points: addedBy(to, "score", "computed_score") - addedBy(from, "score", "computed_score"),
    },
  ]
    .filter(({ points }) => Math.abs(points) > 1e-9)
    .toSorted((a, b) => Math.abs(b.points) - Math.abs(a.points));
}

type Step = "raw_score" | "floored_score" | "computed_score" | "score";
const addedBy = (side: Side, after: Step, before: Step): number => (side[after] ?? 0) - (side[before] ?? 0);

/**
 * A weight that a measure gains or loses counts against the score of before, so that the weights that others lose by it
 * are no causes of their own: (w₁ − w₀)(p₀ − R₀) + w₁(p₁ − p₀). Weights sum to 1 on both sides, so the parts sum up.
 */
function measurePart(
  label: string,
  then: ScoredMeasure | undefined,
  now: ScoredMeasure | undefined,
  before: number,
): Part {
  const [w0, w1] = [then?.effective_weight ?? 0, now?.effective_weight ?? 0];
  const p1 = now?.points ?? then?.points ?? 0;
  const p0 = w0 === 0 ? p1 : (then?.points ?? p1);
  return { text: measureText(label, then, now), points: (w1 - w0) * (p0 - before) + w1 * (p1 - p0) };
}

function measureText(label: string, then: ScoredMeasure | undefined, now: ScoredMeasure | undefined): string {
  const [was, is] = [shownOf(then), shownOf(now)];
  if (is === undefined) return `${label} no longer counts`;
  if (was === undefined) return `${label} counts: ${is.points} points, at ${is.weight} of the weight`;
  const weight =
    was.weight === is.weight ? `at ${is.weight} of the weight` : `weight ${was.weight} → ${is.weight}`;
  const earned = was.points === is.points ? `${is.points} points` : `${was.points} → ${is.points} points`;
  return `${label}: ${earned}, ${weight}`;
}

/** Of a measure that counts. */
function shownOf(
  measure: ScoredMeasure | undefined,
): { readonly points: string; readonly weight: string } | undefined {
  if (measure === undefined || measure.points === null || measure.effective_weight === 0) return undefined;
  return { points: measure.points.toFixed(1), weight: `${(100 * measure.effective_weight).toFixed(1)} %` };
}

function limitPart(kind: "cap" | "floor", from: string | null, to: string | null, points: number): Part {
  if (to === null) return { text: `The ${kind} "${from}" no longer holds`, points };
  return { text: from === to ? `The ${kind} "${to}"` : `The ${kind} "${to}" holds`, points };
}
