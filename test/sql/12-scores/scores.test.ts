import { describe, expect, test } from "vitest";
import { Scorecard } from "../../../lib/config/schema.ts";
import { type GivenRow, pick } from "../../support/given.ts";
import { type GivenScoring, scoresOf } from "../../support/scoring.ts";

const points = [
  [0, 0],
  [100, 100],
];
const usage = { weight: 1, measures: { active_days_28d: { points } } };
const active = (value: number, account_id = "a1"): GivenRow => ({
  ...{ account_id, measure: "active_days_28d", status: "ok", value },
});

/** The score of account a1, whose only measure has 60 points. */
async function scoreOfOne(given: Partial<GivenScoring>, components: object = { usage }) {
  const { scores } = await scoresOf({
    scorecards: [Scorecard.parse({ name: "standard", components, bands: { green: 70.3, yellow: 40 } })],
    account_inputs: [{ account_id: "a1", scorecard: "standard" }],
    measures: [active(60)],
    ...given,
  });
  const [score] = scores;
  if (score === undefined || scores.length > 1) throw new Error(`${scores.length} scores`);
  return score;
}

const limit = (kind: string, limit_name: string, limitPoints: number, holds = true): GivenRow => ({
  ...{ account_id: "a1", scorecard: "standard", kind, limit_name, points: limitPoints, holds },
});

test("a score names its scorecard and the version of its config", async () => {
  expect(await scoreOfOne({})).toEqual({
    ...{ account_id: "a1", scorecard: "standard", config_version: "v1", scoring_version: "s1" },
    ...{ raw_score: 60, floor_rule: null, floored_score: 60, computed_score: 60 },
    ...{ score: 60, band: "yellow", coverage: 1, measures_missing: 0, cap_rule: null, is_stale: false },
    ...{ previous_score: null, change_0d: null, change_1d: null, change_7d: null, change_30d: null },
    trend: null,
    ...{ override_reason: null, override_author: null, override_expires_on: null },
  });
});

describe("bands", () => {
  test.each([
    [70.3, "green"],
    [70.3 - 1e-12, "green"],
    [70.299, "yellow"],
    [40, "yellow"],
    [39.999, "red"],
    [0, "red"],
  ])("%s is %s", async (value, band) => {
    expect(await scoreOfOne({ measures: [active(value)] })).toMatchObject({ band });
  });

  test("weights 2, 2, 2, 4, 4 with points 50, 90, 30, 100, 60 are 70 and green, in any order of summing", async () => {
    const parts = [
      ...[2, 2, 2].map((weight, index) => ({ weight, value: [50, 90, 30][index] ?? 0 })),
      ...[4, 4].map((weight, index) => ({ weight, value: [100, 60][index] ?? 0 })),
    ];
    const orders = permutations(parts);
    expect(orders).toHaveLength(120);
    const names = ["active_days_28d", "usage_trend_28d", "csat_90d", "nps_rating_180d", "mrr_change_90d"];
    const { scores } = await scoresOf({
      scorecards: orders.map((order, card) =>
        Scorecard.parse({
          name: `card_${card}`,
          components: {
            all: {
              weight: 1,
              measures: Object.fromEntries(
                order.map(({ weight }, index) => [names[index] ?? "", { weight, points }]),
              ),
            },
          },
        }),
      ),
      account_inputs: orders.map((_, card) => ({ account_id: `a${card}`, scorecard: `card_${card}` })),
      measures: orders.flatMap((order, card) =>
        order.map(({ value }, index) => ({
          ...{ account_id: `a${card}`, measure: names[index] ?? "", status: "ok", value },
        })),
      ),
    });
    expect(scores.filter(({ band }) => band === "green")).toHaveLength(120);
  });

  test("an account without counted measures has no score and insufficient data", async () => {
    expect(await scoreOfOne({ measures: [], account_limits: [limit("cap", "x", 10)] })).toMatchObject({
      ...{ raw_score: null, computed_score: null, score: null, band: "insufficient_data" },
      ...{ coverage: 0, measures_missing: 1 },
    });
  });

  test("a score with too little coverage has no band", async () => {
    const components = { usage, feedback: { weight: 1.1, measures: { csat_90d: { points } } } };
    expect(await scoreOfOne({}, components)).toMatchObject({ score: 60, band: "insufficient_data" });
    const half = { usage, feedback: { weight: 1, measures: { csat_90d: { points } } } };
    expect(await scoreOfOne({}, half)).toMatchObject({ coverage: 0.5, band: "yellow", measures_missing: 1 });
  });

  test("a measure that does not apply is neither missing nor covered, and points for a missing value add no coverage", async () => {
    const csat = (status: string): GivenRow => ({ account_id: "a1", measure: "csat_90d", status });
    const measures = { csat_90d: { points, when_missing: { points: 0 } } };
    const components = { usage, feedback: { weight: 3, measures } };
    const notApplicable = await scoreOfOne({ measures: [active(60), csat("not_applicable")] }, components);
    expect(notApplicable).toMatchObject({ score: 15, coverage: 1, measures_missing: 0 });
    const noResponse = await scoreOfOne({ measures: [active(60), csat("no_response")] }, components);
    expect(noResponse).toMatchObject({ score: 15, coverage: 0.25, measures_missing: 1 });
  });
});

