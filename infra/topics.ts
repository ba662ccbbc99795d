import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { Subscription, SubscriptionFilter, SubscriptionProtocol, Topic } from "aws-cdk-lib/aws-sns";
import { Stack } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { Config } from "../lib/config/schema.ts";
import type { Names } from "./names.ts";

export interface TopicsProps {
  readonly names: Names;
  readonly key: IKey;
  readonly config: Pick<Config, "routes" | "fallback_route">;
  /** The email address that receives operator notices. @default none */
  readonly alarmEmail: string | undefined;
}

/** Where messages go: alerts for customer success and its systems, notices and alarms for operators. */
export class Topics extends Construct {
  readonly alerts: Topic;
  readonly operators: Topic;

  constructor(scope: Construct, id: string, { names, key, config, alarmEmail }: TopicsProps) {
    super(scope, id);
    this.alerts = new Topic(this, "Alerts", {
      ...{ topicName: names.alertsTopic, masterKey: key, enforceSSL: true },
      displayName: "Bellwether alerts",
    });
    this.operators = new Topic(this, "Operators", {
      ...{ topicName: names.operatorsTopic, masterKey: key, enforceSSL: true },
      displayName: "Bellwether operations",
    });
    this.operators.addToResourcePolicy(
      new PolicyStatement({
        sid: "AlarmsAndBudgets",
        principals: [
          new ServicePrincipal("cloudwatch.amazonaws.com"),
          new ServicePrincipal("budgets.amazonaws.com"),
        ],
        actions: ["sns:Publish"],
        resources: [this.operators.topicArn],
        conditions: { StringEquals: { "aws:SourceAccount": Stack.of(this).account } },
      }),
    );
    if (alarmEmail !== undefined)
      new Subscription(this, "OperatorsByEmail", {
        topic: this.operators,
        protocol: SubscriptionProtocol.EMAIL,
        endpoint: alarmEmail,
      });
    for (const [email, routes] of readers(config, alarmEmail))
      new Subscription(this, `Digests ${email}`, {
        topic: this.alerts,
        protocol: SubscriptionProtocol.EMAIL,
        endpoint: email,
        filterPolicy: {
          kind: SubscriptionFilter.stringFilter({ allowlist: ["digest", "baseline"] }),
          route: SubscriptionFilter.stringFilter({ allowlist: [...routes] }),
        },
      });
  }
}

/**
 * The routes whose digests go to each address, because SNS allows one subscription per address and topic.
 * Digests of the fallback route go to operators if it has no recipients.
 */
export function readers(
  { routes, fallback_route }: Pick<Config, "routes" | "fallback_route">,
  alarmEmail: string | undefined,
): ReadonlyMap<string, readonly string[]> {
  const read = routes.flatMap(({ to, email }) => email.map((address) => ({ address, to })));
  const isFallbackRead = routes.some(({ to }) => to === fallback_route);
  if (!isFallbackRead && alarmEmail !== undefined) read.push({ address: alarmEmail, to: fallback_route });
  const byAddress = Map.groupBy(read, ({ address }) => address);
  return new Map([...byAddress].map(([address, on]) => [address, [...new Set(on.map(({ to }) => to))]]));
}
