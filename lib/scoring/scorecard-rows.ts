import type { Config, Scorecard, ScoredMeasure, Step } from "../config/schema.ts";
import type { InputRow, InputTableName } from "../models/input-tables.ts";
import { limitsOf } from "./limits.ts";

type ScorecardTable = Extract<
  InputTableName,
  "scorecards" | "scorecard_measures" | "scorecard_points" | "scorecard_limits"
>;

export interface ScoringVersions {
  readonly config: string;
  /** Of the main score. */
  readonly scoring: string;
  /** Of each lens. */
  readonly lenses?: ReadonlyMap<string, string>;
}

/** Rows by input table. */
export type ScorecardInputs = Readonly<Record<ScorecardTable, readonly InputRow[]>>;

/**
 * The rows of the input tables that define the scorecards, in config order.
 * @param wordsOf the words of a measure of words, by its name
 */
export function scorecardRows(
  { scorecards }: Pick<Config, "scorecards">,
  versions: ScoringVersions,
  wordsOf: ReadonlyMap<string, readonly string[]> = new Map(),
): ScorecardInputs {
  return {
    scorecards: scorecards.map(({ name, lens, bands, coverage_floor, caps, floors }, index) => ({
      scorecard: name,
      position: index + 1,
      config_version: versions.config,
      scoring_version: (lens === undefined ? undefined : versions.lenses?.get(lens)) ?? versions.scoring,
      green: bands.green,
      yellow: bands.yellow,
      coverage_floor,
      caps: JSON.stringify(caps),
      floors: JSON.stringify(floors),
    })),
    scorecard_measures: scorecards.flatMap((scorecard) =>
      measuresOf(scorecard).map(({ component, componentWeight, combine, measure, scored }) => ({
        scorecard: scorecard.name,
        component,
        component_weight: componentWeight,
        combine,
        measure,
        weight: scored.weight,
        points: JSON.stringify(scored.points),
        fallback_points: scored.when_missing === "ignore" ? null : scored.when_missing.points,
      })),
    ),
    scorecard_points: scorecards.flatMap((scorecard) =>
      measuresOf(scorecard).flatMap(({ measure, scored }) =>
        pointsRows(scored.points, wordsOf.get(measure)).map((row) => ({
          scorecard: scorecard.name,
          measure,
          ...row,
        })),
      ),
    ),
    scorecard_limits: scorecards.flatMap((scorecard) =>
      limitsOf(scorecard).map(({ name, kind, position, points, when }) => ({
        scorecard: scorecard.name,
        limit_name: name,
        kind,
        position,
        points,
        holds_when: when,
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

/** The stretches of a polyline or of steps, flat before the first and after the last value; or one a word. */
function pointsRows(points: ScoredMeasure["points"], words: readonly string[] = []): InputRow[] {
  if (!Array.isArray(points)) return wordRows(points, words);
  return isSteps(points) ? stepRows(points) : breakpointRows(points);
}

export const isSteps = (points: readonly unknown[]): points is readonly Step[] => !Array.isArray(points[0]);

function breakpointRows(points: readonly (readonly [value: number, points: number])[]): InputRow[] {
  return [undefined, ...points].map((from, index) => {
    const to = points[index];
    const [start, end] = [from ?? to, to ?? from];
    return stretch(from?.[0], to?.[0], start?.[1], end?.[1]);
  });
}

const stepRows = (steps: readonly Step[]): InputRow[] =>
  steps.map((step, index) => {
    const before = steps[index - 1];
    return stretch(before === undefined ? undefined : endOf(before), endOf(step), step.points, step.points);
  });

/** Where the next step begins. Values are compared as they are rounded, to nine decimals, and so are ends. */
function endOf({ up_to, below }: Step): number | undefined {
  if (up_to === undefined) return below === undefined ? undefined : rounded(below);
  return Math.max(rounded(up_to) + 5e-10, nextUp(up_to));
}

const rounded = (value: number): number => Number(value.toFixed(9));

/** The least double above a number. */
function nextUp(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  const [bits] = new BigInt64Array(new Float64Array([value]).buffer);
  return new Float64Array(new BigInt64Array([(bits ?? 0n) + (value > 0 ? 1n : -1n)]).buffer)[0] ?? value;
}

/** A word is its place in the list of its measure, from 1. */
const wordRows = (points: Readonly<Record<string, number>>, words: readonly string[]): InputRow[] =>
  Object.entries(points).map(([word, given]) => {
    const place = words.findIndex((each) => each.toLowerCase() === word.toLowerCase()) + 1;
    return { ...stretch(place, place + 1, given, given), word };
  });

const stretch = (from?: number, to?: number, pointsFrom?: number, pointsTo?: number): InputRow => ({
  word: null,
  value_from: from ?? null,
  value_to: to ?? null,
  points_from: pointsFrom ?? null,
  points_to: pointsTo ?? null,
});
