import { wilson } from "./intervals.ts";
import { during, type MetricFamily, ratio } from "./metric.ts";

const isPriced = "start_mrr is not null and end_mrr is not null";
const cohort = {
  unit: "share",
  denominator: "start",
  sample: "priced_customers",
  sampleOf: "accounts",
  leftOut: "unpriced_customers",
  absence: "case when cohort_accounts = 0 then 'too_little_history' end",
} as const;

/** Metrics between two dates 12 months apart, by the dimension's value on the first of them. */
export const yearMetrics: MetricFamily = {
  sums: {
    customers: "cast(count(*) filter (where was_customer) as double)",
    lost: "cast(count(*) filter (where was_customer and not is_customer) as double)",
    priced_customers: `cast(count(*) filter (where was_customer and ${isPriced}) as double)`,
    unpriced_customers: `cast(count(*) filter (where was_customer and not (${isPriced})) as double)`,
    start: `coalesce(cast(sum(start_mrr) filter (where ${isPriced}) as double), 0)`,
    kept: `coalesce(cast(sum(case when end_mrr < start_mrr then end_mrr else start_mrr end) filter (where ${isPriced}) as double), 0)`,
    after: `coalesce(cast(sum(end_mrr) filter (where ${isPriced} and start_mrr > 0) as double), 0)`,
  },
  metrics: during("last_12_months", [
    ratio({
      ...cohort,
      name: "logo_churn_12m",
      numerator: "lost",
      denominator: "customers",
      sample: "customers",
      leftOut: "0",
      interval: wilson("lost", "customers"),
      formula:
        "customers 12 months before the end that have churned by the end / customers 12 months before the end",
    }),
    ratio({
      ...cohort,
      name: "grr_12m",
      numerator: "kept",
      formula:
        "Σ min(MRR at the end, MRR 12 months before) / Σ MRR 12 months before, per account, at the earlier exchange " +
        "rates; revenue lost and won back in between does not show, so it differs from the product of twelve monthly grr",
    }),
    ratio({
      ...cohort,
      name: "nrr_12m",
      numerator: "after",
      formula:
        "Σ MRR at the end / Σ MRR 12 months before, over the accounts that paid 12 months before, at the earlier exchange rates",
    }),
  ]),
};
