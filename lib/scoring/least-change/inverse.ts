import type { Card, CardMeasure } from "./card.ts";
import { type BindingLimits, type Readings, rounded, scoreOf } from "./score.ts";

/** A measure that an answer may move. */
export interface Movable {
  readonly measure: string;
  readonly unit: string;
  /** The values that at least one in twenty of the scorecard's accounts has, or goes beyond; null without such. */
  readonly reach: { readonly low: number; readonly high: number } | null;
  /** Values between which a tenth of the scorecard's accounts lie. */
  readonly deciles: readonly number[];
}

/** One measure with another value. */
export interface Move {
  readonly measure: string;
  readonly from: number;
  readonly to: number;
  /** How far: the change over the range of the scorecard's breakpoints. */
  readonly distance: number;
}

/** Better: the score reaches the bound. Worse: it falls below it. */
export type Aim = { readonly bound: number; readonly way: "reach" | "lose" };

/** Counts of whole things. */
const wholeUnits: readonly string[] = [
  "1 or 0",
  "days",
  "users",
  "tickets",
  "features",
  "people",
  "invoices",
];

/** The first and the last breakpoint. */
function breakpoints({ stretches }: CardMeasure): readonly [number, number] {
  const values = stretches.flatMap(({ from, to }) => [from, to]).filter((value) => value !== null);
  return [Math.min(...values), Math.max(...values)];
}

/** From the first breakpoint to the last; of two steps, with one edge between them, that edge from 0. */
export function rangeOf(measure: CardMeasure): number {
  const [first, last] = breakpoints(measure);
  return last - first || Math.abs(first) || 1;
}

/** The step in which a measure is told: 1 of what is counted, 1 %, or a power of ten within a tenth of its range. */
export function stepOf(measure: CardMeasure, unit: string): number {
  if (unit === "share") return 0.01;
  if (wholeUnits.includes(unit)) return 1;
  const range = rangeOf(measure);
  return Math.min(1, 10 ** Math.floor(Math.log10(range / 10)));
}

/** A value on the grid of steps, from `from` on outward. */
export function outward(value: number, from: number, step: number): number {
  const steps = value / step;
  const whole = value >= from ? Math.ceil(steps - 1e-7) : Math.floor(steps + 1e-7);
  return rounded(whole * step);
}

const isMet = ({ bound, way }: Aim, score: number | null): boolean =>
  score !== null && (way === "reach" ? rounded(score) >= bound : rounded(score) < bound);

/** Whether an account reaches, or loses, the bound with these readings. */
export const meets = (aim: Aim, card: Card, readings: Readings, limits: BindingLimits): boolean =>
  isMet(aim, scoreOf(card, readings, limits).computed);

export const withMove = (readings: Readings, { measure, to }: Pick<Move, "measure" | "to">): Readings =>
  new Map([...readings, [measure, { status: "ok", value: to }]]);

/**
 * The move of one measure alone, nearest to its value today, that meets the aim; undefined when none does within the
 * reach of its peers. It is scored again: what it gives is so.
 */
export function nearestMove(
  { measure: name, unit, reach }: Pick<Movable, "measure" | "unit" | "reach">,
  aim: Aim,
  {
    card,
    readings,
    limits,
  }: { readonly card: Card; readonly readings: Readings; readonly limits: BindingLimits },
): Move | undefined {
  const measure = card.measures.find((each) => each.measure === name);
  const from = readings.get(name)?.value ?? null;
  if (measure === undefined || from === null || measure.stretches.length < 2) return undefined;
  const [step, range] = [stepOf(measure, unit), rangeOf(measure)];
  const needed = pointsNeeded(measure, aim, { card, readings, limits });
  if (needed === undefined) return undefined;
  const found = crossings(measure, needed, aim.way)
    .map((value) => outward(value, from, step))
    // A score exactly at the bound is not below it: then it is the next step.
    .flatMap((to) => [to, rounded(to + (to < from ? -step : step))]);
  // Where a step ends at today's value, what lies beyond it is the nearest on that side.
  const beside = [Math.floor(from / step - 1e-7), Math.ceil(from / step + 1e-7)];
  const moves = [...found, ...beside.map((steps) => rounded(steps * step))]
    .map((to): Move => ({ measure: name, from, to, distance: Math.abs(to - from) / range }))
    .filter(({ to, distance }) => rounded(to) !== rounded(from) && distance <= 1)
    .filter(({ to }) => reach === null || (to > from ? to <= reach.high : to >= reach.low))
    .toSorted((a, b) => a.distance - b.distance);
  return moves.find((move) => meets(aim, card, withMove(readings, move), limits));
}

interface Scored {
  readonly card: Card;
  readonly readings: Readings;
  readonly limits: BindingLimits;
}

/**
 * The points of a measure from which on the score meets the aim, all else equal; undefined when none do. A component
 * of the lowest or the highest is set by others, or by it alone. The score rises with them, so halving finds them.
 */
function pointsNeeded(
  measure: CardMeasure,
  aim: Aim,
  { card, readings, limits }: Scored,
): number | undefined {
  const flat = (points: number): Card => ({
    ...card,
    measures: card.measures.map((each) =>
      each.measure === measure.measure ? { ...each, ...constant(points) } : each,
    ),
  });
  const isMetWith = (points: number) => meets(aim, flat(points), readings, limits);
  let [met, missed] = aim.way === "reach" ? [100, 0] : [0, 100];
  if (!isMetWith(met)) return undefined;
  if (isMetWith(missed)) return missed;
  for (let halvings = 0; halvings < 60; halvings += 1) {
    const middle = (met + missed) / 2;
    if (isMetWith(middle)) met = middle;
    else missed = middle;
  }
  return met;
}

const constant = (points: number): Pick<CardMeasure, "stretches"> => ({
  stretches: [{ from: null, to: null, pointsFrom: points, pointsTo: points }],
});

/** The values at which a curve comes to these points, on any stretch: it need not rise throughout. */
function crossings({ stretches }: CardMeasure, points: number, way: Aim["way"]): readonly number[] {
  const isEnough = (at: number): boolean => (way === "reach" ? at >= points - 1e-9 : at <= points + 1e-9);
  return stretches.flatMap(({ from, to, pointsFrom, pointsTo }) => {
    // A step ends before its last value: the next one within it is tried as well.
    const ends = [
      ...(from !== null && isEnough(pointsFrom) ? [from] : []),
      ...(to !== null && isEnough(pointsTo) ? [to] : []),
    ];
    if (from === null || to === null || pointsFrom === pointsTo) return ends;
    const share = (points - pointsFrom) / (pointsTo - pointsFrom);
    return share >= 0 && share <= 1 ? [...ends, from + share * (to - from)] : ends;
  });
}
