import { expect, test } from "vitest";
import { Scorecard } from "../../lib/config/schema.ts";
import { measureRows } from "../../lib/measures/measure-rows.ts";
import { measureDefinitions } from "../../lib/scoring/measures.ts";
import { scorecardRows } from "../../lib/scoring/scorecard-rows.ts";

const versions = { config: "v1", scoring: "s1" };

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
            [4, 40],
            [20, 100],
          ],
        },
        mood: { points: { happy: 100, sad: 10 }, when_missing: { points: 50 } },
      },
    },
  },
  floors: [{ name: "new", when: "lifecycle = 'onboarding'", at_least: 50 }],
  caps: [{ name: "overdue", when: "invoices_overdue_days > 45", at_most: 39 }],
});

test("a scorecard becomes rows with its position and version", () => {
  const rows = scorecardRows(
    { scorecards: [{ ...standard, name: "small" }, standard] },
    { config: "v7", scoring: "s7" },
  );
  const limits = {
    caps: '[{"name":"overdue","when":"invoices_overdue_days > 45","at_most":39}]',
    floors: '[{"name":"new","when":"lifecycle = \'onboarding\'","at_least":50}]',
  };
  expect(rows.scorecards).toEqual([
    {
      scorecard: "small",
      position: 1,
      config_version: "v7",
      scoring_version: "s7",
      green: 70,
      yellow: 40,
      coverage_floor: 0.5,
      ...limits,
    },
    {
      scorecard: "standard",
      position: 2,
      config_version: "v7",
      scoring_version: "s7",
      green: 70,
      yellow: 40,
      coverage_floor: 0.5,
      ...limits,
    },
  ]);
});

test("each measure has its weights, and the points for a missing value if the config gives them", () => {
  const common = {
    scorecard: "standard",
    component: "usage",
    component_weight: 40,
    combine: "weighted_mean",
  };
  expect(scorecardRows({ scorecards: [standard] }, versions).scorecard_measures).toEqual([
    {
      ...common,
      measure: "active_days_28d",
      weight: 2,
      points: "[[0,0],[4,40],[20,100]]",
      fallback_points: null,
    },
    { ...common, measure: "mood", weight: 1, points: '{"happy":100,"sad":10}', fallback_points: 50 },
  ]);
});

test("breakpoints become adjoining ranges, and words the places that they have in their list", () => {
  const words = new Map([["mood", ["Sad", "Happy"]]]);
  const points = scorecardRows({ scorecards: [standard] }, versions, words).scorecard_points.map(
    ({ measure, word, value_from, value_to, points_from, points_to }) =>
      [measure, word, value_from, value_to, points_from, points_to] as const,
  );
  expect(points).toEqual([
    ["active_days_28d", null, null, 0, 0, 0],
    ["active_days_28d", null, 0, 4, 0, 40],
    ["active_days_28d", null, 4, 20, 40, 100],
    ["active_days_28d", null, 20, null, 100, 100],
    ["mood", "happy", 2, 3, 100, 100],
    ["mood", "sad", 1, 2, 10, 10],
  ]);
});

test("floors and caps are numbered in the order that they apply", () => {
  expect(scorecardRows({ scorecards: [standard] }, versions).scorecard_limits).toEqual([
    {
      ...{ scorecard: "standard", limit_name: "new", kind: "floor", position: 1, points: 50 },
      holds_when: "lifecycle = 'onboarding'",
    },
    {
      ...{ scorecard: "standard", limit_name: "overdue", kind: "cap", position: 2, points: 39 },
      holds_when: "invoices_overdue_days > 45",
    },
  ]);
});

test("every measure is defined once, with a description of what it counts", () => {
  const { measure_definitions, measure_entities } = measureRows(
    measureDefinitions,
    new Map([["active_days_28d", "d1"]]),
  );
  expect(new Set(measure_definitions.map(({ measure }) => measure)).size).toBe(measureDefinitions.length);
  expect(measure_definitions[0]).toEqual({
    ...{ measure: "active_days_28d", label: "active days in 28", family: "usage", unit: "days" },
    ...{ words: null, becomes_one: null, becomes_zero: null, is_higher_better: true, moved_by: "customer" },
    hold_days: 7,
    definition: "d1",
  });
  expect(measure_entities[0]).toEqual({ measure: "active_days_28d", entity: "usage" });
});
