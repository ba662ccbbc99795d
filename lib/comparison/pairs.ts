import type { Scored } from "./read-day.ts";

/** An account on both sides of a comparison. */
export interface Pair<S> {
  readonly account: string;
  readonly then: S;
  readonly now: S;
}

/** The accounts that both sides score; all of them, as both have the same accounts. */
export const pairsOf = <S>(from: ReadonlyMap<string, S>, to: ReadonlyMap<string, S>): readonly Pair<S>[] =>
  [...to].flatMap(([account, now]) => {
    const then = from.get(account);
    return then === undefined ? [] : [{ account, then, now }];
  });

/** Differences in the last digits are no change. */
export const leastChange = 1e-9;

/** How far a score moves; one that comes or goes moves farthest. */
export function pointsBetween(
  { score: from }: Pick<Scored, "score">,
  { score: to }: Pick<Scored, "score">,
): number {
  if (from === null || to === null) return from === to ? 0 : Number.MAX_VALUE;
  return Math.abs(to - from);
}
