import { LoadWatch, quietCores } from "./load.ts";
import type { Spent } from "./spent.ts";
import { median, type Spread, spreadOf } from "./statistics.ts";

/** What each side took in one turn. */
export interface Turn<T> {
  /** In the order of the sides. */
  readonly results: readonly T[];
  /** The cores that other processes used. */
  readonly others: number;
}

/**
 * Measures sides in turns, so that slow changes of the machine meet all of them alike: every other turn goes
 * backwards, so that none is always the first.
 */
export async function takeTurns<T>(
  turns: number,
  sides: readonly ((turn: number) => Promise<T>)[],
): Promise<readonly Turn<T>[]> {
  const taken: Turn<T>[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    const watch = await LoadWatch.begin();
    const results = Array<T>(sides.length);
    const order = [...sides.entries()];
    for (const [index, side] of turn % 2 === 0 ? order : order.toReversed())
      results[index] = await side(turn);
    taken.push({ results, others: watch.end() });
  }
  return taken;
}

export interface Comparison {
  readonly one: Spent;
  readonly other: Spent;
  /** The one divided by the other, turn by turn. */
  readonly ratio: { readonly cpu: Spread; readonly wall: Spread };
}

/** Two sides of the turns that count. */
export function compare(turns: readonly Turn<Spent>[], one: number, other: number): Comparison {
  const ratio = (kind: "cpu" | "wall"): Spread => {
    const [dividends, divisors] = [one, other].map((side) => eachOf(countedTurns(turns), side, kind));
    return spreadOf((dividends ?? []).map((value, turn) => value / (divisors?.[turn] ?? Number.NaN)));
  };
  return {
    one: usual(turns, one),
    other: usual(turns, other),
    ratio: { cpu: ratio("cpu"), wall: ratio("wall") },
  };
}

/** The medians of a side over the turns that count, and its peak of all. */
export function usual(turns: readonly Turn<Spent>[], side: number): Spent {
  const counted = countedTurns(turns);
  return {
    cpu: median(eachOf(counted, side, "cpu")),
    wall: median(eachOf(counted, side, "wall")),
    peakMegabytes: Math.max(...eachOf(turns, side, "peakMegabytes")),
  };
}

const eachOf = (turns: readonly Turn<Spent>[], side: number, kind: keyof Spent): readonly number[] =>
  turns.map(({ results }) => results[side]?.[kind] ?? Number.NaN);

/** The quiet turns where they are at least half of all; otherwise all, and their figures are not judged. */
export function countedTurns<T>(turns: readonly Turn<T>[]): readonly Turn<T>[] {
  return whyLoaded(turns) === undefined ? turns.filter(isQuiet) : turns;
}

/** Why the figures of these turns say too little, or undefined where enough of them were quiet. */
export function whyLoaded(turns: readonly Turn<unknown>[]): string | undefined {
  const quiet = turns.filter(isQuiet).length;
  return quiet * 2 >= turns.length
    ? undefined
    : `the machine was loaded in ${turns.length - quiet} of ${turns.length} turns`;
}

/** How many turns were quiet, and what others used. */
export function loadOf(turns: readonly Turn<unknown>[]): string {
  const { median: usual, high } = spreadOf(turns.map(({ others }) => others));
  return (
    `${turns.filter(isQuiet).length} of ${turns.length} turns were quiet: other processes used ` +
    `${usual.toFixed(2)} cores, in a quarter of the turns ${high.toFixed(2)} or more.`
  );
}

const isQuiet = ({ others }: Turn<unknown>): boolean => others <= quietCores;
