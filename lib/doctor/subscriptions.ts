import { paginateListSubscriptionsByTopic, type SNSClient, type Subscription } from "@aws-sdk/client-sns";
import { type Check, ok, type Verdict, warn } from "./finding.ts";

interface Topics {
  readonly alertsTopicArn: string;
  readonly operatorsTopicArn: string;
}

/** The subscribers of Bellwether's messages. */
export function subscriptionChecks(
  sns: SNSClient,
  { alertsTopicArn, operatorsTopicArn }: Topics,
): readonly Check[] {
  return [
    {
      what: "subscribers of alerts",
      look: async () =>
        judgeSubscriptions(
          await subscriptionsOf(sns, alertsTopicArn),
          "add an email to a route in bellwether.yaml and deploy, or subscribe a queue to the topic",
        ),
    },
    {
      what: "subscribers of operator notices",
      look: async () =>
        judgeSubscriptions(
          await subscriptionsOf(sns, operatorsTopicArn),
          "set alarmEmail in cdk.json and deploy",
        ),
    },
  ];
}

export function judgeSubscriptions(
  subscriptions: readonly Pick<Subscription, "Endpoint" | "SubscriptionArn">[],
  todoForNone: string,
): Verdict {
  if (subscriptions.length === 0) return warn("nobody", todoForNone);
  const pending = subscriptions.filter(({ SubscriptionArn }) => SubscriptionArn === "PendingConfirmation");
  if (pending.length === 0) return ok(`${subscriptions.length}, all confirmed`);
  const who = pending.map(({ Endpoint }) => Endpoint).join(", ");
  return warn(
    `${pending.length} of ${subscriptions.length} have not confirmed: ${who}`,
    "they receive nothing until they follow the link in the mail from AWS",
  );
}

async function subscriptionsOf(sns: SNSClient, TopicArn: string): Promise<readonly Subscription[]> {
  const pages = paginateListSubscriptionsByTopic({ client: sns }, { TopicArn });
  return (await Array.fromAsync(pages, ({ Subscriptions = [] }) => Subscriptions)).flat();
}
