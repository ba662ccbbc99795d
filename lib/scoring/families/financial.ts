import type { MeasureDefinition } from "../measure-definition.ts";

const common = { family: "financial", holdDays: 14, valueKind: "number" } as const;

export const financialMeasures: readonly MeasureDefinition[] = [
  {
    ...common,
    name: "invoices_overdue_days",
    unit: "days",
    isHigherBetter: false,
    entities: ["invoices"],
    description:
      "Days that the oldest invoice that is open, due and not paid in full is past its due date; 0 when there is " +
      "none, or when open credit notes are as large as all of them. Not applicable when none is known to be overdue " +
      "and one that is due does not say whether it is paid.",
  },
  {
    ...common,
    name: "late_payment_rate_180d",
    unit: "share",
    isHigherBetter: false,
    entities: ["invoices"],
    description:
      "Share of the invoices that fell due in the 180 days before D that were paid late, are overdue, or were " +
      "written off. Drafts, void ones, credit notes, and paid ones without a day of payment are left out; not " +
      "applicable when none is left.",
  },
  {
    ...common,
    name: "mrr_change_90d",
    unit: "share",
    isHigherBetter: true,
    entities: ["subscriptions"],
    description:
      "Monthly revenue of the subscriptions that run now less that of those that ran 90 days ago, as a share of " +
      "the latter: at the prices that each had, as the days of then knew them, and at the exchange rates of now. " +
      "Not applicable when nothing was paid 90 days ago or a price or rate is unknown.",
  },
  {
    ...common,
    name: "renewals_kept_rate",
    unit: "share",
    isHigherBetter: true,
    entities: ["subscriptions"],
    description:
      "Share of the subscription terms that came due in the last 365 days and were renewed: the subscription ran " +
      "on, or another one of the account began within the grace of its end. Billing periods (shorter than " +
      "shortest_term_days) are left out, and terms that may still be renewed. Not applicable when none is left. " +
      "Terms are known from the first run on: what came due before it is not counted.",
  },
];
