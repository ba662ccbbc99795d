import { expect, test } from "vitest";
import { Scorecard } from "../../../lib/config/schema.ts";
import { scoresOf } from "../../support/scoring.ts";

test("a component's points are the mean of its counted measures, and its coverage the share of applicable weight with a value", async () => {
  const points = [
    [0, 0],
    [100, 100],
  ];
  const components = {
    usage: {
      weight: 30,
      measures: {
        active_days_28d: { weight: 3, points },
        usage_trend_28d: { weight: 1, points, when_missing: { points: 20 } },
        days_since_last_use: { weight: 4, points },
      },
    },
    support: { weight: 10, measures: { tickets_per_seat_28d: { points } } },
    financial: { weight: 5, measures: { mrr_change_90d: { points } } },
  };
  const given = (measure: string, status: string, value: number | null) => ({
    ...{ account_id: "a1", measure, status, value },
  });
  const { component_scores } = await scoresOf({
    scorecards: [Scorecard.parse({ name: "standard", components })],
    account_inputs: [{ account_id: "a1", scorecard: "standard" }],
    measures: [
      given("active_days_28d", "ok", 80),
      given("usage_trend_28d", "source_stale", null),
      given("days_since_last_use", "not_applicable", null),
      given("tickets_per_seat_28d", "no_response", null),
      given("mrr_change_90d", "not_applicable", null),
    ],
  });
  const common = { account_id: "a1", scorecard: "standard" };
  const nothing = { ...common, points: null, effective_weight: 0, contribution: 0 };
  expect(component_scores).toEqual([
    { ...nothing, component: "financial", weight: 5, coverage: null },
    { ...nothing, component: "support", weight: 10, coverage: 0 },
    {
      ...{ ...common, component: "usage", weight: 30, points: (3 * 80 + 20) / 4, coverage: 0.75 },
      ...{ effective_weight: 1, contribution: 65 },
    },
  ]);
});
