import { randomUUID } from "node:crypto";
import { SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message as QueuedMessage,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { z } from "zod";
import type { Message } from "../../lib/notify/notifier.ts";

/** Makes a queue that subscribes to these topics with the filter; returns a function that reads what it has received. */
export async function subscribe(
  topicArns: readonly string[],
  filter?: Readonly<Record<string, readonly string[]>>,
): Promise<() => Promise<readonly Message[]>> {
  const [sns, sqs] = [new SNSClient({}), new SQSClient({})];
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `notifier-${randomUUID()}` }));
  if (QueueUrl === undefined) throw new Error("a queue without a URL");
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }),
  );
  for (const TopicArn of topicArns)
    await sns.send(
      new SubscribeCommand({
        ...{ TopicArn, Protocol: "sqs", Endpoint: Attributes?.QueueArn },
        ...(filter && { Attributes: { FilterPolicy: JSON.stringify(filter) } }),
      }),
    );
  const received: Message[] = [];
  return async () => {
    for (;;) {
      // Polls until nothing has arrived for a second.
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
      );
      if (Messages.length === 0) return received;
      received.push(...Messages.map(messageOf));
      const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    }
  };
}

/** The envelope that SNS puts into a queue without raw delivery. */
const Envelope = z.object({
  Subject: z.string(),
  Message: z.string(),
  MessageAttributes: z.record(z.string(), z.object({ Type: z.literal("String"), Value: z.string() })),
});
const Kind = z.enum(["alert", "digest", "baseline", "operator"]);

function messageOf({ Body = "" }: QueuedMessage): Message {
  const { Subject, Message: body, MessageAttributes } = Envelope.parse(JSON.parse(Body));
  const { id = "", ...attributes } = Object.fromEntries(
    Object.entries(MessageAttributes).map(([name, { Value }]) => [name, Value]),
  );
  return {
    ...{ id, kind: Kind.parse(attributes.kind), route: attributes.route ?? null },
    ...{ subject: Subject, body, attributes },
  };
}
