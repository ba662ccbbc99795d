import { wilson } from "./intervals.ts";
import { during, type MetricFamily, ratio, total } from "./metric.ts";

const countOf = (where: string): string => `cast(count(*) filter (where ${where}) as double)`;
const arrOf = (where: string): string => `coalesce(cast(sum(arr) filter (where ${where}) as double), 0)`;

/** Renewals of the terms due in a month; the rates are complete once the grace period of all terms is over. */
export const renewalMetrics: MetricFamily = {
  sums: {
    terms: countOf("not is_billing_period"),
    terms_renewed: countOf("not is_billing_period and is_renewed"),
    terms_undecided: countOf("not is_billing_period and not is_decided"),
    priced_terms: countOf("not is_billing_period and arr is not null"),
    unpriced_terms: countOf("not is_billing_period and arr is null"),
    arr_due: arrOf("not is_billing_period"),
    arr_renewed: arrOf("not is_billing_period and is_renewed"),
    billing_periods: countOf("is_billing_period"),
    billing_periods_renewed: countOf("is_billing_period and is_renewed"),
  },
  metrics: during("month", [
    ratio({
      name: "renewal_rate",
      unit: "share",
      numerator: "terms_renewed",
      denominator: "terms",
      sample: "terms",
      sampleOf: "terms",
      interval: wilson("terms_renewed", "terms"),
      formula:
        "terms renewed / terms due in the month, for terms of at least `shortest_term_days`; renewed means that the " +
        "subscription ran on, or another one of the account started within `grace_days` of its end",
    }),
    ratio({
      name: "renewal_rate_arr",
      unit: "share",
      numerator: "arr_renewed",
      denominator: "arr_due",
      sample: "priced_terms",
      sampleOf: "terms",
      leftOut: "unpriced_terms",
      formula: "ARR of the terms renewed / ARR of the terms due, for the terms of renewal_rate",
    }),
    total({
      name: "terms_undecided",
      unit: "terms",
      value: "terms_undecided",
      sample: "terms",
      sampleOf: "terms",
      formula:
        "terms of renewal_rate that are not renewed but still in their grace period; renewal_rate counts them as due",
    }),
    ratio({
      name: "billing_period_renewal_rate",
      unit: "share",
      numerator: "billing_periods_renewed",
      denominator: "billing_periods",
      sample: "billing_periods",
      sampleOf: "terms",
      interval: wilson("billing_periods_renewed", "billing_periods"),
      formula: "the same rate for terms shorter than `shortest_term_days`, which renewal_rate leaves out",
    }),
  ]),
};
