import { randomUUID } from "node:crypto";
import { CreateTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import { expect, test } from "vitest";
import type { Message } from "../../lib/notify/notifier.ts";
import { SnsNotifier } from "../../lib/notify/sns-notifier.ts";
import { notifierContract } from "../notify/notifier.contract.ts";
import { subscribe } from "./subscribe.ts";

const sns = new SNSClient({});

async function makeTopic(): Promise<string> {
  const { TopicArn = "" } = await sns.send(new CreateTopicCommand({ Name: `notifier-${randomUUID()}` }));
  return TopicArn;
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

test("people get digests only, and operators get their notices", async () => {
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
  const [received] = await people();
  expect(received?.body.startsWith(line.repeat(2_600))).toBe(true);
  expect(received?.body).toContain("[Cut here, ");
});
