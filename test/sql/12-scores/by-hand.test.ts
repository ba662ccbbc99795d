import fc from "fast-check";
import { expect, test } from "vitest";
import { Scorecard } from "../../../lib/config/schema.ts";
import type { Row } from "../../../lib/warehouse/warehouse.ts";
import { type Scored, scoresOf } from "../../support/scoring.ts";
import { type Observed, type ScoredByHand, scoreByHand } from "./by-hand.ts";

const measures = ["active_days_28d", "usage_trend_28d", "csat_90d", "nps_rating_180d", "mrr_change_90d"];
const missing = ["not_applicable", "never_connected", "source_stale", "no_response"];
// Steps that a double and nine decimals both represent exactly, so that only the arithmetic is compared.
const step = fc.integer({ min: -400, max: 400 }).map((n) => n / 64);
const combines = ["weighted_mean", "lowest", "highest"] as const;
const someWeight = fc.constantFrom(0.1, 1, 2, 3.3, 40);
const somePoints = fc.integer({ min: 0, max: 1000 }).map((n) => n / 10);

const steps = fc.uniqueArray(step, { minLength: 1, maxLength: 4 }).chain((ends) =>
  fc
    .record({
      kinds: fc.array(fc.constantFrom("up_to", "below"), { minLength: ends.length, maxLength: ends.length }),
      points: fc.array(somePoints, { minLength: ends.length + 1, maxLength: ends.length + 1 }),
    })
    .map(({ kinds, points }) => [
      ...ends
        .toSorted((a, b) => a - b)
        .map((end, index) => ({ [kinds[index] ?? "below"]: end, points: points[index] })),
      { points: points.at(-1) },
    ]),
);

const breakpoints = fc
  .uniqueArray(step, { minLength: 2, maxLength: 5 })
  .chain((starts) =>
    fc
      .array(somePoints, { minLength: starts.length, maxLength: starts.length })
      .map((points) => starts.toSorted((a, b) => a - b).map((start, index) => [start, points[index]])),
  );

const scored = fc.record({
  weight: someWeight,
  points: fc.oneof(breakpoints, steps),
  when_missing: fc.oneof(fc.constant("ignore" as const), fc.record({ points: somePoints })),
});
const components = fc
  .tuple(fc.shuffledSubarray(measures, { minLength: 2 }), fc.integer({ min: 1, max: 3 }))
  .chain(([own, parts]) =>
    fc
      .record({
        weights: fc.array(someWeight, { minLength: parts, maxLength: parts }),
        combines: fc.array(fc.constantFrom(...combines), { minLength: parts, maxLength: parts }),
        scored: fc.array(scored, { minLength: own.length, maxLength: own.length }),
      })
      .map(({ weights, combines, scored }) =>
        Object.fromEntries(
          weights.flatMap((weight, part) => {
            const held = own.flatMap((name, index) =>
              index % parts === part ? [[name, scored[index]] as const] : [],
            );
            return held.length === 0
              ? []
              : [[`part_${part}`, { weight, combine: combines[part], measures: Object.fromEntries(held) }]];
          }),
        ),
      ),
  );
const observed = fc.oneof(
  fc.record({ status: fc.constantFrom("ok", "held"), value: step }),
  fc.record({ status: fc.constantFrom(...missing), value: fc.constant(null) }),
);
const account = fc.record({
  observed: fc.dictionary(fc.constantFrom(...measures), observed as fc.Arbitrary<Observed>),
  floors: fc.array(somePoints, { maxLength: 2 }),
  caps: fc.array(somePoints, { maxLength: 2 }),
});
const portfolio = fc.array(
  fc.record({
    components,
    coverage_floor: fc.constantFrom(0, 0.3, 0.5, 1),
    accounts: fc.array(account, { minLength: 15, maxLength: 15 }),
  }),
  { minLength: 6, maxLength: 6 },
);

test("points, contributions, scores, coverage and bands equal those of a second implementation", async () => {
  await fc.assert(
    fc.asyncProperty(portfolio, async (given) => {
      const scorecards = given.map(({ components, coverage_floor }, index) =>
        Scorecard.parse({ name: `card_${index}`, components, coverage_floor }),
      );
      const accounts = given.flatMap(({ accounts }, card) =>
        accounts.map((each, index) => ({ ...each, account_id: `${card}/${index}`, card })),
      );
      const rows = await scoresOf({
        scorecards,
        account_inputs: accounts.map(({ account_id, card }) => ({ account_id, scorecard: `card_${card}` })),
        measures: accounts.flatMap(({ account_id, observed }) =>
          Object.entries(observed).map(([measure, { status, value }]) => ({
            ...{ account_id, measure, status, value },
          })),
        ),
        account_limits: accounts.flatMap(({ account_id, floors, caps }) => [
          ...floors.map((points, n) => ({
            account_id,
            limit_name: `f${n}`,
            kind: "floor",
            points,
            holds: true,
          })),
          ...caps.map((points, n) => ({ account_id, limit_name: `c${n}`, kind: "cap", points, holds: true })),
          { account_id, limit_name: "not met", kind: "cap", points: 0, holds: false },
        ]),
      });
      for (const { account_id, card, observed, ...limits } of accounts) {
        const scorecard = scorecards[card];
        if (scorecard === undefined) throw new Error("no scorecard");
        expectSame(account_id, rows, scoreByHand(scorecard, observed, limits));
      }
    }),
    { numRuns: 5, endOnFailure: true },
  );
});

function expectSame(account_id: string, rows: Scored, byHand: ScoredByHand): void {
  const own = (table: readonly Row[]) => table.filter((row) => row.account_id === account_id);
  const [score] = own(rows.scores);
  const { points, contributions, ...rest } = byHand;
  for (const [column, value] of Object.entries(rest))
    expectClose(`${account_id} ${column}`, score?.[column], value);
  for (const row of own(rows.measure_scores)) {
    const measure = String(row.measure);
    expectClose(`${account_id} ${measure} points`, row.points, points[measure]);
    expectClose(`${account_id} ${measure} contribution`, row.contribution, contributions[measure]);
  }
  expect(own(rows.measure_scores)).toHaveLength(Object.keys(points).length);
  const sum = (table: readonly Row[], column: string) =>
    own(table).reduce((total, row) => total + Number(row[column]), 0);
  for (const table of [rows.measure_scores, rows.component_scores]) {
    expectClose(`${account_id} contributions`, sum(table, "contribution"), byHand.raw_score ?? 0);
    expectClose(`${account_id} weights`, sum(table, "effective_weight"), byHand.raw_score === null ? 0 : 1);
  }
}

function expectClose(subject: string, found: unknown, wanted: unknown): void {
  if (typeof found === "number" && typeof wanted === "number")
    expect(Math.abs(found - wanted), `${subject}: ${found}, by hand ${wanted}`).toBeLessThan(1e-9);
  else expect(found, subject).toBe(wanted);
}
