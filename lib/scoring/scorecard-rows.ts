import type { Config, Scorecard, ScoredMeasure } from "../config/schema.ts";
import type { InputRow, InputTableName } from "../models/input-tables.ts";
import { limitsOf } from "./limits.ts";

type ScorecardTable = Extract<
  InputTableName,
  "scorecards" | "scorecard_measures" | "scorecard_points" | "scorecard_limits"
>;

/** Rows by input table. */
export type ScorecardInputs = Readonly<Record<ScorecardTable, readonly InputRow[]>>;

/** The rows of the input tables that define the scorecards, in config order. */
export function scorecardRows(
  { scorecards }: Pick<Config, "scorecards">,
  versions: { readonly config: string; readonly scoring: string },
): ScorecardInputs {
  return {
    scorecards: scorecards.map(({ name, bands, coverage_floor }, index) => ({
      scorecard: name,
      position: index + 1,
      config_version: versions.config,
      scoring_version: versions.scoring,
      green: bands.green,
      yellow: bands.yellow,
      coverage_floor,
    })),
    scorecard_measures: scorecards.flatMap((scorecard) =>
      measuresOf(scorecard).map(({ component, componentWeight, combine, measure, scored }) => ({
        scorecard: scorecard.name,
        component,
        component_weight: componentWeight,
        combine,
        measure,
        weight: scored.weight,
        fallback_points: scored.when_missing === "ignore" ? null : scored.when_missing.points,
      })),
    ),
    scorecard_points: scorecards.flatMap((scorecard) =>
      measuresOf(scorecard).flatMap(({ measure, scored }) =>
        pointsRows(scored.points).map((row) => ({ scorecard: scorecard.name, measure, ...row })),
      ),
    ),
    scorecard_limits: scorecards.flatMap((scorecard) =>
      limitsOf(scorecard).map(({ name, kind, position, points }) => ({
        scorecard: scorecard.name,
        limit_name: name,
        kind,
        position,
        points,
      })),
    ),
  };
}

function measuresOf({ components }: Scorecard) {
  return Object.entries(components).flatMap(([component, { weight, combine, measures }]) =>
    Object.entries(measures).map(([measure, scored]) => ({
      component,
      componentWeight: weight,
      combine,
      measure,
      scored,
    })),
  );
}

/** The stretches of a polyline, flat before its first and after its last breakpoint; or one row a word. */
function pointsRows(points: ScoredMeasure["points"]): InputRow[] {
  if (!Array.isArray(points))
    return Object.entries(points).map(([word, given]) => ({
      word,
      value_from: null,
      value_to: null,
      points_from: given,
      points_to: given,
    }));
  return [undefined, ...points].map((from, index) => {
    const to = points[index];
    const [start, end] = [from ?? to, to ?? from];
    return {
      word: null,
      value_from: from?.[0] ?? null,
      value_to: to?.[0] ?? null,
      points_from: start?.[1] ?? null,
      points_to: end?.[1] ?? null,
    };
  });
}
