import { randomUUID } from "node:crypto";
import { CreateTopicCommand, DeleteTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  type Message as QueuedMessage,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import type { Message } from "../../lib/alerts/notifier.ts";
import { SnsNotifier } from "../../lib/alerts/sns-notifier.ts";
import { notifierContract } from "../alerts/notifier.contract.ts";

const sns = new SNSClient({});
const sqs = new SQSClient({});
const topics: string[] = [];
const queues: string[] = [];
afterAll(async () => {
  for (const TopicArn of topics) await sns.send(new DeleteTopicCommand({ TopicArn }));
  for (const QueueUrl of queues) await sqs.send(new DeleteQueueCommand({ QueueUrl }));
});

async function makeTopic(): Promise<string> {
  const { TopicArn = "" } = await sns.send(new CreateTopicCommand({ Name: `notifier-${randomUUID()}` }));
  topics.push(TopicArn);
  return TopicArn;
}

/** Makes a queue that hears of these topics what the filter lets through, and gives a look at what it has heard. */
async function subscribe(
  topicArns: readonly string[],
  filter?: Readonly<Record<string, readonly string[]>>,
): Promise<() => Promise<readonly Message[]>> {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `notifier-${randomUUID()}` }));
  if (QueueUrl === undefined) throw new Error("a queue without a URL");
  queues.push(QueueUrl);
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
  const heard: Message[] = [];
  return async () => {
    for (;;) {
      // Asked until for a second nothing comes.
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
      );
      if (Messages.length === 0) return heard;
      heard.push(...Messages.map(messageOf));
      const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    }
  };
}

/** What SNS puts into a queue where raw delivery is off. */
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

async function open() {
  const [alertsTopicArn, operatorsTopicArn] = [await makeTopic(), await makeTopic()];
  const notifier = new SnsNotifier({ client: sns, alertsTopicArn, operatorsTopicArn });
  return { notifier, alertsTopicArn, operatorsTopicArn };
}

notifierContract(async () => {
  const { notifier, alertsTopicArn, operatorsTopicArn } = await open();
  return { notifier, delivered: await subscribe([alertsTopicArn, operatorsTopicArn]) };
});

const message = (kind: Message["kind"], id: string): Message => ({
  ...{ id, kind, route: null, subject: `a ${kind}`, body: `the text of ${id}`, attributes: { kind } },
});

test("people hear of digests alone, operators of what is theirs", async () => {
  const { notifier, alertsTopicArn, operatorsTopicArn } = await open();
  const people = await subscribe([alertsTopicArn], { kind: ["digest"] });
  const machines = await subscribe([alertsTopicArn]);
  const operators = await subscribe([operatorsTopicArn]);
  const digests = [message("digest", "digest-1"), message("digest", "digest-2")];
  const others = Array.from({ length: 12 }, (_, index) => message("alert", `alert-${index}`));
  const late = message("operator", "late");
  await notifier.send([...others, late, ...digests]);
  expect((await people()).toSorted((a, b) => a.id.localeCompare(b.id))).toEqual(digests);
  expect(await machines()).toHaveLength(14);
  expect(await operators()).toEqual([late]);
});

test("a digest that is too long is cut until it is accepted", async () => {
  const { notifier, alertsTopicArn } = await open();
  const people = await subscribe([alertsTopicArn], { kind: ["digest"] });
  const line = `${"ü".repeat(49)}\n`;
  const digest = { ...message("digest", "long"), body: line.repeat(4_000) };
  expect(await notifier.send([digest])).toEqual([{ id: "long", status: "accepted" }]);
  const [heard] = await people();
  expect(heard?.body.startsWith(line.repeat(2_600))).toBe(true);
  expect(heard?.body).toContain("[Cut here, ");
});
