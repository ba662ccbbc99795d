import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Scorecard } from "../../../lib/config/schema.ts";
import type { Row } from "../../../lib/warehouse/warehouse.ts";
import { isWhole, seed } from "../../support/sample.ts";
import { components, measures, somePoints, value } from "../../support/some-scorecard.ts";
import { attributedByHand } from "./attributed-by-hand.ts";
import { type Change, changesOf, type Side } from "./changed.ts";

const values = fc.record(Object.fromEntries(measures.map((measure) => [measure, value])));
const limit = fc.option(somePoints, { nil: undefined });
const limits = fc.record({ floor: limit, cap: limit });
const override = fc.option(somePoints, { nil: undefined, freq: 5 });
const someMeasures = fc.option(fc.subarray(measures), { nil: [], freq: 8 });

const account = fc.record({
  was: fc.record({ components, values, limits, override }),
  is: fc.record({ components, values, limits, override }),
  ...{ anew: limits, redefined: someMeasures, rematched: someMeasures, isStill: fc.boolean() },
});
type Account = typeof account extends fc.Arbitrary<infer T> ? T : never;
const portfolio = fc.array(account, { minLength: 250, maxLength: 250 });

/** Definitions hold for all accounts: those of the first. */
function changesIn(accounts: readonly Account[], kind: "the same" | "edited" | "moved"): Change[] {
  const redefined = kind === "edited" ? (accounts[0]?.redefined ?? []) : [];
  return accounts.map((each, index) => {
    const side = ({ components, values, limits, override }: Account["was"], name: string): Side => ({
      scorecard: Scorecard.parse({ name: `${name}_${index}`, components }),
      ...{ measures: values, ...limits, override },
    });
    const was = side(each.was, "card");
    const components = kind === "the same" ? each.was.components : each.is.components;
    const changed = side({ ...each.is, components }, kind === "moved" ? "next" : "card");
    const is = each.isStill
      ? { ...changed, measures: { ...changed.measures, ...firstTwo(was.measures) } }
      : changed;
    const common = { account_id: `a${index}`, was, rematched: each.rematched, redefined };
    if (kind === "the same") return { ...common, is };
    const scoring = kind === "edited" ? { scoring: "s2" } : {};
    return { ...common, is: { ...is, ...scoring }, anew: each.anew };
  });
}

/** Measures that stay as they were. */
const firstTwo = (values: Side["measures"]) =>
  Object.fromEntries(measures.slice(0, 2).map((measure) => [measure, values[measure] ?? "no_response"]));

/** Points by account, then by `cause measure`. */
function pointsBy(rows: readonly Row[]): Map<string, Map<string, number>> {
  const accounts = new Map<string, Map<string, number>>();
  for (const { account_id, horizon_days, cause, measure, points } of rows) {
    if (horizon_days !== 0 || points === null) continue;
    const own = accounts.get(String(account_id)) ?? new Map<string, number>();
    const key = measure === null ? String(cause) : `${cause} ${measure}`;
    own.set(key, (own.get(key) ?? 0) + Number(points));
    accounts.set(String(account_id), own);
  }
  return accounts;
}

const runs = { numRuns: isWhole ? 14 : 1, endOnFailure: true, seed };

describe.each(["the same", "edited", "moved"] as const)("with a scorecard that is %s", (kind) => {
  test("the rows equal those of a second implementation, and add up to the change", async () => {
    await fc.assert(
      fc.asyncProperty(portfolio, async (accounts) => {
        const changes = changesIn(accounts, kind);
        const rows = await changesOf(changes);
        const found = pointsBy(rows);
        for (const change of changes) {
          const own = rows.filter(({ account_id }) => account_id === change.account_id);
          const byHand = attributedByHand(change);
          if (byHand === undefined) continue;
          const bySql = found.get(change.account_id ?? "") ?? new Map<string, number>();
          for (const key of new Set([...byHand.keys(), ...bySql.keys()])) {
            const gap = Math.abs((byHand.get(key) ?? 0) - (bySql.get(key) ?? 0));
            expect(
              gap,
              `${change.account_id} ${key}: ${bySql.get(key)}, by hand ${byHand.get(key)}`,
            ).toBeLessThan(1e-8);
          }
          const [first] = own;
          if (first === undefined) continue;
          const sum = [...bySql.values()].reduce((total, each) => total + each, 0);
          expect(Math.abs(sum - (Number(first.score_to) - Number(first.score_from)))).toBeLessThan(1e-9);
        }
      }),
      runs,
    );
  });
});
