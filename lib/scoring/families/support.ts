import type { MeasureDefinition } from "../measure-definition.ts";

const common = {
  family: "support",
  isHigherBetter: false,
  entities: ["tickets"],
  holdDays: 7,
  valueKind: "number",
} as const;

/** An account without a single ticket has none open, which is a true 0; rates and medians need tickets. */
export const supportMeasures: readonly MeasureDefinition[] = [
  {
    ...common,
    name: "tickets_per_seat_28d",
    unit: "tickets per seat",
    description: "Tickets opened in the last 28 days, per seat. Not applicable without seats.",
  },
  {
    ...common,
    name: "oldest_open_ticket_days",
    unit: "days",
    description:
      "Days since the oldest ticket that is still open was created; 0 when none is open. Not applicable when the " +
      "account's tickets say neither how they stand nor when they were solved.",
  },
  {
    ...common,
    name: "urgent_open_tickets",
    unit: "tickets",
    description:
      "Tickets of priority urgent that are open on D. An account without tickets has a true 0. Not " +
      "applicable when it has tickets and none says a priority, or none says whether it is open.",
  },
  {
    ...common,
    name: "tickets_trend_28d",
    unit: "share",
    description:
      "Tickets opened in the last 28 days less those of the 28 days before, as a share of the earlier ones: 1 is " +
      "twice as many. Not applicable when none was opened in the earlier 28 days, when the account has been a " +
      "customer for less than the 56 days, or when nobody's tickets are known that far back.",
  },
  {
    ...common,
    name: "median_resolution_hours_90d",
    unit: "hours",
    description:
      "Median of the hours from opening to solution, of the tickets solved in the last 90 days; of two middle " +
      "ones, their mean. Not applicable when none was solved.",
  },
  {
    ...common,
    name: "reopened_rate_90d",
    unit: "share",
    description:
      "Share of the tickets solved in the last 90 days that had been solved before and were opened again. Not " +
      "applicable when none was solved, or none of them says how often it was reopened.",
  },
];
