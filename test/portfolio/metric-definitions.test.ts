import { expect, test } from "vitest";
import { metricPeriods } from "../../lib/portfolio/metric-definitions.ts";
import { portfolioOf } from "./portfolio.ts";

test("the models calculate every defined metric in its unit and period, and no other", async () => {
  const counted = await portfolioOf({}, { asOf: "2024-06-30" });
  const found = counted.map(({ metric, unit, period }) => `${metric} of a ${period} in ${unit}`);
  const defined = metricPeriods.flatMap(({ period, metrics }) =>
    // CSAT has a metric per scale in use, and always one for the scale of 5.
    metrics.map(({ name, unit }) => `${name === "csat" ? "csat_5" : name} of a ${period} in ${unit}`),
  );
  expect(found.toSorted()).toEqual(defined.toSorted());
});

test("the models give an interval to exactly the metrics that are defined with one", async () => {
  const asOf = "2024-06-30";
  const month = { account_id: "a", month: "2024-06-01", was_customer: true, start_mrr: 1, end_mrr: 1 };
  const lost = { account_id: "b", month: "2024-06-01", was_customer: true, start_mrr: 1, end_mrr: 0 };
  const term = { account_id: "a", due_on: "2024-06-01", is_renewed: true, exact_mrr: 1 };
  const answered = { answers: 1, promoters: 1, detractors: 0, invitations: 1, answered_invitations: 1 };
  const rows = await portfolioOf(
    {
      account_dimensions: [{ account_id: "a", dimension: "all", dimension_value: "all" }],
      accounts: [{ account_id: "a", is_scored: true, arr: 12, seats: 1, days_to_renewal: 1 }],
      account_months: [
        { ...month, is_customer: true },
        { ...lost, is_customer: false, churned: 1 },
      ],
      due_terms: [
        { ...term, is_billing_period: false },
        { ...term, is_billing_period: true },
      ],
      account_years: [
        {
          ...{ account_id: "a", start_mrr: 1, end_mrr_at_start_rates: 1 },
          ...{ was_customer: true, is_customer: true },
        },
      ],
      scores: [{ account_id: "a", band: "red", score: 20 }],
      measures: [{ account_id: "a", measure: "active_users_28d", value: 1, status: "ok" }],
      account_feedback: [{ account_id: "a", ...answered }],
      account_csat: [{ account_id: "a", scale_max: 5, answers: 1, positive_answers: 1 }],
    },
    { asOf },
  );
  expect(rows.filter(({ value }) => value === null)).toEqual([]);
  const found = rows.filter(({ ci_low, ci_high }) => ci_low !== null && ci_high !== null);
  const defined = metricPeriods.flatMap(({ metrics }) => metrics.filter(({ interval }) => interval));
  expect(found.map(({ metric }) => metric).toSorted()).toEqual(
    defined.map(({ name }) => (name === "csat" ? "csat_5" : name)).toSorted(),
  );
});
