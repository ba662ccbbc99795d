import fc from "fast-check";
import { expect, test } from "vitest";
import type { Finding } from "../../lib/lint/finding.ts";
import {
  effectOf,
  type MeasureFacts,
  measureFindings,
  pairFindings,
} from "../../lib/lint/measure-findings.ts";
import { bandFindings, type NamedThings, nameFindings } from "../../lib/lint/name-findings.ts";
import { type LintedDay, LintedMeasure } from "../../lib/lint/read-day.ts";
import { loadQueries } from "../../lib/models/queries.ts";
import { type GivenRow, overGivenRows } from "../support/given.ts";

const asOf = "2024-05-10";
const queries = await loadQueries();

/** The rows of a query, whose own order a test does not need. */
const rowsOf = (
  name: "lint_measures" | "lint_pairs" | "lint_bands",
  given: Record<string, readonly GivenRow[]>,
) =>
  overGivenRows(
    { ...queries[name], sql: `select * from (\n${queries[name].sql}\n) as found` },
    { asOf, given },
  );

const facts: MeasureFacts = { label: "active days in 28", unit: "days", leastPoints: 0, mostPoints: 100 };

/** A measure that varies, is known, and moves scores by its weight. */
const healthy: LintedMeasure = {
  ...{ scorecard: "standard", component: "usage", measure: "active_days_28d" },
  ...{
    accounts: 40,
    arr: 1000,
    arr_unknown: 0,
    known: 40,
    missing: 0,
    missing_arr: 0,
    missing_arr_unknown: 0,
  },
  ...{ missing_status: null, lowest_value: 0, highest_value: 20, lowest_points: 0, highest_points: 100 },
  ...{ weight: 0.3, covariance: 30, variance: 100 },
  ...{ red_in_green: 0, red_in_green_arr: 0, red_in_green_arr_unknown: 0 },
};
const kindsOf = (found: readonly Finding[]) => found.map(({ kind }) => kind);
const ofMeasure = (more: Partial<LintedMeasure>, of: Partial<MeasureFacts> = {}) =>
  measureFindings([{ ...healthy, ...more }], () => ({ ...facts, ...of }));

test("a healthy measure gives no finding, nor does one of few accounts", () => {
  expect(ofMeasure({})).toEqual([]);
  const few = { accounts: 19, known: 19, highest_points: 0, covariance: 0 };
  expect(ofMeasure(few)).toEqual([]);
  expect(ofMeasure({ variance: 0, covariance: 0 })).toEqual([]);
  expect(ofMeasure({ variance: null, covariance: null })).toEqual([]);
});

test.each([
  ["missing-for-most", { known: 19, missing: 21, missing_status: "no_response" }],
  ["never-varies", { lowest_points: 75, highest_points: 75, covariance: 0 }],
  ["points-out-of-reach", { highest_points: 75 }],
  ["points-out-of-reach", { lowest_points: 50 }],
  ["weight-without-effect", { covariance: 14 }],
  ["weight-without-effect", { covariance: -20 }],
  ["effect-beyond-weight", { covariance: 61 }],
  ["red-inside-green", { red_in_green: 2, red_in_green_arr: 500 }],
] as const)("%s: %j", (kind, more) => {
  const found = ofMeasure(more);
  expect(kindsOf(found)).toEqual([kind]);
  expect(found[0]).toMatchObject({
    path: "scorecards.standard.components.usage.measures.active_days_28d",
    seen: expect.stringMatching(/^(Active days in 28: |2 accounts are green)/),
  });
});

test("a finding concerns the accounts that it is about", () => {
  const [missing] = ofMeasure({
    known: 10,
    missing: 30,
    missing_arr: 700,
    missing_arr_unknown: 2,
    missing_status: "x",
  });
  expect(missing).toMatchObject({ accounts: 30, arr: 700, arr_unknown: 2 });
  const [red] = ofMeasure({ red_in_green: 3, red_in_green_arr: 90, red_in_green_arr_unknown: 1 });
  expect(red).toMatchObject({ accounts: 3, arr: 90, arr_unknown: 1 });
});

test("bands that hold most accounts, and names that nothing has", () => {
  const band = (name: string, accounts: number) => ({
    scorecard: "standard",
    band: name,
    accounts,
    arr: 5,
    arr_unknown: 0,
  });
  expect(bandFindings([band("green", 60), band("red", 40)])).toEqual([]);
  expect(kindsOf(bandFindings([band("green", 61), band("red", 39)]))).toEqual(["one-band-for-most"]);
  expect(bandFindings([band("green", 19)])).toEqual([]);

  const named: NamedThings = {
    ...{ scorecards: ["standard", "vip"], keyFeatures: ["export", "reports"], rules: ["red", "fell"] },
    ...{ routes: ["team", "big"], words: [{ measure: "mood", words: ["red", "green"] }] },
  };
  const day: LintedDay = {
    ...{ measures: [], pairs: [], bands: [band("green", 19)], places: new Set(["mood 1"]) },
    ...{ features: new Set(["export"]), rules: new Set(["red"]), routes: new Set(["team"]) },
  };
  expect(nameFindings(named, day).map(({ path }) => path)).toEqual([
    ...["scorecards.vip", "key_features", "alerts.fell", "routes.big", "measures/mood.sql"],
  ]);
  const all = {
    ...day,
    ...{
      bands: [band("green", 1), { ...band("green", 1), scorecard: "vip" }],
      rules: new Set(["red", "fell"]),
    },
    ...{ features: new Set(["export", "reports"]), routes: new Set(["team", "big"]) },
    places: new Set(["mood 1", "mood 2"]),
  };
  expect(nameFindings(named, all)).toEqual([]);
});

