import type { Header } from "../models/header.ts";
import type { Column, ColumnType } from "../models/model.ts";

const column = (name: string, type: ColumnType, comment: string): Column => ({ name, type, comment });

/** Of portfolio_metrics. */
export const header: Header = {
  grain:
    "one row per metric, dimension, dimension value, period and its start, as known at the end of as_of_date.",
  kind: "snapshot",
  readers: "public",
  keep: "every day",
  section: "Portfolio and revenue",
  purpose: "NPS, CSAT, churn, retention, revenue and the rest, by dimension and period.",
  columns: [
    column("metric", "varchar", "the metric; docs/metrics.md says how each is counted"),
    column(
      "dimension",
      "varchar",
      "what accounts are told apart by: all, plan, segment, region, band, owner or an attribute",
    ),
    column("dimension_value", "varchar", "its value: all for all, (none) for accounts that have none"),
    column(
      "period",
      "varchar",
      "month, last_12_months, last_180_days, last_90_days, last_28_days or day; every month since the first run " +
        "is there",
    ),
    column("period_start", "date", "the first day of the period"),
    column("period_end", "date", "its last day; as_of_date for a month that is not over"),
    column("value", "double", "the metric; null when reason says why"),
    column(
      "unit",
      "varchar",
      "share (1 is all), ratio, points (-100 to 100), points squared, score (0 to 100), accounts, or currency " +
        "(the reporting currency)",
    ),
    column("numerator", "double", "what is divided; null for a count or sum, and when suppressed"),
    column("denominator", "double", "what it is divided by; null for a count or sum, and when suppressed"),
    column(
      "sample_size",
      "bigint",
      "the accounts, churned accounts, answers, invitations or terms that the value rests on",
    ),
    column("ci_low", "double", "the lower end of its 95 % interval; null for a metric that has none"),
    column("ci_high", "double", "the upper end of its 95 % interval; null for a metric that has none"),
    column(
      "is_suppressed",
      "boolean",
      "true for a rate or mean that rests on fewer than min_sample of the config",
    ),
    column(
      "is_complete",
      "boolean",
      "false for the month of as_of_date before its last day, and for a month's renewals until the grace of its " +
        "terms is over",
    ),
    column(
      "reason",
      "varchar",
      "why there is no value: empty_denominator, small_sample, too_little_history, no_gross_margin, no_churn, " +
        "unknown_prices; unknown_prices also beside a value that leaves out accounts of unknown price",
    ),
  ],
};
