import { describe, expect, test } from "vitest";
import { Scorecard, type ScoredMeasure } from "../../../lib/config/schema.ts";
import { type GivenRow, pick } from "../../support/given.ts";
import { scoresOf } from "../../support/scoring.ts";

const days: { points: [number, number][] } = {
  points: [
    [0, 0],
    [0.3, 40],
    [20, 100],
  ],
};

/** The measure scores of account a1 on a scorecard of the given components. */
async function measureScoresOf(components: object, measures: readonly GivenRow[]) {
  const { measure_scores } = await scoresOf({
    scorecards: [Scorecard.parse({ name: "standard", components })],
    account_inputs: [{ account_id: "a1", scorecard: "standard" }],
    measures: measures.map((measure) => ({ account_id: "a1", status: "ok", ...measure })),
  });
  return measure_scores;
}

/** The points of values of active_days_28d, in one portfolio. */
async function pointsOf(values: readonly number[], points: ScoredMeasure["points"]) {
  const components = { usage: { weight: 1, measures: { active_days_28d: { points } } } };
  const accounts = values.map((value, index) => ({ account_id: `a${index}`, value }));
  const { measure_scores } = await scoresOf({
    scorecards: [Scorecard.parse({ name: "standard", components })],
    account_inputs: accounts.map(({ account_id }) => ({ account_id, scorecard: "standard" })),
    measures: accounts.map((account) => ({ measure: "active_days_28d", status: "ok", ...account })),
  });
  return measure_scores.map((row) => Number(Number(row.points).toFixed(9)));
}

describe("points", () => {
  test("are interpolated between breakpoints and constant outside them", async () => {
    expect(await pointsOf([-5, 0, 0.15, 0.3, 10.15, 20, 1e9], days.points)).toEqual([
      0, 0, 20, 40, 70, 100, 100,
    ]);
    expect(
      await pointsOf(
        [9, 10, 15, 20, 21],
        [
          [10, 90],
          [20, 5],
        ],
      ),
    ).toEqual([90, 90, 47.5, 5, 5]);
  });

  test("ignore floating-point error beyond nine decimals", async () => {
    expect(
      await pointsOf(
        [0.1 + 0.2, 0.3 - 1e-12],
        [
          [0.3, 10],
          [0.3000001, 90],
        ],
      ),
    ).toEqual([10, 10]);
  });
});

describe("steps", () => {
  test("end with their value or before it, and the last is for the rest", async () => {
    const steps = [{ up_to: 5, points: 100 }, { below: 20, points: 50 }, { points: 0 }];
    const values = [-1e9, 0, 5 - 1e-9, 5, 5 + 1e-12, 5 + 2e-9, 19.999999999, 20, 20 - 1e-12, 1e12];
    expect(await pointsOf(values, steps)).toEqual([100, 100, 100, 100, 100, 50, 50, 0, 0, 0]);
  });

  test("end where they say at zero, at large values and below zero", async () => {
    for (const end of [0, 1, -1, 0.3, -0.3, 123_456_789.5, -123_456_789.5, 9e15, -9e15]) {
      const next = end + Math.max(Math.abs(end) * 1e-12, 1e-8);
      const upTo = [{ up_to: end, points: 10 }, { points: 90 }];
      expect(await pointsOf([end, next], upTo), `up_to ${end}`).toEqual([10, 90]);
      const below = [{ below: end, points: 10 }, { points: 90 }];
      expect(await pointsOf([end, next], below), `below ${end}`).toEqual([90, 90]);
    }
  });
});

test("every value gets the points of one breakpoint or step, also on it", async () => {
  const points: [number, number][] = [
    [0, 5],
    [10, 35],
    [20, 100],
  ];
  expect(await pointsOf([0, 10, 20], points)).toEqual([5, 35, 100]);
});