const accountIds = Array.from({ length: 40 }, (_, index) => `a${index}`);
const accounts = accountIds.map((account_id, index) => ({ account_id, arr: index < 4 ? null : 100 }));

/** A row of measure_scores per account. */
const measured = (
  measure: string,
  of: (index: number) => {
    readonly value: number | null;
    readonly points: number | null;
    readonly status?: string;
  },
) =>
  accountIds.map((account_id, index) => {
    const { value, points, status = value === null ? "no_response" : "ok" } = of(index);
    return {
      ...{ account_id, measure, scorecard: "standard", component: "usage", value, points, status },
      ...{ effective_weight: 0.5, contribution: 0.5 * (points ?? 0) },
    };
  });
const scores = (measure_scores: readonly { account_id: string; contribution: number }[]) =>
  accountIds.map((account_id) => ({
    account_id,
    ...{ scorecard: "standard", band: "green" },
    raw_score: measure_scores
      .filter((row) => row.account_id === account_id)
      .reduce((sum, { contribution }) => sum + contribution, 0),
  }));

test("the SQL counts what is known, missing and red inside green, with its revenue", async () => {
  const measure_scores = [
    ...measured("active_days_28d", (index) => ({ value: index, points: index * 2 })),
    ...measured("csat_90d", (index) => ({
      ...{ value: index < 10 ? 1 : null, points: index < 10 ? 100 : null },
      ...(index >= 35 ? { status: "not_applicable" } : {}),
    })),
  ];
  const rows = await rowsOf("lint_measures", { measure_scores, scores: scores(measure_scores), accounts });
  const [active, csat] = rows.map((row) => LintedMeasure.parse(row));
  expect(active).toMatchObject({
    ...{ measure: "active_days_28d", accounts: 40, arr: 3600, arr_unknown: 4, known: 40, missing: 0 },
    ...{ lowest_value: 0, highest_value: 39, lowest_points: 0, highest_points: 78 },
    ...{ red_in_green: 11, red_in_green_arr: 700, red_in_green_arr_unknown: 4 },
  });
  expect(csat).toMatchObject({
    ...{ measure: "csat_90d", known: 10, missing: 25, missing_status: "no_response", missing_arr: 2500 },
  });
  const bands = await rowsOf("lint_bands", { scores: scores(measure_scores), accounts });
  expect(bands).toMatchObject([
    { scorecard: "standard", band: "green", accounts: 40, arr: 3600, arr_unknown: 4 },
  ]);
});

test("the SQL finds measures that rank accounts alike, over those that have both", async () => {
  const measure_scores = [
    ...measured("active_days_28d", (index) => ({ value: index, points: 1 })),
    ...measured("key_feature_days_28d", (index) => ({ value: index < 5 ? null : index ** 3, points: 1 })),
    ...measured("csat_90d", (index) => ({ value: (index * 17) % 40, points: 1 })),
    ...measured("days_since_last_use", (index) => ({ value: -Math.floor(index / 2), points: 1 })),
    ...measured("champion_active", () => ({ value: 1, points: 1 })),
    ...measured("nps_rating_180d", (index) => ({ value: index < 19 ? index : null, points: 1 })),
  ];
  const pairs = await rowsOf("lint_pairs", { measure_scores });
  expect(
    pairs.map(({ measure, other_measure, accounts: both }) => [measure, other_measure, Number(both)]),
  ).toEqual([
    ["active_days_28d", "days_since_last_use", 40],
    ["active_days_28d", "key_feature_days_28d", 35],
    ["days_since_last_use", "key_feature_days_28d", 35],
  ]);
  const [first] = pairs.map((row) => ({
    ...{ scorecard: "standard", measure: String(row.measure), other_measure: String(row.other_measure) },
    ...{ accounts: 40, correlation: Number(row.correlation) },
  }));
  if (first === undefined) throw new Error("no pair");
  expect(first.correlation).toBeLessThan(-0.99);
  expect(kindsOf(pairFindings([first], [healthy], () => facts))).toEqual(["duplicates-another"]);
});

test("the effects of all measures of a scorecard sum to 1", async () => {
  const points = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 40, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(fc.array(points, { minLength: 2, maxLength: 4 }), async (columns) => {
      const names = ["active_days_28d", "csat_90d", "nps_rating_180d", "champion_active"];
      const measure_scores = columns.flatMap((of, place) =>
        measured(names[place] ?? "", (index) => ({ value: of[index] ?? 0, points: of[index] ?? 0 })),
      );
      const rows = await rowsOf("lint_measures", {
        measure_scores,
        scores: scores(measure_scores),
        accounts,
      });
      const effects = rows.map((row) => effectOf(LintedMeasure.parse(row)));
      if (effects.includes(undefined)) return;
      expect(effects.reduce<number>((sum, effect) => sum + (effect ?? 0), 0)).toBeCloseTo(1, 9);
    }),
    { numRuns: 8 },
  );
});
