import { type BandMoves, bandMoves } from "./bands.ts";
import { leastChange, pairsOf, pointsBetween } from "./pairs.ts";
import type { AccountFacts, Scored } from "./read-day.ts";

/** The scores of a lens on both sides. */
export interface LensComparison extends BandMoves {
  readonly lens: string;
  readonly change: "stays" | "comes" | "goes";
  /** The accounts whose score in it differs. */
  readonly moved: number;
}

type LensScored = Pick<Scored, "account_id" | "score" | "band"> & { readonly lens: string };

/** The lenses whose scores or bands differ, and those that only one config has. */
export function lensComparisons(
  before: readonly LensScored[],
  after: readonly LensScored[],
  facts: ReadonlyMap<string, AccountFacts>,
): readonly LensComparison[] {
  const [then, now] = [before, after].map((rows) => Map.groupBy(rows, ({ lens }) => lens));
  const lenses = [...new Set([...(then?.keys() ?? []), ...(now?.keys() ?? [])])];
  return lenses
    .map((lens): LensComparison => {
      const [was, is] = [then, now].map(
        (side) => new Map((side?.get(lens) ?? []).map((each) => [each.account_id, each])),
      );
      const pairs = pairsOf(was ?? new Map(), is ?? new Map());
      const change = was?.size === 0 ? "comes" : is?.size === 0 ? "goes" : "stays";
      const moved = pairs.filter((pair) => pointsBetween(pair.then, pair.now) > leastChange).length;
      return { lens, change, moved, ...bandMoves(pairs, facts) };
    })
    .filter(({ change, moved, band_moves }) => change !== "stays" || moved > 0 || band_moves.length > 0);
}
