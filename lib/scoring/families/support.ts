import type { MeasureDefinition } from "../measure-definition.ts";

const common = {
  family: "support",
  isHigherBetter: false,
  entities: ["tickets"],
  holdDays: 7,
} as const;

/** For an account without tickets, counts are a true 0; rates and medians are not applicable. */
export const supportMeasures: readonly MeasureDefinition[] = [
  {
    ...common,
    name: "tickets_per_seat_28d",
    label: "tickets per seat in 28 days",
    movedBy: "customer",
    unit: "tickets per seat",
    description: "Tickets opened in the last 28 days, per seat. Not applicable without seats.",
  },
  {
    ...common,
    name: "oldest_open_ticket_days",
    label: "age of the oldest open ticket",
    movedBy: "company",
    unit: "days",
    description:
      "Age in days of the oldest open ticket; 0 when none is open. Not applicable when the account's tickets have " +
      "neither a status nor a solution date.",
  },
  {
    ...common,
    name: "urgent_open_tickets",
    label: "urgent open tickets",
    movedBy: "company",
    unit: "tickets",
    description:
      "Open tickets of priority urgent. An account without tickets has a true 0. Not applicable when none of its " +
      "tickets has a priority, or none says whether it is open.",
  },
  {
    ...common,
    name: "tickets_trend_28d",
    label: "tickets in 28 days against the 28 before",
    movedBy: "time",
    unit: "share",
    description:
      "Change of tickets opened in the last 28 days against the 28 days before, as a share of the earlier number: 1 is " +
      "twice as many. Not applicable when none was opened in the earlier 28 days, when the account has been a " +
      "customer for less than 56 days, or when ticket data does not go back that far.",
  },
  {
    ...common,
    name: "median_resolution_hours_90d",
    label: "median time to solution in 90 days",
    movedBy: "company",
    unit: "hours",
    description:
      "Median hours from opening to solution of the tickets solved in the last 90 days. Not applicable when none was " +
      "solved.",
  },
  {
    ...common,
    name: "reopened_rate_90d",
    label: "reopened tickets in 90 days",
    movedBy: "company",
    unit: "share",
    description:
      "Share of the tickets solved in the last 90 days that had been reopened. Not applicable when none was solved, or " +
      "none of them has a number of reopens.",
  },
];