describe("an override", () => {
  const set = {
    account_id: "a1",
    reason: "signed",
    author: "ada",
    expires_on: "2024-07-10",
    is_active: true,
  };

  test("replaces the computed score, whatever caps it, and says who set it, why and until when", async () => {
    const given = { account_limits: [limit("cap", "overdue", 39)], overrides: [{ ...set, score: 75 }] };
    expect(await scoreOfOne(given)).toMatchObject({
      ...{ raw_score: 60, computed_score: 39, cap_rule: "overdue", score: 75, band: "green" },
      ...{ override_reason: "signed", override_author: "ada", override_expires_on: "2024-07-10" },
    });
  });

  test("that is not active is none", async () => {
    const overrides = [{ ...set, score: 75, is_active: false }];
    expect(await scoreOfOne({ overrides })).toMatchObject({ score: 60, override_reason: null });
  });

  test("makes no known account of one without data", async () => {
    const overrides = [{ ...set, score: 75 }];
    expect(await scoreOfOne({ measures: [], overrides })).toMatchObject({
      ...{ score: null, band: "insufficient_data", override_reason: null },
    });
    const components = { usage, feedback: { weight: 1.1, measures: { csat_90d: { points } } } };
    expect(await scoreOfOne({ overrides }, components)).toMatchObject({
      score: 75,
      band: "insufficient_data",
    });
  });
});

describe("floors and caps", () => {
  const scoreWith = (...account_limits: GivenRow[]) => scoreOfOne({ account_limits });

  test("a floor raises the score, and a cap limits it even so", async () => {
    expect(await scoreWith(limit("floor", "new", 75))).toMatchObject({
      ...{ raw_score: 60, score: 75, band: "green", cap_rule: null },
    });
    expect(await scoreWith(limit("floor", "new", 75), limit("cap", "overdue", 39))).toMatchObject({
      ...{ raw_score: 60, floored_score: 75, score: 39, band: "red", floor_rule: "new", cap_rule: "overdue" },
    });
  });

  test("the highest floor and the lowest cap apply", async () => {
    expect(await scoreWith(limit("floor", "a", 61), limit("floor", "b", 62))).toMatchObject({
      ...{ score: 62, floor_rule: "b", floored_score: 62 },
    });
    expect(
      await scoreWith(limit("cap", "a", 30), limit("cap", "b", 20), limit("cap", "c", 20)),
    ).toMatchObject({ score: 20, cap_rule: "b" });
  });

  test("a floor or cap whose condition is false, or that is not reached, changes nothing", async () => {
    expect(await scoreWith(limit("cap", "a", 10, false), limit("floor", "b", 99, false))).toMatchObject({
      ...{ score: 60, cap_rule: null },
    });
    expect(await scoreWith(limit("cap", "a", 90), limit("floor", "b", 10))).toMatchObject({
      ...{ score: 60, cap_rule: "a" },
    });
  });
});

describe("changes", () => {
  const past = (as_of_date: string, score: number | null, account_id = "a1"): GivenRow => ({
    ...{ as_of_date, account_id, score },
  });
  const changesWith = async (history_scores: readonly GivenRow[], previous?: string) => {
    const score = await scoreOfOne({ history_scores, ...(previous === undefined ? {} : { previous }) });
    return pick([score], "change_0d", "change_1d", "change_7d", "change_30d", "trend")[0];
  };
  const none = { change_0d: null, change_1d: null, change_7d: null, change_30d: null, trend: null };

  test("compare with the previous run, and with the newest day at least as old as the horizon", async () => {
    expect(
      await changesWith(
        [
          past("2024-06-29", 61),
          past("2024-06-28", 99),
          past("2024-06-23", 50),
          past("2024-06-22", 99),
          past("2024-05-31", 65),
          past("2024-05-30", 99),
        ],
        "2024-06-29",
      ),
    ).toEqual({ change_0d: -1, change_1d: -1, change_7d: 10, change_30d: -5, trend: "declining" });
  });

  test("bridge missed days up to twice the horizon", async () => {
    const oldest = [past("2024-06-28", 50), past("2024-06-16", 40), past("2024-05-01", 58)];
    expect(await changesWith(oldest, "2024-06-28")).toEqual({
      ...{ change_0d: 10, change_1d: 10, change_7d: 20, change_30d: 2, trend: "stable" },
    });
    const tooOld = [past("2024-06-27", 50), past("2024-06-15", 40), past("2024-04-30", 30)];
    expect(await changesWith(tooOld, "2024-06-27")).toEqual({ ...none, change_0d: 10 });
  });

  test("are unknown without a score on the compared day, even with an earlier one", async () => {
    const others = [past("2024-06-23", 50, "a2"), past("2024-06-29", null), past("2024-06-22", 50)];
    expect(await changesWith(others, "2024-06-29")).toEqual(none);
  });

  test("are unknown on the first day", async () => {
    expect(await changesWith([])).toEqual(none);
  });

  test.each([
    [55, "improving"],
    [55 + 1e-12, "improving"],
    [55.1, "stable"],
    [64.9, "stable"],
    [65, "declining"],
  ])("from %s thirty days ago the account is %s", async (score, trend) => {
    expect(await changesWith([past("2024-05-31", score)])).toMatchObject({ trend });
  });
});

test("a score is stale if one of its measures is held, or is missing because its source is stale", async () => {
  const components = { usage, feedback: { weight: 1, measures: { csat_90d: { points } } } };
  for (const [status, is_stale] of [
    ["held", true],
    ["source_stale", true],
    ["no_response", false],
  ] as const) {
    const value = status === "held" ? 50 : null;
    const csat: GivenRow = { account_id: "a1", measure: "csat_90d", status, value };
    expect(await scoreOfOne({ measures: [active(60), csat] }, components)).toMatchObject({ is_stale });
  }
});

const permutations = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  all.length === 0
    ? [[]]
    : all.flatMap((first, index) => permutations(all.toSpliced(index, 1)).map((rest) => [first, ...rest]));
