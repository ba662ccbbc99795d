import { expect, test } from "vitest";
import type { Explanation } from "../../lib/reports/explain.ts";
import { explanationLines } from "../../lib/reports/explanation/lines.ts";
import type { Row } from "../../lib/warehouse/warehouse.ts";

const nothing = {
  ...{ changes: [], since: null, scorecard_changes: [], evidence: null, to_green: null },
  ...{ components: [], lenses: [], measures: [], absent: [], alerts: [], untold: [] },
  ...{ currency: "USD", bands: null, is_thinned: false },
};
const scoreLine = (account: Row): string | undefined => {
  const found = { account_id: "a", name: "Acme", as_of_date: "2026-11-26", score: null, ...account };
  return explanationLines({ ...nothing, account: found } satisfies Explanation).find((line) =>
    line.includes("core"),
  );
};

test.each([
  [
    { scorecard: null, lifecycle: "churned", churned_on: "2026-11-10", churn_reason: "price" },
    "Not scored on 26 November: it churned on 10 November (price).",
  ],
  [
    { scorecard: null, lifecycle: "churned", churned_on: "2026-11-10", churn_reason: null },
    "Not scored on 26 November: it churned on 10 November.",
  ],
  [
    { scorecard: null, lifecycle: "prospect", churned_on: null, churn_reason: null },
    "Not scored on 26 November: its lifecycle is prospect.",
  ],
  [
    { scorecard: "standard", lifecycle: "active" },
    "No score on 26 November: no measure of the scorecard standard counts.",
  ],
])("an account without a score says why: %#", (account, line) => {
  expect(scoreLine(account)).toBe(line);
});

test("each lens is a line beneath the score", () => {
  const lens = { lens: "adoption", scorecard: "adoption_rest", coverage: 0.75 };
  const lenses = [
    { ...lens, score: 58.25, band: "yellow", change_7d: -4.2 },
    { ...lens, lens: "product_b", score: 12, band: "insufficient_data", change_7d: null },
    { ...lens, lens: "risk", score: null, band: "insufficient_data", coverage: null, change_7d: null },
  ];
  const account = {
    account_id: "a",
    name: "Acme",
    as_of_date: "2026-11-26",
    score: null,
    scorecard: "standard",
  };
  expect(explanationLines({ ...nothing, lenses, account }).slice(3, 7)).toEqual([
    "Adoption: 58.3, yellow, −4.2 points in 7 days (scorecard adoption_rest, coverage",
    "  75 %)",
    "Product b: 12.0, insufficient data (scorecard adoption_rest, coverage 75 %)",
    "Risk: no score (scorecard adoption_rest, coverage 0 %)",
  ]);
});
