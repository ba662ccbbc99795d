import { CfnBudget } from "aws-cdk-lib/aws-budgets";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";

export interface BudgetProps {
  readonly budgetName: string;
  readonly monthlyUsd: number;
  readonly operators: ITopic;
}

/**
 * Notifies operators when the month's cost exceeds the budget. The budget covers the whole account: a filter
 * by tag would silently match nothing until the tag is activated for billing.
 */
export class Budget extends Construct {
  constructor(scope: Construct, id: string, { budgetName, monthlyUsd, operators }: BudgetProps) {
    super(scope, id);
    const notices = [
      { notificationType: "ACTUAL", threshold: 80 },
      { notificationType: "FORECASTED", threshold: 100 },
    ] as const;
    new CfnBudget(this, "Month", {
      budget: {
        budgetName,
        budgetType: "COST",
        timeUnit: "MONTHLY",
        budgetLimit: { amount: monthlyUsd, unit: "USD" },
      },
      notificationsWithSubscribers: notices.map((notice) => ({
        notification: { ...notice, comparisonOperator: "GREATER_THAN", thresholdType: "PERCENTAGE" },
        subscribers: [{ subscriptionType: "SNS", address: operators.topicArn }],
      })),
    });
  }
}
