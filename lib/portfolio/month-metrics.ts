import { through, throughFalling, wilson } from "./intervals.ts";
import { during, type MetricFamily, ratio, total } from "./metric.ts";

/** The columns of a month's accounts that the metrics read, with their types. */
export const monthFacts = {
  was_customer: "boolean",
  is_customer: "boolean",
  is_priced: "boolean",
  start_mrr: "decimal(28,10)",
  new: "decimal(28,10)",
  reactivated: "decimal(28,10)",
  expansion: "decimal(28,10)",
  contraction: "decimal(28,10)",
  churned: "decimal(28,10)",
  fx: "decimal(28,10)",
  reassigned: "decimal(28,10)",
  end_mrr: "decimal(28,10)",
} as const;

const moneySum = (column: string, where = "is_priced"): string =>
  `coalesce(cast(sum(${column}) filter (where ${where}) as double), 0)`;
const countOf = (where: string): string => `cast(count(*) filter (where ${where}) as double)`;

const money = { unit: "currency", sample: "priced", sampleOf: "accounts", leftOut: "unpriced" } as const;
const cohort = {
  unit: "share",
  sample: "priced_customers",
  sampleOf: "accounts",
  leftOut: "unpriced_customers",
} as const;

const churn = wilson("lost", "customers");
const annualised = (monthly: string): string => `1 - power(1 - (${monthly}), 12)`;
const monthlyChurn = "lost / nullif(customers, 0)";
const arpa = "customer_mrr / nullif(priced_customers, 0)";

const marginOfMonth = `gross_margin * ${arpa}`;

/** The expected lifetime in months is 1 / churn, so its sample is the number of churned customers. */
const lifetime = (churnShare: string): string => `${marginOfMonth} / nullif(${churnShare}, 0)`;
const isCapped = `${monthlyChurn} < 1e0 / 60`;
const atLeastCap = (churnShare: string): string =>
  `case when ${churnShare} < 1e0 / 60 then 1e0 / 60 else ${churnShare} end`;

const cltv = { unit: "currency", numerator: marginOfMonth, leftOut: "unpriced_customers" } as const;
const noMargin = "when gross_margin is null then 'no_gross_margin'";
const noPrices = "when priced_customers = 0 and unpriced_customers > 0 then 'unknown_prices'";

const movements = during("month", [
  total({ ...money, name: "mrr_start", value: "mrr_start", formula: "MRR at the start of the month" }),
  total({
    ...money,
    name: "mrr_new",
    value: "mrr_new",
    formula: "MRR at the end of accounts that never paid before",
  }),
  total({
    ...money,
    name: "mrr_reactivated",
    value: "mrr_reactivated",
    formula: "MRR at the end of accounts that paid in the past, but not at the start",
  }),
  total({
    ...money,
    name: "mrr_expansion",
    value: "mrr_expansion",
    formula: "increase of MRR of accounts that paid at the start, at the exchange rates of the start",
  }),
  total({
    ...money,
    name: "mrr_contraction",
    value: "mrr_contraction",
    formula: "decrease of MRR of accounts that still pay at the end, at the exchange rates of the start",
  }),
  total({
    ...money,
    name: "mrr_churned",
    value: "mrr_churned",
    formula: "MRR at the start of accounts that no longer pay at the end",
  }),
  total({
    ...money,
    name: "mrr_fx",
    value: "mrr_fx",
    formula: "change of MRR caused by exchange rates; signed",
  }),
  total({
    ...money,
    name: "mrr_reassigned",
    value: "mrr_reassigned",
    formula:
      "MRR of subscriptions reassigned from other accounts, less that of subscriptions reassigned to others; signed",
  }),
  total({
    ...money,
    name: "mrr_end",
    value: "mrr_end",
    formula:
      "MRR at the end: mrr_start + mrr_new + mrr_reactivated + mrr_expansion - mrr_contraction - mrr_churned " +
      "+ mrr_fx + mrr_reassigned",
  }),
]);

