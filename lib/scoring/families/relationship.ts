import type { MeasureDefinition } from "../measure-definition.ts";

const common = { family: "relationship" } as const;

export const relationshipMeasures: readonly MeasureDefinition[] = [
  {
    ...common,
    name: "days_since_touchpoint",
    label: "days since the last touchpoint",
    movedBy: "company",
    unit: "days",
    isHigherBetter: false,
    entities: ["touchpoints"],
    holdDays: 14,
    description:
      "Days since the latest touchpoint. Without any touchpoint, days since the account became a customer; not " +
      "applicable when that date is unknown too.",
  },
  {
    ...common,
    name: "champion_active",
    label: "champion",
    becomesOne: "a champion is active again",
    becomesZero: "the last champion left",
    movedBy: "customer",
    unit: "1 or 0",
    isHigherBetter: true,
    entities: ["contacts"],
    holdDays: 30,
    description:
      "1 while at least one champion is still at the account, 0 when all champions have left. Not applicable when no " +
      "contact is marked as a champion.",
  },
  {
    ...common,
    name: "csm_pulse",
    label: "CSM pulse",
    movedBy: "opinion",
    unit: "rating 1-5",
    isHigherBetter: true,
    entities: ["touchpoints"],
    holdDays: 14,
    description:
      "Customer success's rating of the account at the latest touchpoint with a pulse; 5 is best. A pulse counts until " +
      "its expiry date, or for 90 days without one. No response when it has expired or there is none. A pulse " +
      "outside 1 to 5 is ignored.",
  },
];
