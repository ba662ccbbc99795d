import { expect, test } from "vitest";
import { Scorecard } from "../../../lib/config/schema.ts";
import { scorecardRows } from "../../../lib/scoring/scorecard-rows.ts";
import { type GivenRow, pick, rowsOf } from "../../support/given.ts";

const standard = Scorecard.parse({
  name: "standard",
  components: {
    usage: {
      weight: 40,
      measures: {
        active_days_28d: {
          weight: 2,
          points: [
            [0, 0],
            [20, 100],
          ],
          when_missing: { points: 30 },
        },
        mood: { points: { happy: 100, sad: 10 } },
      },
    },
  },
  bands: { green: 72.5, yellow: 45 },
  coverage_floor: 0.6,
  floors: [{ name: "new", when: "lifecycle = 'onboarding'", at_least: 50 }],
  caps: [{ name: "overdue", when: "invoices_overdue_days > 45", at_most: 39 }],
});

const versions = { config: "v2", scoring: "s2" };

function history(past: readonly GivenRow[], { config, scoring } = versions) {
  const { scorecards, scorecard_measures } = scorecardRows({ scorecards: [standard] }, { config, scoring });
  return rowsOf("scorecard_history", {
    asOf: "2024-06-30",
    previous: "2024-06-29",
    given: { scorecards, scorecard_measures, history_scorecard_history: past },
  });
}

const known = (config_version: string, scoring_version: string, valid_from: string): GivenRow => ({
  ...{ scorecard: "standard", component: "usage", measure: "active_days_28d" },
  ...{ config_version, scoring_version, valid_from, as_of_date: valid_from },
});

test("the first run adds every scorecard as the config has it", async () => {
  const rows = await history([]);
  expect(rows).toMatchObject([
    {
      ...{ scorecard: "standard", config_version: "v2", scoring_version: "s2", valid_from: "2024-06-30" },
      ...{ component: "usage", component_weight: 40, combine: "weighted_mean", measure: "active_days_28d" },
      ...{ weight: 2, points: "[[0,0],[20,100]]", fallback_points: 30 },
      ...{ green: 72.5, yellow: 45, coverage_floor: 0.6 },
      caps: '[{"name":"overdue","when":"invoices_overdue_days > 45","at_most":39}]',
      floors: '[{"name":"new","when":"lifecycle = \'onboarding\'","at_least":50}]',
    },
    { measure: "mood", points: '{"happy":100,"sad":10}', fallback_points: null },
  ]);
});

test("a run of a known config adds nothing", async () => {
  expect(await history([known("v2", "s2", "2024-06-01")])).toEqual([]);
});

test.each([
  ["an edited config", [known("v1", "s1", "2024-06-01")]],
  ["another SQL of the score", [known("v2", "s1", "2024-06-01")]],
  ["a config that comes back", [known("v2", "s2", "2024-05-01"), known("v1", "s1", "2024-06-01")]],
])("%s is valid from the run on", async (_, past) => {
  expect(pick(await history(past), "measure", "valid_from")).toEqual([
    { measure: "active_days_28d", valid_from: "2024-06-30" },
    { measure: "mood", valid_from: "2024-06-30" },
  ]);
});
