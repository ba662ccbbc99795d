export type MetricUnit =
  | "share"
  | "ratio"
  | "points"
  | "points squared"
  | "score"
  | "accounts"
  | "terms"
  | "currency";

/** A metric of the portfolio, in words: the models of sql/15-metrics count it. */
export interface MetricDefinition {
  readonly name: string;
  readonly unit: MetricUnit;
  /** How it is counted. */
  readonly formula: string;
  /** What its sample_size counts. */
  readonly restsOn: string;
  /** The kind of its 95 % interval, when it has one. */
  readonly interval?: string;
}

export interface MetricPeriod {
  readonly period: string;
  /** The days that it spans. */
  readonly days: string;
  readonly metrics: readonly MetricDefinition[];
}

const wilson = "Wilson score interval";
const convertedWilson = `${wilson}, both ends converted`;

/** Every metric of `portfolio_metrics`, by its period. */
export const metricPeriods: readonly MetricPeriod[] = [
  {
    period: "month",
    days: "a calendar month",
    metrics: [
      {
        name: "logo_churn",
        unit: "share",
        formula: "customers at the start who have churned by the end / customers at the start",
        restsOn: "accounts",
        interval: wilson,
      },
      {
        name: "logo_churn_annualised",
        unit: "share",
        formula: "1 - (1 - logo_churn)^12, with the numerator and denominator of logo_churn",
        restsOn: "accounts",
        interval: convertedWilson,
      },
      {
        name: "grr",
        unit: "share",
        formula:
          "gross revenue retention: Σ min(MRR at the end, MRR at the start) / Σ MRR at the start, per account",
        restsOn: "accounts",
      },
      {
        name: "nrr",
        unit: "share",
        formula:
          "net revenue retention: Σ MRR at the end / Σ MRR at the start, over the accounts that paid at the start",
        restsOn: "accounts",
      },
      {
        name: "gross_mrr_churn",
        unit: "share",
        formula: "(mrr_churned + mrr_contraction) / mrr_start, which is 1 - grr",
        restsOn: "accounts",
      },
      {
        name: "net_mrr_churn",
        unit: "share",
        formula: "(mrr_churned + mrr_contraction - mrr_expansion) / mrr_start, which is 1 - nrr",
        restsOn: "accounts",
      },
      {
        name: "quick_ratio",
        unit: "ratio",
        formula: "(mrr_new + mrr_reactivated + mrr_expansion) / (mrr_churned + mrr_contraction)",
        restsOn: "accounts",
      },
      {
        name: "mrr_start",
        unit: "currency",
        formula: "MRR at the start of the month",
        restsOn: "accounts",
      },
      {
        name: "mrr_new",
        unit: "currency",
        formula: "MRR at the end of accounts that never paid before",
        restsOn: "accounts",
      },
      {
        name: "mrr_reactivated",
        unit: "currency",
        formula: "MRR at the end of accounts that paid in the past, but not at the start",
        restsOn: "accounts",
      },
      {
        name: "mrr_expansion",
        unit: "currency",
        formula: "increase of MRR of accounts that paid at the start, at the exchange rates of the start",
        restsOn: "accounts",
      },
      {
        name: "mrr_contraction",
        unit: "currency",
        formula: "decrease of MRR of accounts that still pay at the end, at the exchange rates of the start",
        restsOn: "accounts",
      },
      {
        name: "mrr_churned",
        unit: "currency",
        formula: "MRR at the start of accounts that no longer pay at the end",
        restsOn: "accounts",
      },
      {
        name: "mrr_fx",
        unit: "currency",
        formula: "change of MRR caused by exchange rates; signed",
        restsOn: "accounts",
      },
      {
        name: "mrr_reassigned",
        unit: "currency",
        formula:
          "MRR of subscriptions reassigned from other accounts, less that of subscriptions reassigned to others; signed",
        restsOn: "accounts",
      },
      {
        name: "mrr_end",
        unit: "currency",
        formula:
          "MRR at the end: mrr_start + mrr_new + mrr_reactivated + mrr_expansion - mrr_contraction - mrr_churned + mrr_fx + mrr_reassigned",
        restsOn: "accounts",
      },
      {
        name: "arpa",
        unit: "currency",
        formula: "MRR at the start / customers at the start",
        restsOn: "accounts",
      },
      {
        name: "cltv",
        unit: "currency",
        formula:
          "arpa * gross margin / logo_churn: the margin of a customer over its lifetime if every month were like this one; the interval follows from that of logo_churn",
        restsOn: "churned accounts",
        interval: convertedWilson,
      },
      {
        name: "cltv_capped_60m",
        unit: "currency",
        formula: "cltv with a lifetime of at most 60 months; it has a value even without churn",
        restsOn: "churned accounts; accounts when the 60 months decide",
        interval: convertedWilson,
      },
      {
        name: "renewal_rate",
        unit: "share",
        formula:
          "terms renewed / terms due in the month, for terms of at least `shortest_term_days`; renewed means that the subscription ran on, or another one of the account started within `grace_days` of its end",
        restsOn: "terms",
        interval: wilson,
      },
      {
        name: "renewal_rate_arr",
        unit: "share",
        formula: "ARR of the terms renewed / ARR of the terms due, for the terms of renewal_rate",
        restsOn: "terms",
      },
      {
        name: "terms_undecided",
        unit: "terms",
        formula:
          "terms of renewal_rate that are not renewed but still in their grace period; renewal_rate counts them as due",
        restsOn: "terms",
      },
      {
        name: "billing_period_renewal_rate",
        unit: "share",
        formula: "the same rate for terms shorter than `shortest_term_days`, which renewal_rate leaves out",
        restsOn: "terms",
        interval: wilson,
      },
    ],
  },
  {
    period: "last_12_months",
    days: "the 12 months that end with the last complete month",
    metrics: [
      {
        name: "logo_churn_12m",
        unit: "share",
        formula:
          "customers 12 months before the end that have churned by the end / customers 12 months before the end",
        restsOn: "accounts",
        interval: wilson,
      },
      {
        name: "grr_12m",
        unit: "share",
        formula:
          "Σ min(MRR at the end, MRR 12 months before) / Σ MRR 12 months before, per account, at the earlier exchange rates; revenue lost and won back in between does not show, so it differs from the product of twelve monthly grr",
        restsOn: "accounts",
      },
      {
        name: "nrr_12m",
        unit: "share",
        formula:
          "Σ MRR at the end / Σ MRR 12 months before, over the accounts that paid 12 months before, at the earlier exchange rates",
        restsOn: "accounts",
      },
    ],
  },
  {
    period: "last_180_days",
    days: "as_of_date and the 179 days before it",
    metrics: [
      {
        name: "nps",
        unit: "points",
        formula:
          "100 * (promoters - detractors) / answers; promoters answered 9 or 10, detractors 0 to 6; counting the latest answer of each contact of a customer",
        restsOn: "answers",
        interval: "adjusted Wald interval: ¾ more promoters and detractors, 3 more answers",
      },
      {
        name: "nps_variance",
        unit: "points squared",
        formula:
          "the population variance of the answers, with promoters as 100, detractors as -100 and others as 0",
        restsOn: "answers",
      },
      {
        name: "nps_standard_error",
        unit: "points",
        formula: "the square root of nps_variance / answers",
        restsOn: "answers",
      },
      {
        name: "response_rate",
        unit: "share",
        formula:
          "survey invitations answered / survey invitations sent to customers; an invitation less than 14 days old counts only if it was answered",
        restsOn: "invitations",
        interval: wilson,
      },
    ],
  },
  {
    period: "last_90_days",
    days: "as_of_date and the 89 days before it",
    metrics: [
      {
        name: "csat",
        unit: "share",
        formula:
          "answers of at least 80 % of the best rating (4 and 5 of 5) / answers, counting the latest answer to each ticket of a customer; one metric per scale, named after the best rating: csat_5, csat_10",
        restsOn: "answers",
        interval: wilson,
      },
    ],
  },
  {
    period: "last_28_days",
    days: "as_of_date and the 27 days before it",
    metrics: [
      {
        name: "adoption",
        unit: "share",
        formula:
          "active_users_28d / seats, over the customers with seats and known users; above 1 when there are more users than seats",
        restsOn: "accounts",
      },
    ],
  },
  {
    period: "day",
    days: "as_of_date",
    metrics: [
      {
        name: "accounts",
        unit: "accounts",
        formula: "customers",
        restsOn: "accounts",
      },
      {
        name: "mrr",
        unit: "currency",
        formula: "MRR of the customers",
        restsOn: "accounts",
      },
      {
        name: "arr",
        unit: "currency",
        formula: "twelve times MRR, rounded to the cent",
        restsOn: "accounts",
      },
      {
        name: "accounts_at_risk",
        unit: "accounts",
        formula: "customers whose band is yellow or red",
        restsOn: "accounts",
      },
      {
        name: "arr_at_risk",
        unit: "currency",
        formula: "ARR of the customers whose band is yellow or red",
        restsOn: "accounts",
      },
      {
        name: "arr_renewing_90d",
        unit: "currency",
        formula: "ARR of the customers whose next term ends within 90 days",
        restsOn: "accounts",
      },
      {
        name: "arr_renewing_90d_at_risk",
        unit: "currency",
        formula: "ARR of the customers whose next term ends within 90 days and whose band is yellow or red",
        restsOn: "accounts",
      },
      {
        name: "mean_score",
        unit: "score",
        formula: "Σ score / customers with a score, except those with insufficient_data",
        restsOn: "accounts",
      },
    ],
  },
];
