import { adjustedWald, wilson } from "./intervals.ts";
import { during, type MetricFamily, ratio, total } from "./metric.ts";

const isAtRisk = "band in ('red', 'yellow')";
const isRenewing = "days_to_renewal between 0 and 90";
const isUsedBySeats = "seats > 0 and active_users is not null";

const countOf = (where: string): string => `cast(count(*) filter (where ${where}) as double)`;
const sumOf = (column: string, where = "account_id is not null"): string =>
  `coalesce(cast(sum(${column}) filter (where ${where}) as double), 0)`;

const accounts = { unit: "accounts", sample: "accounts", sampleOf: "accounts" } as const;
const revenue = { unit: "currency", sample: "priced", sampleOf: "accounts", leftOut: "unpriced" } as const;

/** Rounds once, at the end: a twelfth of most yearly prices is not a whole number of cents. */
const annual = (mrr: string): string => `round(12 * ${mrr}, 2)`;

const stocks = during("day", [
  total({ ...accounts, name: "accounts", value: "accounts", formula: "customers" }),
  total({ ...revenue, name: "mrr", value: "mrr", formula: "MRR of the customers" }),
  total({ ...revenue, name: "arr", value: annual("mrr"), formula: "twelve times MRR, rounded to the cent" }),
  total({
    ...accounts,
    name: "accounts_at_risk",
    value: "at_risk",
    formula: "customers whose band is yellow or red",
  }),
  total({
    ...revenue,
    name: "arr_at_risk",
    value: annual("mrr_at_risk"),
    sample: "priced_at_risk",
    leftOut: "unpriced_at_risk",
    formula: "ARR of the customers whose band is yellow or red",
  }),
  total({
    ...revenue,
    name: "arr_renewing_90d",
    value: annual("mrr_renewing"),
    sample: "priced_renewing",
    leftOut: "unpriced_renewing",
    formula: "ARR of the customers whose next term ends within 90 days",
  }),
  total({
    ...revenue,
    name: "arr_renewing_90d_at_risk",
    value: annual("mrr_renewing_at_risk"),
    sample: "priced_renewing_at_risk",
    leftOut: "unpriced_renewing_at_risk",
    formula: "ARR of the customers whose next term ends within 90 days and whose band is yellow or red",
  }),
  ratio({
    name: "mean_score",
    unit: "score",
    numerator: "score_sum",
    denominator: "scored",
    sample: "scored",
    sampleOf: "accounts",
    formula: "Σ score / customers with a score, except those with insufficient_data",
  }),
]);

const feedback = during("last_180_days", [
  {
    name: "nps",
    unit: "points",
    isRate: true,
    value: "100 * (promoters - detractors) / nullif(answers, 0)",
    numerator: "promoters - detractors",
    denominator: "answers",
    sample: "answers",
    sampleOf: "answers",
    interval: adjustedWald("promoters", "detractors", "answers"),
    formula:
      "100 * (promoters - detractors) / answers; promoters answered 9 or 10, detractors 0 to 6; counting the latest " +
      "answer of each contact of a customer",
  },
  {
    name: "nps_variance",
    unit: "points squared",
    isRate: true,
    value:
      "10000 * ((promoters + detractors) / nullif(answers, 0) - power((promoters - detractors) / nullif(answers, 0), 2))",
    sample: "answers",
    sampleOf: "answers",
    formula:
      "the population variance of the answers, with promoters as 100, detractors as -100 and others as 0",
  },
  {
    name: "nps_standard_error",
    unit: "points",
    isRate: true,
    value:
      "100 * sqrt(((promoters + detractors) / nullif(answers, 0) - power((promoters - detractors) / nullif(answers, 0), 2)) / nullif(answers, 0))",
    sample: "answers",
    sampleOf: "answers",
    formula: "the square root of nps_variance / answers",
  },
  ratio({
    name: "response_rate",
    unit: "share",
    numerator: "answered_invitations",
    denominator: "invitations",
    sample: "invitations",
    sampleOf: "invitations",
    interval: wilson("answered_invitations", "invitations"),
    formula:
      "survey invitations answered / survey invitations sent to customers; an invitation less than 14 days old counts " +
      "only if it was answered",
  }),
]);

const usage = during("last_28_days", [
  ratio({
    name: "adoption",
    unit: "share",
    numerator: "active_users",
    denominator: "used_seats",
    sample: "accounts_with_seats",
    sampleOf: "accounts",
    formula:
      "active_users_28d / seats, over the customers with seats and known users; above 1 when there are more users than " +
      "seats",
  }),
]);

/** Metrics of the customers on D, by the dimension's value on D. */
export const dayMetrics: MetricFamily = {
  sums: {
    accounts: countOf("account_id is not null"),
    priced: countOf("mrr is not null"),
    unpriced: countOf("account_id is not null and mrr is null"),
    mrr: sumOf("mrr"),
    at_risk: countOf(isAtRisk),
    priced_at_risk: countOf(`${isAtRisk} and mrr is not null`),
    unpriced_at_risk: countOf(`${isAtRisk} and mrr is null`),
    mrr_at_risk: sumOf("mrr", isAtRisk),
    priced_renewing: countOf(`${isRenewing} and mrr is not null`),
    unpriced_renewing: countOf(`${isRenewing} and mrr is null`),
    mrr_renewing: sumOf("mrr", isRenewing),
    priced_renewing_at_risk: countOf(`${isRenewing} and ${isAtRisk} and mrr is not null`),
    unpriced_renewing_at_risk: countOf(`${isRenewing} and ${isAtRisk} and mrr is null`),
    mrr_renewing_at_risk: sumOf("mrr", `${isRenewing} and ${isAtRisk}`),
    scored: countOf("score is not null"),
    score_sum: sumOf("score"),
    answers: sumOf("answers"),
    promoters: sumOf("promoters"),
    detractors: sumOf("detractors"),
    invitations: sumOf("invitations"),
    answered_invitations: sumOf("answered_invitations"),
    accounts_with_seats: countOf(isUsedBySeats),
    used_seats: sumOf("seats", isUsedBySeats),
    active_users: sumOf("active_users", isUsedBySeats),
  },
  metrics: [...stocks, ...feedback, ...usage],
};
