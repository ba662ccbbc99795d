import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { noticeUnfitSources } from "../../lib/alerts/source-notices.ts";
import type { Message } from "../../lib/notify/notifier.ts";
import { streamReader } from "../../lib/reports/stream-report.ts";
import { DirectoryStore } from "../../lib/storage/directory-store.ts";
import type { Row } from "../../lib/warehouse/warehouse.ts";
import { config, liveHead, queries } from "./published.ts";

const root = await mkdtemp(join(tmpdir(), "bellwether-notices-"));
afterAll(() => rm(root, { recursive: true }));

const head = liveHead("2024-05-01");

const stale: Row = {
  ...{ source: "desk", stream: "tickets", expect_every_days: 1, expected_by: "expect_every" },
  ...{ last_usable_on: "2024-04-28", status: "stale", reason: "silent", source_unfit_since: "2024-04-30" },
  ...{ landed: 0, unreadable: 0, filtered: 0, rejected: 0, too_late: 0, empty: 0, elements: 0 },
  ...{ unmatched: 0, keyless: 0, unjoined: 0, unjoined_to: null, unmatched_record: null },
  ...{ source_keys: 0, source_keys_by_name: 0, source_keys_ambiguous: 0 },
};

/** A detection at a time of the day; `send` is the notifier's. */
async function detect(
  name: string,
  time: string,
  send: (messages: readonly Message[]) => void,
  unfit: Row = stale,
) {
  let asked = 0;
  const services = {
    store: new DirectoryStore(join(root, name)),
    clock: () => new Date(`2024-05-01T${time}:00Z`),
    databases: { published: "published", buildPrefix: "build_" },
    warehouse: {
      start: () => Promise.reject(new Error("nothing is built")),
      check: () => Promise.reject(new Error("nothing is built")),
      cancel: () => Promise.reject(new Error("nothing is built")),
      rows: async () => {
        asked += 1;
        return [unfit];
      },
    },
    notifier: {
      send: async (messages: readonly Message[]) => {
        send(messages);
        return messages.map(({ id }) => ({ id, status: "accepted" as const }));
      },
    },
  };
  const streams = streamReader({ ...services, queries });
  const notices = await noticeUnfitSources(
    { ...services, streams },
    { publishedHead: head, config, queries },
  );
  return { notices, asked };
}

test("a notice whose sender was killed is sent by a later detection, and once", async () => {
  const sent: string[] = [];
  const keep = (messages: readonly Message[]) => sent.push(...messages.map(({ subject }) => subject));
  const killed = detect("killed", "08:00", () => {
    throw new Error("killed");
  });
  await expect(killed).rejects.toThrow("killed");
  expect(await detect("killed", "08:05", keep)).toMatchObject({ notices: 0 });
  expect(await detect("killed", "08:15", keep)).toMatchObject({ notices: 1 });
  expect(sent).toEqual(["Bellwether: desk is silent since 2024-04-30"]);
  // Nothing is left to do for this run, and the warehouse is asked nothing.
  expect(await detect("killed", "08:30", keep)).toEqual({ notices: 0, asked: 0 });
  expect(sent).toHaveLength(1);
});

test("a silent source is said to be silent, and one with bad rows to be of no use", async () => {
  const sent: string[] = [];
  const keep = (messages: readonly Message[]) =>
    sent.push(...messages.map(({ subject, body }) => `${subject}\n${body.split("\n")[0]}`));
  await detect("silent", "08:00", keep);
  await detect("degraded", "08:00", keep, { ...stale, status: "degraded", reason: "unreadable" });
  expect(sent).toEqual([
    "Bellwether: desk is silent since 2024-04-30\nNorthwind Cloud: nothing new has landed of the source desk.",
    "Bellwether: data of desk cannot be used since 2024-04-30\nNorthwind Cloud: streams of the source desk cannot be used.",
  ]);
});
