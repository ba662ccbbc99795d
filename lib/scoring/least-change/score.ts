import type { Card, CardMeasure } from "./card.ts";

/** What a measure says of an account on a day. */
export interface Reading {
  readonly status: string;
  /** Null unless it is known. */
  readonly value: number | null;
  /** As published, for a measure of words: no answer moves those. */
  readonly points?: number | null;
}

/** Readings by measure. */
export type Readings = ReadonlyMap<string, Reading>;

/** The points of the floor and of the cap that bind: the highest floor that holds and the lowest cap; null for none. */
export interface BindingLimits {
  readonly floor: number | null;
  readonly cap: number | null;
}

export interface ComponentScore {
  /** Null when none of its measures counts. */
  readonly points: number | null;
  /** Its share of the raw score. */
  readonly effectiveWeight: number;
}

export interface CardScore {
  /** 0 to 100; null when no measure counts. */
  readonly raw: number | null;
  readonly floored: number | null;
  readonly computed: number | null;
  readonly components: ReadonlyMap<string, ComponentScore>;
}

/** Values and scores are compared at nine decimals, as in SQL. */
export const rounded = (value: number): number => Math.round(value * 1e9) / 1e9;

/** The points of a value on a measure's curve; null outside of any stretch, which a curve of breakpoints has not. */
export function curvePoints({ stretches }: Pick<CardMeasure, "stretches">, value: number): number | null {
  const at = rounded(value);
  const stretch = stretches.find(({ from, to }) => (from === null || from <= at) && (to === null || to > at));
  if (stretch === undefined) return null;
  const { from, to, pointsFrom, pointsTo } = stretch;
  if (from === null || to === null) return pointsFrom;
  return pointsFrom + ((at - from) * (pointsTo - pointsFrom)) / (to - from);
}

/** The points of a reading, or of the fallback; null when it does not count. */
export function pointsOf(measure: CardMeasure, reading: Reading | undefined): number | null {
  const { value = null, points = null } = reading ?? {};
  if (measure.isOfWords) return points ?? measure.fallbackPoints;
  return value === null ? measure.fallbackPoints : curvePoints(measure, value);
}

/**
 * The score of an account by a scorecard, as `measure_scores`, `component_scores` and `scores` work it out. A test
 * holds that both agree within 1e-9.
 */
export function scoreOf(card: Card, readings: Readings, { floor, cap }: BindingLimits): CardScore {
  const counted = card.measures.flatMap((measure) => {
    const points = pointsOf(measure, readings.get(measure.measure));
    return points === null ? [] : [{ ...measure, points }];
  });
  const byComponent = Map.groupBy(counted, ({ component }) => component);
  const total = sum([...byComponent.values()].map(([first]) => first?.componentWeight ?? 0));
  const components = new Map(
    [...byComponent].map(([component, measures]) => [
      component,
      {
        points: combined(measures),
        effectiveWeight: (measures[0]?.componentWeight ?? 0) / total,
      },
    ]),
  );
  if (counted.length === 0) return { raw: null, floored: null, computed: null, components };
  const weighted = sum([...components.values()].map((each) => each.effectiveWeight * each.points));
  const raw = Math.min(weighted, 100);
  const floored = floor === null ? raw : Math.max(raw, floor);
  return { raw, floored, computed: cap === null ? floored : Math.min(floored, cap), components };
}

function combined(measures: readonly (CardMeasure & { readonly points: number })[]): number {
  const points = measures.map((measure) => measure.points);
  switch (measures[0]?.combine) {
    case "lowest":
      return Math.min(...points);
    case "highest":
      return Math.max(...points);
    default:
      return (
        sum(measures.map((each) => each.weight * each.points)) / sum(measures.map((each) => each.weight))
      );
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
