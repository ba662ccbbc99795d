import type { Config, Scorecard } from "../config/schema.ts";

/** A scoring of the accounts beside the main one, with scorecards of its own. */
export interface Lens {
  readonly name: string;
  /** In config order: the first that applies is used, the last is for the rest. */
  readonly scorecards: readonly Scorecard[];
}

/** The scorecards of the main score, which have no lens. */
export const mainScorecards = ({ scorecards }: Pick<Config, "scorecards">): readonly Scorecard[] =>
  scorecards.filter(({ lens }) => lens === undefined);

/** The lenses of a config, in its order. */
export function lensesOf({ scorecards }: Pick<Config, "scorecards">): readonly Lens[] {
  const byLens = Map.groupBy(scorecards, ({ lens }) => lens);
  return [...byLens].flatMap(([name, own]) => (name === undefined ? [] : [{ name, scorecards: own }]));
}
