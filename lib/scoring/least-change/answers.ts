import type { Card } from "./card.ts";
import {
  type Aim,
  type Movable,
  type Move,
  meets,
  nearestMove,
  outward,
  rangeOf,
  stepOf,
  withMove,
} from "./inverse.ts";
import { type BindingLimits, pointsOf, type Readings, rounded, scoreOf } from "./score.ts";

/** What is shown at most. */
const mostAnswers = 3;

/** Together the moves of a pair may be as far as one alone. */
const farthest = 1;

/** One move alone, or two together. */
export type Answer = readonly Move[];

export interface Account {
  readonly card: Card;
  readonly readings: Readings;
  readonly limits: BindingLimits;
  readonly movable: readonly Movable[];
}

/** Moves of one measure alone, the nearest first; without any, pairs; at most three. All are scored again. */
export function leastChanges(account: Account, aim: Aim): readonly Answer[] {
  const singles = singleMoves(account, aim);
  return singles.length > 0 ? singles.map((move) => [move]) : pairsOfMoves(account, aim);
}

export const singleMoves = (account: Account, aim: Aim): readonly Move[] =>
  account.movable
    .flatMap((movable) => nearestMove(movable, aim, account) ?? [])
    .toSorted((a, b) => a.distance - b.distance || compare(a.measure, b.measure))
    .slice(0, mostAnswers);

/** The first of a pair to each of its breakpoints and deciles, the second by the inverse, then the first again. */
function pairsOfMoves(account: Account, aim: Aim): readonly Answer[] {
  const { readings, movable } = account;
  const pairs = movable.flatMap((first) =>
    waypoints(first, account).flatMap((step) =>
      movable
        .filter((second) => second !== first)
        .flatMap((second): Answer[] => {
          const then = nearestMove(second, aim, { ...account, readings: withMove(readings, step) });
          if (then === undefined || step.distance + then.distance > farthest) return [];
          // The way point may be farther than the rounded second move leaves necessary.
          const less = nearestMove(first, aim, { ...account, readings: withMove(readings, then) });
          return [[less !== undefined && less.distance < step.distance ? less : step, then]];
        }),
    ),
  );
  const best = new Map<string, Answer>();
  for (const pair of pairs.toSorted((a, b) => distance(a) - distance(b))) {
    const key = pair
      .map(({ measure }) => measure)
      .toSorted()
      .join(" ");
    if (!best.has(key) && isLeast(pair, account, aim)) best.set(key, pair);
  }
  return [...best.values()].slice(0, mostAnswers);
}

/** Whether the pair meets the aim, and neither of its moves does alone. */
const isLeast = (pair: Answer, { card, readings, limits }: Account, aim: Aim): boolean =>
  meets(aim, card, pair.reduce(withMove, readings), limits) &&
  pair.every((move) => !meets(aim, card, withMove(readings, move), limits));

/** Better values of a measure to try: its breakpoints and the deciles of its peers, in whole steps. */
function waypoints(
  { measure: name, unit, reach, deciles }: Movable,
  { card, readings }: Account,
): readonly Move[] {
  const measure = card.measures.find((each) => each.measure === name);
  const reading = readings.get(name);
  if (measure === undefined || reading?.value == null) return [];
  const { value: from } = reading;
  const now = pointsOf(measure, reading) ?? 0;
  const [step, range] = [stepOf(measure, unit), rangeOf(measure)];
  const targets = measure.stretches.flatMap((stretch) => stretch.to ?? []).concat(deciles);
  const tried = targets
    .map((value) => outward(value, from, step))
    // A step of points may begin behind its edge.
    .flatMap((to) => [to, rounded(to + (to < from ? -step : step))]);
  return [...new Set(tried)]
    .map((to) => ({ measure: name, from, to, distance: Math.abs(to - from) / range }))
    .filter(({ to, distance }) => distance <= farthest && rounded(to) !== rounded(from))
    .filter(({ to }) => reach === null || (to > from ? to <= reach.high : to >= reach.low))
    .filter(({ to }) => (pointsOf(measure, { status: "ok", value: to }) ?? 0) > now);
}

/** The score with every measure that can be moved at its best points. */
export function bestScore({ card, readings, limits, movable }: Account): number | null {
  const names = new Set(movable.map(({ measure }) => measure));
  const best = card.measures.map((measure) => {
    if (!names.has(measure.measure)) return measure;
    const most = Math.max(...measure.stretches.flatMap(({ pointsFrom, pointsTo }) => [pointsFrom, pointsTo]));
    return { ...measure, stretches: [{ from: null, to: null, pointsFrom: most, pointsTo: most }] };
  });
  return scoreOf({ ...card, measures: best }, readings, limits).computed;
}

const distance = (answer: Answer): number => answer.reduce((sum, move) => sum + move.distance, 0);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
