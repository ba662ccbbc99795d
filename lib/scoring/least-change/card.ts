import { z } from "zod";
import type { InputRow } from "../../models/input-tables.ts";

/** A stretch of a measure's points: linear from `from` to `to`; flat, with an open end, outside the breakpoints. */
export interface Stretch {
  readonly from: number | null;
  readonly to: number | null;
  readonly pointsFrom: number;
  readonly pointsTo: number;
}

/** A measure of a scorecard. */
export interface CardMeasure {
  readonly measure: string;
  readonly component: string;
  readonly componentWeight: number;
  readonly combine: "weighted_mean" | "lowest" | "highest";
  readonly weight: number;
  /** The points for a missing value; null when it is left out. */
  readonly fallbackPoints: number | null;
  /** In the order of values; none for a measure of words. */
  readonly stretches: readonly Stretch[];
  readonly isOfWords: boolean;
}

export interface CardLimit {
  readonly name: string;
  readonly kind: "cap" | "floor";
  readonly points: number;
  /** Its condition, as the config says it; null in the plan of an older version. */
  readonly holdsWhen: string | null;
}

/** A scorecard as a run applied it. */
export interface Card {
  readonly scorecard: string;
  readonly green: number;
  readonly yellow: number;
  readonly coverageFloor: number;
  readonly measures: readonly CardMeasure[];
  readonly limits: readonly CardLimit[];
}

const CardRow = z.object({
  scorecard: z.string(),
  green: z.number(),
  yellow: z.number(),
  coverage_floor: z.number(),
});
const MeasureRow = z.object({
  component: z.string(),
  component_weight: z.number(),
  combine: z.enum(["weighted_mean", "lowest", "highest"]),
  measure: z.string(),
  weight: z.number(),
  fallback_points: z.number().nullable(),
});
const PointsRow = z.object({
  measure: z.string(),
  word: z.string().nullish().default(null),
  value_from: z.number().nullable(),
  value_to: z.number().nullable(),
  points_from: z.number(),
  points_to: z.number(),
});
const LimitRow = z.object({
  limit_name: z.string(),
  kind: z.enum(["cap", "floor"]),
  points: z.number(),
  holds_when: z.string().nullish(),
});

/** The input tables of a run's plan that define its scorecards. */
export interface CardInputs {
  readonly scorecards: readonly InputRow[];
  readonly scorecard_measures: readonly InputRow[];
  readonly scorecard_points: readonly InputRow[];
  readonly scorecard_limits: readonly InputRow[];
}

/** The scorecard of that name; undefined when the run had none. Weights of 0 and below never count. */
export function cardOf(inputs: CardInputs, scorecard: string): Card | undefined {
  const own = (rows: readonly InputRow[]) => rows.filter((row) => row.scorecard === scorecard);
  const [row] = own(inputs.scorecards);
  if (row === undefined) return undefined;
  const { green, yellow, coverage_floor } = CardRow.parse(row);
  const points = Map.groupBy(
    own(inputs.scorecard_points).map((each) => PointsRow.parse(each)),
    ({ measure }) => measure,
  );
  const measures = own(inputs.scorecard_measures)
    .map((each) => MeasureRow.parse(each))
    .filter(({ component_weight, weight }) => component_weight > 0 && weight > 0)
    .map(
      ({ measure, component, component_weight, combine, weight, fallback_points }): CardMeasure => ({
        ...{ measure, component, combine, weight },
        componentWeight: component_weight,
        fallbackPoints: fallback_points,
        ...curveOf(points.get(measure) ?? []),
      }),
    );
  const limits = own(inputs.scorecard_limits)
    .map((each) => LimitRow.parse(each))
    .map(({ limit_name, kind, points, holds_when = null }) => ({
      ...{ name: limit_name, kind, points, holdsWhen: holds_when },
    }));
  return { scorecard, green, yellow, coverageFloor: coverage_floor, measures, limits };
}

function curveOf(rows: readonly z.infer<typeof PointsRow>[]): Pick<CardMeasure, "stretches" | "isOfWords"> {
  const start = ({ from }: Stretch): number => from ?? Number.NEGATIVE_INFINITY;
  return {
    isOfWords: rows.some(({ word }) => word !== null),
    stretches: rows
      .filter(({ word }) => word === null)
      .map(({ value_from, value_to, points_from, points_to }) => ({
        ...{ from: value_from, to: value_to, pointsFrom: points_from, pointsTo: points_to },
      }))
      .toSorted((a, b) => start(a) - start(b)),
  };
}
