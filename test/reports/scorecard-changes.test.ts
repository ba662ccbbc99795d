import { expect, test } from "vitest";
import { scorecardChanges } from "../../lib/reports/scorecard-changes.ts";
import type { Row } from "../../lib/warehouse/warehouse.ts";

const row = (valid_from: string, scoring_version: string, more: Row = {}): Row => ({
  ...{ valid_from, scoring_version, component: "usage", component_weight: 40, combine: "weighted_mean" },
  ...{ measure: "active_days_28d", weight: 2, points: "[[0,0],[20,100]]", fallback_points: null },
  ...{ green: 70, yellow: 45, coverage_floor: 0.5, caps: "[]", floors: "[]", ...more },
});
const labelOf = (measure: string) => (measure === "active_days_28d" ? "active days in 28" : measure);
const since = (rows: readonly Row[]) => scorecardChanges(rows, "2026-05-31", labelOf);

test("an edit of weights, points, bands and limits is a line each", () => {
  const edited = {
    component_weight: 50,
    green: 72,
    caps: '[{"name":"overdue","when":"invoices_overdue_days > 45","at_most":39}]',
  };
  expect(
    since([
      row("2026-05-01", "s1"),
      row("2026-06-02", "s2", edited),
      row("2026-06-02", "s2", { ...edited, measure: "csat_90d", weight: 1, fallback_points: 40 }),
    ]),
  ).toEqual([
    {
      on: "2026-06-02",
      differences: [
        "component usage: weight 50, was weight 40",
        "csat_90d: new, usage, weight 1, points [[0,0],[20,100]], missing 40",
        "green begins at: 72, was 70",
        'cap "overdue": new, at most 39 when invoices_overdue_days > 45',
      ],
    },
  ]);
});

test("what is gone is said, too", () => {
  const gone = since([
    row("2026-05-01", "s1"),
    row("2026-05-01", "s1", { measure: "csat_90d", weight: 1 }),
    row("2026-06-02", "s2", { points: "[[0,0],[10,100]]" }),
  ]);
  expect(gone[0]?.differences).toEqual([
    "active days in 28: usage, weight 2, points [[0,0],[10,100]], was usage, weight 2, points [[0,0],[20,100]]",
    "csat_90d: gone, was usage, weight 1, points [[0,0],[20,100]]",
  ]);
});

test("another definition of a measure has no lines; another config with the same scoring is no change", () => {
  expect(since([row("2026-05-01", "s1"), row("2026-06-02", "s2")])).toEqual([
    { on: "2026-06-02", differences: [] },
  ]);
  expect(since([row("2026-05-01", "s1"), row("2026-06-02", "s1")])).toEqual([]);
});

test("changes up to the day that is compared with are not told", () => {
  expect(since([row("2026-05-01", "s1"), row("2026-05-31", "s2", { green: 72 })])).toEqual([]);
});
