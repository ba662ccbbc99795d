import type { Pair } from "./pairs.ts";
import type { AccountFacts, Scored } from "./read-day.ts";

/** A number of accounts and their revenue. */
export interface Sum {
  readonly accounts: number;
  /** Of those whose ARR is known. */
  readonly arr: number;
  readonly arr_unknown: number;
}

/** Accounts that change band together. */
export interface BandMove extends Sum {
  readonly from: string;
  readonly to: string;
}

const order = ["green", "yellow", "red", "insufficient_data"];
const rank = (band: string): number => order.indexOf(band);

export function sumOf(accounts: readonly string[], facts: ReadonlyMap<string, AccountFacts>): Sum {
  const arrs = accounts.map((account) => facts.get(account)?.arr ?? null);
  const known = arrs.filter((arr) => arr !== null);
  return {
    accounts: accounts.length,
    arr: known.reduce((sum, arr) => sum + arr, 0),
    arr_unknown: arrs.length - known.length,
  };
}

export interface BandMoves {
  /** The accounts by band, on both sides. */
  readonly bands: Readonly<Record<string, { readonly from: number; readonly to: number }>>;
  readonly band_moves: readonly BandMove[];
}

/** The accounts by band on both sides, and the moves between bands: out of green first. */
export function bandMoves(
  pairs: readonly Pair<Pick<Scored, "band">>[],
  facts: ReadonlyMap<string, AccountFacts>,
): BandMoves {
  const moves = Map.groupBy(
    pairs.filter(({ then, now }) => then.band !== now.band),
    ({ then, now }) => `${then.band} ${now.band}`,
  );
  const count = (side: "then" | "now", band: string) =>
    pairs.filter((pair) => pair[side].band === band).length;
  return {
    bands: Object.fromEntries(
      order.map((band) => [band, { from: count("then", band), to: count("now", band) }]),
    ),
    band_moves: [...moves.values()]
      .map((group): BandMove => {
        const accounts = group.map(({ account }) => account);
        const [first] = group;
        return { from: first?.then.band ?? "", to: first?.now.band ?? "", ...sumOf(accounts, facts) };
      })
      .toSorted((a, b) => rank(a.from) - rank(b.from) || rank(a.to) - rank(b.to)),
  };
}
