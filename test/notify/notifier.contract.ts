import { expect, test } from "vitest";
import type { Message, Notifier } from "../../lib/notify/notifier.ts";

/** A notifier, and a way to read the delivered messages. */
export interface NotifierUnderTest {
  readonly notifier: Notifier;
  readonly delivered: () => Promise<readonly Message[]>;
}

const alert: Message = {
  id: "0123456789abcdef",
  kind: "alert",
  route: null,
  subject: "[high] Acme: turned red, 75 to 30, green to red",
  body: '{"name": "Ångström → Größe"}',
  attributes: { kind: "alert", severity: "high", owner: "Zoë" },
};

/** The contract of every notifier. */
export function notifierContract(open: () => Promise<NotifierUnderTest>): void {
  test("an accepted message is delivered unchanged", async () => {
    const { notifier, delivered } = await open();
    expect(await notifier.send([alert])).toEqual([{ id: alert.id, status: "accepted" }]);
    expect(await delivered()).toEqual([alert]);
  });

  test("messages with different ids are all delivered, whatever their kind", async () => {
    const { notifier, delivered } = await open();
    const digest: Message = {
      ...{ ...alert, id: "2024-05-01-cs-team-digest", kind: "digest", route: "cs-team" },
      attributes: { kind: "digest", route: "cs-team" },
    };
    const others = [digest, { ...alert, id: "another" }];
    const deliveries = await notifier.send([alert, ...others]);
    expect(deliveries.map(({ id }) => id)).toEqual([alert, ...others].map(({ id }) => id));
    expect(await delivered()).toHaveLength(3);
    expect(await delivered()).toEqual(expect.arrayContaining([alert, ...others]));
  });

  test("concurrent senders lose nothing", async () => {
    const { notifier, delivered } = await open();
    const ids = Array.from({ length: 20 }, (_, index) => `message-${index}`);
    const batches = [ids.slice(0, 12), ids.slice(12)];
    await Promise.all(batches.map((batch) => notifier.send(batch.map((id) => ({ ...alert, id })))));
    expect((await delivered()).map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  });
}
