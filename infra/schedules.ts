import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnSchedule } from "aws-cdk-lib/aws-scheduler";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Stack } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { grant } from "./grants.ts";

export interface ScheduleProps {
  readonly scheduleName: string;
  readonly description: string;
  /** `cron(…)` or `rate(…)`. */
  readonly expression: string;
  /** @default UTC */
  readonly timezone?: string;
  /** The function, or the version alias, that is invoked. */
  readonly functionArn: string;
  readonly event: unknown;
  /** How long the scheduler retries to invoke the function. */
  readonly maxEventAgeSeconds: number;
  readonly deadLetters: IQueue;
}

const deliveryAttempts = 10;

/** One function, invoked by the clock, by a role that may do just this. */
export class Schedule extends Construct {
  constructor(scope: Construct, id: string, props: ScheduleProps) {
    super(scope, id);
    const { account } = Stack.of(this);
    const role = new Role(this, "Role", {
      assumedBy: new ServicePrincipal("scheduler.amazonaws.com", {
        conditions: { StringEquals: { "aws:SourceAccount": account } },
      }),
      description: `Lets the schedule ${props.scheduleName} invoke its function`,
    });
    grant(role, [
      { actions: ["lambda:InvokeFunction"], resources: [props.functionArn] },
      { actions: ["sqs:SendMessage"], resources: [props.deadLetters.queueArn] },
    ]);
    const schedule = new CfnSchedule(this, "Schedule", {
      name: props.scheduleName,
      description: props.description,
      scheduleExpression: props.expression,
      scheduleExpressionTimezone: props.timezone ?? "UTC",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: props.functionArn,
        roleArn: role.roleArn,
        input: JSON.stringify(props.event),
        deadLetterConfig: { arn: props.deadLetters.queueArn },
        retryPolicy: {
          maximumEventAgeInSeconds: props.maxEventAgeSeconds,
          maximumRetryAttempts: deliveryAttempts,
        },
      },
    });
    // The first event may fire at once, so the role's permissions must exist before the schedule.
    schedule.node.addDependency(role);
  }
}

/** Every day at `HH:MM`. */
export function dailyAt(at: string): string {
  const [hour, minute] = at.split(":").map(Number);
  return `cron(${minute} ${hour} * * ? *)`;
}

const hoursPerDay = 24;

/** Every so many days, or hours where that is less than a day. */
export function every(days: number): string {
  const hours = Math.round(days * hoursPerDay);
  return `rate(${hours} ${hours === 1 ? "hour" : "hours"})`;
}
