import type { MeasureDefinition } from "../measure-definition.ts";

const common = { family: "usage", entities: ["usage"], holdDays: 7 } as const;

export const usageMeasures: readonly MeasureDefinition[] = [
  {
    ...common,
    name: "active_days_28d",
    label: "active days in 28",
    movedBy: "customer",
    unit: "days",
    isHigherBetter: true,
    description:
      "Days with usage in the last 28 days. No usage is a true 0. Days on which usage was lost, because its source was " +
      "silent or degraded, count as neither used nor unused: the known days stand for all, if they are half of them.",
  },
  {
    ...common,
    name: "usage_trend_28d",
    label: "use in 28 days against the 28 before",
    movedBy: "customer",
    unit: "share",
    isHigherBetter: true,
    description:
      "Change of uses in the last 28 days against the 28 days before, as a share of the earlier number: -0.5 is half as " +
      "many. Not applicable when there was no usage in the earlier 28 days, when the account has been a customer " +
      "for less than 56 days, or when usage data does not go back that far.",
  },
  {
    ...common,
    name: "days_since_last_use",
    label: "days since the last use",
    movedBy: "customer",
    unit: "days",
    isHigherBetter: false,
    description:
      "Days since the latest usage of the account. Without any usage, days since the account became a customer; not " +
      "applicable when that date is unknown too.",
  },
  {
    ...common,
    name: "active_users_28d",
    label: "active users in 28 days",
    movedBy: "customer",
    unit: "users",
    isHigherBetter: true,
    description:
      "Distinct users with usage in the last 28 days; a user under several keys of the account counts once. No usage is " +
      "a true 0. Not applicable when the account's usage has no users, or no usage data has.",
  },
  {
    ...common,
    name: "seat_utilization_28d",
    label: "seats used in 28 days",
    movedBy: "customer",
    unit: "share",
    isHigherBetter: true,
    description:
      "active_users_28d / seats of the account's active subscriptions; above 1 when there are more users than seats. " +
      "Not applicable without seats, or without active_users_28d.",
  },
  {
    ...common,
    name: "feature_breadth_28d",
    label: "features used in 28 days",
    movedBy: "customer",
    unit: "features",
    isHigherBetter: true,
    description:
      "Distinct features with usage in the last 28 days. No usage is a true 0. Not applicable when the account's usage " +
      "has no features, or no usage data has.",
  },
  {
    ...common,
    name: "key_feature_active_days_28d",
    label: "days with a key feature in 28",
    movedBy: "customer",
    unit: "days",
    isHigherBetter: true,
    description:
      "Days with usage of any of the config's key_features in the last 28 days. Not applicable when the config has " +
      "none, when the account's usage has no features, or when no usage data has.",
  },
];
