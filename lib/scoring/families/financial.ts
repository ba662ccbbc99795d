import type { MeasureDefinition } from "../measure-definition.ts";

const common = { family: "financial", holdDays: 14 } as const;

export const financialMeasures: readonly MeasureDefinition[] = [
  {
    ...common,
    name: "invoices_overdue_days",
    label: "days that an invoice is overdue",
    movedBy: "customer",
    unit: "days",
    isHigherBetter: false,
    entities: ["invoices"],
    description:
      "Days past due of the oldest overdue invoice: open, due and not paid in full; 0 when none is overdue, or when " +
      "open credit notes cover all of them. Not applicable when no invoice is known to be overdue and the payment of " +
      "a due invoice is unknown.",
  },
  {
    ...common,
    name: "late_payment_rate_180d",
    label: "invoices paid late in 180 days",
    movedBy: "customer",
    unit: "share",
    isHigherBetter: false,
    entities: ["invoices"],
    description:
      "Share of the invoices due in the 180 days before D that were paid late, are overdue or were written off. " +
      "Drafts, void invoices, credit notes, and paid invoices without a payment date are left out. Not applicable " +
      "without invoices.",
  },
  {
    ...common,
    name: "mrr_change_90d",
    label: "MRR against 90 days ago",
    movedBy: "customer",
    unit: "share",
    isHigherBetter: true,
    entities: ["subscriptions"],
    description:
      "MRR of the subscriptions that run now, relative to MRR 90 days ago: 0.1 is 10 % more. Each uses the prices " +
      "known at its time; both use current exchange rates. Not applicable when MRR was 0 90 days ago, or when a " +
      "price or rate is unknown.",
  },
  {
    ...common,
    name: "renewals_kept_rate",
    label: "terms renewed in a year",
    movedBy: "time",
    unit: "share",
    isHigherBetter: true,
    entities: ["subscriptions"],
    description:
      "Share of the subscription terms due in the last 365 days that were renewed: the subscription ran on, or " +
      "another one of the account started within the grace period. Billing periods (terms shorter than " +
      "shortest_term_days), terms that may still be renewed, and terms due before the first run are left out. Not " +
      "applicable without terms.",
  },
];
