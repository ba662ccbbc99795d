import { expect, test } from "vitest";
import type { Explanation } from "../../lib/reports/explain.ts";
import { explanationLines } from "../../lib/reports/explanation-lines.ts";
import type { Row } from "../../lib/warehouse/warehouse.ts";

const nothing = { changes: [], components: [], measures: [], absent: [], alerts: [], untold: [] };
const scoreLine = (account: Row): string | undefined => {
  const found = { account_id: "a", name: "Acme", as_of_date: "2026-11-26", score: null, ...account };
  return explanationLines({ ...nothing, account: found } satisfies Explanation)[3];
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
