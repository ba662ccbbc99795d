import type { Scorecard, ScoredMeasure, Step } from "../../../lib/config/schema.ts";
import { isSteps } from "../../../lib/scoring/scorecard-rows.ts";

/** The status of one measure of one account. */
export interface Observed {
  readonly status: string;
  readonly value: number | null;
}

export interface Limits {
  readonly floors: readonly number[];
  readonly caps: readonly number[];
}

export interface ScoredByHand {
  readonly points: Readonly<Record<string, number | null>>;
  readonly contributions: Readonly<Record<string, number>>;
  readonly raw_score: number | null;
  readonly score: number | null;
  readonly band: string;
  readonly coverage: number | null;
  readonly measures_missing: number;
  readonly is_stale: boolean;
}

/** Implements the score as the design defines it a second time: component by component, without SQL. */
export function scoreByHand(
  { components, bands, coverage_floor }: Scorecard,
  observed: Readonly<Record<string, Observed>>,
  { floors, caps }: Limits,
): ScoredByHand {
  const measures = Object.entries(components).flatMap(([component, { weight, combine, measures }]) =>
    Object.entries(measures).map(([measure, scored]) => {
      const { status, value } = observed[measure] ?? { status: "never_connected", value: null };
      const fallback = scored.when_missing === "ignore" ? null : scored.when_missing.points;
      const points = value === null ? fallback : pointsOf(value, scored.points);
      return { component, componentWeight: weight, combine, measure, weight: scored.weight, status, points };
    }),
  );
  const counted = measures.filter(({ points }) => points !== null);
  const weightOf = (list: typeof measures) => total(list.map(({ weight }) => weight));
  const inComponent = (list: typeof measures, component: string) =>
    list.filter((each) => each.component === component);
  const countedComponents = Object.entries(components).filter(
    ([component]) => inComponent(counted, component).length > 0,
  );
  const countedWeight = total(countedComponents.map(([, { weight }]) => weight));
  const contributions = measures.map(({ component, componentWeight, combine, measure, weight, points }) => {
    const own = inComponent(counted, component);
    const setters = combine === "weighted_mean" ? own : own.filter(isAt(combinedPoints(combine, own)));
    const share = combine === "weighted_mean" ? weight / weightOf(own) : 1 / setters.length;
    const isSetter = setters.some((each) => each.measure === measure);
    return [measure, isSetter ? (componentWeight / countedWeight) * share * (points ?? 0) : 0] as const;
  });
  const componentPoints = countedComponents.map(
    ([component, { weight, combine }]) => weight * combinedPoints(combine, inComponent(counted, component)),
  );
  const raw_score = counted.length === 0 ? null : total(componentPoints) / countedWeight;
  const score = raw_score === null ? null : Math.min(...caps, Math.max(...floors, raw_score));
  const nominal = (statuses: (status: string) => boolean) =>
    total(
      measures
        .filter(({ status }) => statuses(status))
        .map(
          (each) => (each.componentWeight * each.weight) / weightOf(inComponent(measures, each.component)),
        ),
    );
  const applying = nominal((status) => status !== "not_applicable");
  const coverage = applying === 0 ? null : nominal(hasValue) / applying;
  return {
    points: Object.fromEntries(measures.map(({ measure, points }) => [measure, points])),
    contributions: Object.fromEntries(contributions),
    raw_score,
    score,
    band: bandOf(score, coverage ?? 0, bands, coverage_floor),
    coverage,
    measures_missing: measures.filter(({ status }) => status !== "not_applicable" && !hasValue(status))
      .length,
    is_stale: measures.some(({ status }) => status === "held" || status === "source_stale"),
  };
}

type Counted = { readonly weight: number; readonly points: number | null };

function combinedPoints(combine: string, counted: readonly Counted[]): number {
  const points = counted.map((each) => each.points ?? Number.NaN);
  if (combine === "lowest") return Math.min(...points);
  if (combine === "highest") return Math.max(...points);
  const weights = counted.map(({ weight }) => weight);
  return total(counted.map(({ weight }, index) => weight * (points[index] ?? 0))) / total(weights);
}

const isAt =
  (setting: number) =>
  ({ points }: Counted) =>
    points !== null && rounded(points) === rounded(setting);

const hasValue = (status: string): boolean => status === "ok" || status === "held";
const total = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);
const rounded = (number: number): number => Number(number.toFixed(9));

function pointsOf(value: number, points: ScoredMeasure["points"]): number {
  if (!Array.isArray(points)) throw new Error("a measure of words has no number");
  if (isSteps(points)) {
    const isIn = ({ up_to = Infinity, below = Infinity }: Step) => value <= up_to && value < below;
    return points.find(isIn)?.points ?? Number.NaN;
  }
  const above = points.findIndex(([start]) => start > value);
  const [from, to] = [points.at(above === -1 ? -1 : above - 1), points[above]];
  if (above === 0) return points[0]?.[1] ?? Number.NaN;
  if (from === undefined || to === undefined) return from?.[1] ?? Number.NaN;
  return from[1] + ((value - from[0]) / (to[0] - from[0])) * (to[1] - from[1]);
}

function bandOf(
  score: number | null,
  coverage: number,
  { green, yellow }: Scorecard["bands"],
  floor: number,
): string {
  if (score === null || rounded(coverage) < floor) return "insufficient_data";
  if (rounded(score) >= green) return "green";
  return rounded(score) >= yellow ? "yellow" : "red";
}