describe("weights", () => {
  const components = {
    usage: { weight: 40, measures: { active_days_28d: { weight: 2, ...days }, usage_trend_28d: days } },
    feedback: { weight: 60, measures: { csat_90d: days } },
  };
  const active = { measure: "active_days_28d", value: 20 };
  const weightsOf = async (measures: readonly GivenRow[]) =>
    pick(await measureScoresOf(components, measures), "measure", "effective_weight", "contribution");

  test("are those of the scorecard when every measure has a value", async () => {
    const rows = await weightsOf([
      active,
      { measure: "usage_trend_28d", value: 0 },
      { measure: "csat_90d", value: 0.3 },
    ]);
    expect(rows.map(({ measure }) => measure)).toEqual(["active_days_28d", "csat_90d", "usage_trend_28d"]);
    expect(rows[0]?.effective_weight).toBeCloseTo((0.4 * 2) / 3, 12);
    expect(rows[0]?.contribution).toBeCloseTo((40 * 2) / 3, 12);
    expect(rows[1]?.effective_weight).toBeCloseTo(0.6, 12);
    expect(rows[1]?.contribution).toBeCloseTo(24, 12);
    expect(rows[2]?.effective_weight).toBeCloseTo(0.4 / 3, 12);
    expect(rows[2]?.contribution).toBe(0);
  });

  test("of missing measures go first to the rest of their component, then to the others", async () => {
    const missing = { measure: "usage_trend_28d", value: null, status: "not_applicable" };
    expect(await weightsOf([active, missing])).toEqual([
      { measure: "active_days_28d", effective_weight: 1, contribution: 100 },
      { measure: "csat_90d", effective_weight: 0, contribution: 0 },
      { measure: "usage_trend_28d", effective_weight: 0, contribution: 0 },
    ]);
  });

  test("are all 0 when no measure has a value", async () => {
    const rows = await measureScoresOf(components, []);
    expect(pick(rows, "effective_weight", "points", "status")).toEqual(
      Array(3).fill({ effective_weight: 0, points: null, status: "never_connected" }),
    );
  });
});

test("a missing value gets the points that the scorecard gives it, and is marked", async () => {
  const measured = { weight: 1, ...days, when_missing: { points: 25 } };
  const components = { feedback: { weight: 1, measures: { csat_90d: measured, nps_rating_180d: days } } };
  const rows = await measureScoresOf(components, [
    { measure: "csat_90d", value: null, status: "no_response" },
    { measure: "nps_rating_180d", value: 20, status: "held" },
  ]);
  expect(pick(rows, "measure", "points", "effective_weight", "status", "is_fallback")).toEqual([
    { measure: "csat_90d", points: 25, effective_weight: 0.5, status: "no_response", is_fallback: true },
    { measure: "nps_rating_180d", points: 100, effective_weight: 0.5, status: "held", is_fallback: false },
  ]);
});

describe("a component that combines by", () => {
  const points = [
    [0, 0],
    [100, 100],
  ];
  const measures = {
    active_days_28d: { weight: 9, points },
    usage_trend_28d: { points },
    csat_90d: { points },
  };
  const setBy = async (combine: string, values: readonly (number | null)[]) => {
    const components = {
      usage: { weight: 30, combine, measures },
      support: { weight: 10, measures: { urgent_open_tickets: { points } } },
    };
    const given = Object.keys(measures).map((measure, index) => {
      const value = values[index] ?? null;
      return { measure, value, status: value === null ? "source_stale" : "ok" };
    });
    const rows = await measureScoresOf(components, [...given, { measure: "urgent_open_tickets", value: 80 }]);
    return Object.keys(measures).map(
      (name) => rows.find(({ measure }) => measure === name)?.effective_weight,
    );
  };

  test("lowest has the weight of the measure with the lowest points, whatever its own weight", async () => {
    expect(await setBy("lowest", [70, 20, 60])).toEqual([0, 0.75, 0]);
    expect(await setBy("lowest", [70, null, 60])).toEqual([0, 0, 0.75]);
  });

  test("highest has that of the measure with the highest points", async () => {
    expect(await setBy("highest", [70, 20, 60])).toEqual([0.75, 0, 0]);
  });

  test("either has equal parts of measures that are equal within nine decimals", async () => {
    expect(await setBy("lowest", [20, 20 + 1e-12, 60])).toEqual([0.375, 0.375, 0]);
  });

  test("either does not count when none of its measures does", async () => {
    expect(await setBy("lowest", [])).toEqual([0, 0, 0]);
  });
});
