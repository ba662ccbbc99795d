import type { Header } from "../models/header.ts";
import type { Column, ColumnType } from "../models/model.ts";

const column = (name: string, type: ColumnType, comment: string): Column => ({ name, type, comment });

/** The header of portfolio_metrics. */
export const header: Header = {
  grain:
    "one row per metric, dimension, dimension value, period and its start, as known at the end of as_of_date.",
  kind: "snapshot",
  readers: "public",
  keep: "every day",
  section: "Portfolio and revenue",
  purpose: "NPS, CSAT, churn, retention, revenue and other metrics by dimension and period.",
  columns: [
    column("metric", "varchar", "the metric; docs/metrics.md has the formulas"),
    column("dimension", "varchar", "the dimension: all, plan, segment, region, band, owner or an attribute"),
    column(
      "dimension_value",
      "varchar",
      "its value; all for the dimension all; (none) for accounts without a value",
    ),
    column(
      "period",
      "varchar",
      "month, last_12_months, last_180_days, last_90_days, last_28_days or day; there is a row for every month since " +
        "the first run",
    ),
    column("period_start", "date", "the first day of the period"),
    column("period_end", "date", "the last day of the period; as_of_date for the current month"),
    column("value", "double", "the value of the metric; null when reason says why"),
    column(
      "unit",
      "varchar",
      "share (1 is all), ratio, points (-100 to 100), points squared, score (0 to 100), accounts, or currency " +
        "(the reporting currency)",
    ),
    column("numerator", "double", "the numerator; null for a count or sum, and when suppressed"),
    column("denominator", "double", "the denominator; null for a count or sum, and when suppressed"),
    column(
      "sample_size",
      "bigint",
      "the number of accounts, churned accounts, answers, invitations or terms behind the value",
    ),
    column(
      "ci_low",
      "double",
      "the lower end of the 95 % confidence interval; null for a metric without one",
    ),
    column(
      "ci_high",
      "double",
      "the upper end of the 95 % confidence interval; null for a metric without one",
    ),
    column(
      "is_suppressed",
      "boolean",
      "true for a rate or mean with a sample_size below min_sample of the config",
    ),
    column(
      "is_complete",
      "boolean",
      "false for the current month before its last day, and for a month's renewals until the grace period of its terms " +
        "is over",
    ),
    column(
      "reason",
      "varchar",
      "why value is null: empty_denominator, small_sample, too_little_history, no_gross_margin, no_churn or " +
        "unknown_prices; a value with unknown_prices leaves out accounts whose price is unknown",
    ),
  ],
};
