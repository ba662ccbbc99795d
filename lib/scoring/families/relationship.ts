import type { MeasureDefinition } from "../measure-definition.ts";

const common = { family: "relationship", valueKind: "number" } as const;

export const relationshipMeasures: readonly MeasureDefinition[] = [
  {
    ...common,
    name: "days_since_touchpoint",
    unit: "days",
    isHigherBetter: false,
    entities: ["touchpoints"],
    holdDays: 14,
    description:
      "Days since customer success last spoke with the account. Where it never did, days since the account became " +
      "a customer; not applicable when that day is unknown too.",
  },
  {
    ...common,
    name: "champion_active",
    unit: "1 or 0",
    isHigherBetter: true,
    entities: ["contacts"],
    holdDays: 30,
    description:
      "1 while at least one of the contacts marked as champions is still there, 0 when all of them have left. Not " +
      "applicable when no contact is marked as one.",
  },
  {
    ...common,
    name: "csm_pulse",
    unit: "rating 1-5",
    isHigherBetter: true,
    entities: ["touchpoints"],
    holdDays: 14,
    description:
      "How customer success felt about the account at the latest touchpoint that says so, 5 is best. It counts " +
      "until its day of expiry, or for 90 days when it has none; no response when it has expired or none was ever " +
      "given. A pulse off the scale of 1 to 5 says nothing.",
  },
];
