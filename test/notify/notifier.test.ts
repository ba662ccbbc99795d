import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { OutboxNotifier } from "../../lib/notify/outbox-notifier.ts";
import { DirectoryStore } from "../../lib/storage/directory-store.ts";
import { outboxOf } from "../alerts/published.ts";
import { type NotifierUnderTest, notifierContract } from "./notifier.contract.ts";

const root = await mkdtemp(join(tmpdir(), "bellwether-outbox-"));
afterAll(() => rm(root, { recursive: true }));

let outboxes = 0;
async function openOutbox(): Promise<NotifierUnderTest> {
  outboxes += 1;
  const directory = join(root, String(outboxes));
  return {
    notifier: new OutboxNotifier(new DirectoryStore(directory)),
    delivered: async () => Object.values(await outboxOf(directory)),
  };
}

const notifiers: Readonly<Record<string, () => Promise<NotifierUnderTest>>> = { outbox: openOutbox };

for (const [name, open] of Object.entries(notifiers)) describe(name, () => notifierContract(open));

test("the outbox delivers the first message of an id, and no later one", async () => {
  const { notifier, delivered } = await openOutbox();
  const message = {
    id: "once",
    kind: "operator",
    route: null,
    subject: "first",
    body: "",
    attributes: {},
  } as const;
  await notifier.send([message]);
  await notifier.send([{ ...message, subject: "second" }]);
  expect(await delivered()).toEqual([message]);
});
