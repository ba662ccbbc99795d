import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { daysBehind, dueDay, watchDeadline } from "../../lib/alerts/deadline.ts";
import { type Delivery, type Message, MessagesRefused } from "../../lib/notify/notifier.ts";
import { type Chain, publishedKey } from "../../lib/pipeline/chain.ts";
import { DirectoryStore } from "../../lib/storage/directory-store.ts";
import { documentBody } from "../../lib/storage/documents.ts";

describe("the day that is due", () => {
  test.each([
    ["the day before yesterday until the deadline", "2026-03-10T07:59:59Z", "UTC", "2026-03-08"],
    ["yesterday from the deadline on", "2026-03-10T08:00:00Z", "UTC", "2026-03-09"],
    ["the day before yesterday at midnight", "2026-03-10T00:00:00Z", "UTC", "2026-03-08"],
    [
      "on Berlin's clock, an hour ahead of UTC in winter",
      "2026-03-10T07:00:00Z",
      "Europe/Berlin",
      "2026-03-09",
    ],
    [
      "on Berlin's clock, two hours ahead of UTC in summer",
      "2026-07-10T06:00:00Z",
      "Europe/Berlin",
      "2026-07-09",
    ],
    [
      "the day of the last run while it is still night there",
      "2026-03-10T06:00:00Z",
      "America/Los_Angeles",
      "2026-03-08",
    ],
    [
      "the UTC day of the last run in a timezone far to the east",
      "2026-03-10T20:30:00Z",
      "Pacific/Auckland",
      "2026-03-09",
    ],
  ])("is %s", (_, now, timezone, due) => {
    expect(dueDay(new Date(now), { at: "03:00", timezone, deadline: "08:00" })).toBe(due);
  });

  // In 2026 the clocks of Berlin go from 02:00 to 03:00 on 29 March, and from 03:00 to 02:00 on 25 October.
  test.each([
    ["before the hour that spring skips", "2026-03-29T00:59:00Z", "2026-03-27"],
    ["after the hour that spring skips, which holds the deadline", "2026-03-29T01:00:00Z", "2026-03-28"],
    ["before the hour that autumn repeats", "2026-10-24T23:59:00Z", "2026-10-22"],
    ["after the hour that autumn repeats", "2026-10-25T02:00:00Z", "2026-10-23"],
  ])("changes once when the clocks change: %s", (_, now, due) => {
    expect(dueDay(new Date(now), { at: "01:00", timezone: "Europe/Berlin", deadline: "02:30" })).toBe(due);
  });

  test("counts whole days behind, and never below zero", () => {
    expect(daysBehind("2026-02-27", "2026-03-02")).toBe(3);
    expect(daysBehind("2026-03-03", "2026-03-02")).toBe(0);
  });
});

describe("the deadline watch", () => {
  const directories: string[] = [];
  afterEach(async () => {
    for (const directory of directories.splice(0)) await rm(directory, { recursive: true, force: true });
  });

  const config = { company: "Corner Shop", schedule: { at: "03:00", timezone: "UTC", deadline: "08:00" } };

  async function stage({ head, now }: { readonly head?: string; readonly now: string }) {
    const directory = await mkdtemp(join(tmpdir(), "bellwether-deadline-"));
    directories.push(directory);
    const store = new DirectoryStore(directory);
    const sent: Message[] = [];
    const state = { now: new Date(now), isRefusing: false };
    if (head !== undefined) {
      const link = { as_of_date: head, run_id: "r", is_live: true, published_at: now };
      const chain: Chain = { fence: 1, live_since: head, links: [link], superseded: [] };
      await store.put(publishedKey, documentBody(chain));
    }
    const notifier = {
      send: async (messages: readonly Message[]): Promise<readonly Delivery[]> => {
        if (state.isRefusing)
          return messages.map(({ id }) => ({ id, status: "refused", reason: "the topic is gone" }));
        sent.push(...messages);
        return messages.map(({ id }) => ({ id, status: "accepted" }));
      },
    };
    const services = { store, notifier, clock: () => state.now };
    return { sent, state, watch: () => watchDeadline(services, config) };
  }

  test("reports nothing when the day was published in time", async () => {
    const { sent, watch } = await stage({ head: "2026-03-09", now: "2026-03-10T09:00:00Z" });
    expect(await watch()).toBe(0);
    expect(sent).toEqual([]);
  });

  test("notifies operators once per missed day", async () => {
    const { sent, state, watch } = await stage({ head: "2026-03-08", now: "2026-03-10T08:00:00Z" });
    expect(await watch()).toBe(1);
    expect(await watch()).toBe(1);
    expect(sent).toMatchObject([
      { id: "late-2026-03-09", kind: "operator", subject: "Bellwether: 2026-03-09 is not published" },
    ]);
    expect(sent[0]?.body).toMatch(/Readers see the day 2026-03-08/);
    state.now = new Date("2026-03-11T08:00:00Z");
    expect(await watch()).toBe(2);
    expect(sent.map(({ id }) => id)).toEqual(["late-2026-03-09", "late-2026-03-10"]);
  });

  test("reports one day behind while nothing is published", async () => {
    const { sent, watch } = await stage({ now: "2026-03-10T08:00:00Z" });
    expect(await watch()).toBe(1);
    expect(sent[0]?.body).toMatch(/Nothing is published yet/);
  });

  test("notifies once when two watches run at the same time", async () => {
    const { sent, watch } = await stage({ head: "2026-03-08", now: "2026-03-10T08:00:00Z" });
    await Promise.all([watch(), watch()]);
    expect(sent).toHaveLength(1);
  });

  test("notifies again after a refused notice, once the lease on it has expired", async () => {
    const { sent, state, watch } = await stage({ head: "2026-03-08", now: "2026-03-10T08:00:00Z" });
    state.isRefusing = true;
    await expect(watch()).rejects.toThrow(MessagesRefused);
    state.isRefusing = false;
    expect(await watch()).toBe(1);
    expect(sent).toEqual([]);
    state.now = new Date("2026-03-10T08:15:00Z");
    expect(await watch()).toBe(1);
    expect(sent).toHaveLength(1);
  });
});
