import type { EntityName } from "../entities.ts";

export type MeasureFamily = "usage" | "support" | "feedback" | "financial";

/** What one measure counts, over which window, and when it has nothing to say. */
export interface MeasureDefinition {
  readonly name: string;
  readonly family: MeasureFamily;
  readonly unit: "days" | "share" | "tickets per seat" | "rating 0-10";
  readonly isHigherBetter: boolean;
  /** The entity it is counted from: no stream of it, no measure; a stale stream, a held value. */
  readonly entity: EntityName;
  /** How many days the last good value stands in when a stream of the entity went stale. */
  readonly holdDays: number;
  /** What a scorecard's points for it are: breakpoints, or words. */
  readonly valueKind: "number" | "word";
  readonly description: string;
}

const number = (definition: Omit<MeasureDefinition, "valueKind">): MeasureDefinition => ({
  ...definition,
  valueKind: "number",
});

/** The measures that Bellwether brings. Windows of n days are D and the n - 1 days before it, in UTC. */
export const measureDefinitions: readonly MeasureDefinition[] = [
  number({
    name: "active_days_28d",
    family: "usage",
    unit: "days",
    isHigherBetter: true,
    entity: "usage",
    holdDays: 7,
    description: "Days with at least one use, of the last 28. No use at all is a true 0.",
  }),
  number({
    name: "usage_trend_28d",
    family: "usage",
    unit: "share",
    isHigherBetter: true,
    entity: "usage",
    holdDays: 7,
    description:
      "Uses of the last 28 days less those of the 28 days before, as a share of the earlier ones: -0.5 is half " +
      "as much. Not applicable when there was no use in the earlier 28 days, when the account has been a " +
      "customer for less than the 56 days, or when nobody's usage is known that far back.",
  }),
  number({
    name: "days_since_last_use",
    family: "usage",
    unit: "days",
    isHigherBetter: false,
    entity: "usage",
    holdDays: 7,
    description:
      "Days since the latest use by anyone of the account. An account that never used the product counts from " +
      "the day it became a customer; not applicable when that day is unknown too.",
  }),
  number({
    name: "tickets_per_seat_28d",
    family: "support",
    unit: "tickets per seat",
    isHigherBetter: false,
    entity: "tickets",
    holdDays: 7,
    description: "Tickets opened in the last 28 days, per seat. Not applicable without seats.",
  }),
  number({
    name: "oldest_open_ticket_days",
    family: "support",
    unit: "days",
    isHigherBetter: false,
    entity: "tickets",
    holdDays: 7,
    description:
      "Days since the oldest ticket that is still open was created; 0 when none is open. Not applicable when the " +
      "account's tickets say neither how they stand nor when they were solved.",
  }),
  number({
    name: "nps_rating_180d",
    family: "feedback",
    unit: "rating 0-10",
    isHigherBetter: true,
    entity: "survey_responses",
    holdDays: 30,
    description:
      "Mean NPS rating of the last 180 days, the latest of each contact, shrunk to the portfolio's mean as if " +
      "three more answers of that mean had been given: one angry answer is not an angry account. No response " +
      "when nobody answered.",
  }),
  number({
    name: "csat_90d",
    family: "feedback",
    unit: "share",
    isHigherBetter: true,
    entity: "survey_responses",
    holdDays: 30,
    description:
      "Share of positive CSAT answers of the last 90 days, the latest of each ticket. Positive is 80 % of the " +
      "scale's best rating or more: 4 and 5 of 5, 6 and 7 of 7, 8 to 10 of 10. Scales are never mixed: the one " +
      "the account used most counts. No response when nobody answered.",
  }),
  number({
    name: "invoices_overdue_days",
    family: "financial",
    unit: "days",
    isHigherBetter: false,
    entity: "invoices",
    holdDays: 14,
    description:
      "Days that the oldest unpaid invoice is past its due date; 0 when none is. Not applicable when no invoice " +
      "of the account says whether it is paid.",
  }),
  number({
    name: "late_payment_rate_180d",
    family: "financial",
    unit: "share",
    isHigherBetter: false,
    entity: "invoices",
    holdDays: 14,
    description:
      "Share of the invoices that fell due in the 180 days before D that were paid late or are overdue. Void " +
      "ones, and paid ones without a day of payment, are left out; not applicable when none is left.",
  }),
  number({
    name: "mrr_change_90d",
    family: "financial",
    unit: "share",
    isHigherBetter: true,
    entity: "subscriptions",
    holdDays: 14,
    description:
      "Monthly revenue of the subscriptions that run now less that of those that ran 90 days ago, as a share of " +
      "the latter, at the prices known now. Not applicable when nothing was paid 90 days ago or a price is unknown.",
  }),
];