const retention = during("month", [
  ratio({
    name: "logo_churn",
    unit: "share",
    numerator: "lost",
    denominator: "customers",
    sample: "customers",
    sampleOf: "accounts",
    interval: churn,
    formula: "customers at the start who have churned by the end / customers at the start",
  }),
  {
    name: "logo_churn_annualised",
    unit: "share",
    isRate: true,
    value: annualised(monthlyChurn),
    numerator: "lost",
    denominator: "customers",
    sample: "customers",
    sampleOf: "accounts",
    interval: through(churn, annualised),
    formula: "1 - (1 - logo_churn)^12, with the numerator and denominator of logo_churn",
  },
  ratio({
    ...cohort,
    name: "grr",
    numerator: "mrr_start - mrr_contraction - mrr_churned",
    denominator: "mrr_start",
    formula:
      "gross revenue retention: Σ min(MRR at the end, MRR at the start) / Σ MRR at the start, per account",
  }),
  ratio({
    ...cohort,
    name: "nrr",
    numerator: "mrr_start + mrr_expansion - mrr_contraction - mrr_churned",
    denominator: "mrr_start",
    formula:
      "net revenue retention: Σ MRR at the end / Σ MRR at the start, over the accounts that paid at the start",
  }),
  ratio({
    ...cohort,
    name: "gross_mrr_churn",
    numerator: "mrr_churned + mrr_contraction",
    denominator: "mrr_start",
    formula: "(mrr_churned + mrr_contraction) / mrr_start, which is 1 - grr",
  }),
  ratio({
    ...cohort,
    name: "net_mrr_churn",
    numerator: "mrr_churned + mrr_contraction - mrr_expansion",
    denominator: "mrr_start",
    formula: "(mrr_churned + mrr_contraction - mrr_expansion) / mrr_start, which is 1 - nrr",
  }),
  ratio({
    name: "quick_ratio",
    unit: "ratio",
    numerator: "mrr_new + mrr_reactivated + mrr_expansion",
    denominator: "mrr_churned + mrr_contraction",
    sample: "priced",
    sampleOf: "accounts",
    leftOut: "unpriced",
    formula: "(mrr_new + mrr_reactivated + mrr_expansion) / (mrr_churned + mrr_contraction)",
  }),
]);

const worth = during("month", [
  ratio({
    ...cohort,
    name: "arpa",
    unit: "currency",
    numerator: "customer_mrr",
    denominator: "priced_customers",
    formula: "MRR at the start / customers at the start",
  }),
  ratio({
    ...cltv,
    name: "cltv",
    denominator: monthlyChurn,
    sample: "lost",
    sampleOf: "churned accounts",
    interval: throughFalling(churn, lifetime),
    absence: `case ${noMargin} ${noPrices} when customers > 0 and lost = 0 then 'no_churn' end`,
    formula:
      "arpa * gross margin / logo_churn: the margin of a customer over its lifetime if every month were like this one; " +
      "the interval follows from that of logo_churn",
  }),
  ratio({
    ...cltv,
    name: "cltv_capped_60m",
    denominator: atLeastCap(monthlyChurn),
    sample: `case when ${isCapped} then priced_customers else lost end`,
    sampleOf: "churned accounts; accounts when the 60 months decide",
    interval: throughFalling(churn, (share) => lifetime(atLeastCap(share))),
    absence: `case ${noMargin} ${noPrices} end`,
    formula: "cltv with a lifetime of at most 60 months; it has a value even without churn",
  }),
]);

/** Metrics of each month; cohort rates use the dimension's value at the start of the month. */
export const monthMetrics: MetricFamily = {
  sums: {
    customers: countOf("was_customer"),
    lost: countOf("was_customer and not is_customer"),
    priced: countOf("is_priced"),
    unpriced: countOf("not is_priced"),
    priced_customers: countOf("was_customer and is_priced"),
    unpriced_customers: countOf("was_customer and not is_priced"),
    customer_mrr: moneySum("start_mrr", "was_customer and is_priced"),
    mrr_start: moneySum("start_mrr"),
    mrr_new: moneySum("new"),
    mrr_reactivated: moneySum("reactivated"),
    mrr_expansion: moneySum("expansion"),
    mrr_contraction: moneySum("contraction"),
    mrr_churned: moneySum("churned"),
    mrr_fx: moneySum("fx"),
    mrr_reassigned: moneySum("reassigned"),
    mrr_end: moneySum("end_mrr"),
  },
  metrics: [...retention, ...movements, ...worth],
};
