import type { MeasureDefinition } from "../measure-definition.ts";

const common = { family: "usage", entities: ["usage"], holdDays: 7, valueKind: "number" } as const;

export const usageMeasures: readonly MeasureDefinition[] = [
  {
    ...common,
    name: "active_days_28d",
    unit: "days",
    isHigherBetter: true,
    description: "Days with at least one use, of the last 28. No use at all is a true 0.",
  },
  {
    ...common,
    name: "usage_trend_28d",
    unit: "share",
    isHigherBetter: true,
    description:
      "Uses of the last 28 days less those of the 28 days before, as a share of the earlier ones: -0.5 is half " +
      "as much. Not applicable when there was no use in the earlier 28 days, when the account has been a " +
      "customer for less than the 56 days, or when nobody's usage is known that far back.",
  },
  {
    ...common,
    name: "days_since_last_use",
    unit: "days",
    isHigherBetter: false,
    description:
      "Days since the latest use by anyone of the account. An account that never used the product counts from " +
      "the day it became a customer; not applicable when that day is unknown too.",
  },
  {
    ...common,
    name: "active_users_28d",
    unit: "users",
    isHigherBetter: true,
    description:
      "Different users with at least one use in the last 28 days; the same user under several keys of the " +
      "account counts once. No use at all is a true 0. Not applicable when the account's usage does not say " +
      "who, or nobody's does.",
  },
  {
    ...common,
    name: "seat_utilization_28d",
    unit: "share",
    isHigherBetter: true,
    description:
      "Active users of the last 28 days as a share of the seats of the account's active subscriptions; above 1 " +
      "when more use it than have a seat. Not applicable without seats, or without active_users_28d.",
  },
  {
    ...common,
    name: "feature_breadth_28d",
    unit: "features",
    isHigherBetter: true,
    description:
      "Different features with at least one use in the last 28 days. No use at all is a true 0. Not applicable " +
      "when the account's usage does not say what was used, or nobody's does.",
  },
  {
    ...common,
    name: "key_feature_active_days_28d",
    unit: "days",
    isHigherBetter: true,
    description:
      "Days with at least one use of any of the config's key_features, of the last 28. Not applicable when the " +
      "config names none, when the account's usage does not say what was used, or nobody's does.",
  },
];
