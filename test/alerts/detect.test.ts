import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { detectDrops } from "../../lib/alerts/detect.ts";
import type { Message, Notifier } from "../../lib/notify/notifier.ts";
import type { GivenRow } from "../support/given.ts";
import { sampleOf } from "../support/sample.ts";
import {
  config,
  liveHead,
  openSession,
  outboxOf,
  type PublishedDayRows,
  publish,
  queries,
  servicesOver,
  watchingWrites,
} from "./published.ts";

const session = openSession();
const root = await mkdtemp(join(tmpdir(), "bellwether-detect-"));
let lakes = 0;
let lake = "";

beforeEach(() => {
  lakes += 1;
  lake = join(root, String(lakes));
});
afterAll(async () => {
  session.close();
  await rm(root, { recursive: true });
});

const acme = { account_id: "a", name: "Acme", segment: "Enterprise", arr: 120000, owner: "Jane" };
const birch = { account_id: "b", name: "Birch", arr: 5000, days_to_renewal: 20, active_days_28d: 2 };
const cedar = { account_id: "c", name: "Cedar", arr: 700 };
const opened = (account: { account_id: string }, startedOn: string, rest = {}) => ({
  account_id: account.account_id,
  started_on: startedOn,
  score_from: 75,
  score_to: 30,
  band_from: "green",
  band_to: "red",
  ...rest,
});

/** A reason of a change of Acme's score over a week. */
const changed = (cause: string, points: number, more: GivenRow): GivenRow => ({
  ...{ account_id: "a", horizon_days: 7, from_date: "2024-04-24", cause, points },
  ...{ score_from: 75, score_to: 30, band_from: "green", band_to: "red", ...more },
});

const firstOfMay: PublishedDayRows = {
  asOfDate: "2024-05-01",
  accounts: [acme, birch, cedar, { account_id: "d", arr: 900, band: "insufficient_data" }],
  episodes: [
    opened(acme, "2024-05-01", { score_to: 30.000000000000004 }),
    opened(acme, "2024-04-20", { rule: "dropped", severity: "critical" }),
    opened(birch, "2024-05-01"),
    opened(cedar, "2024-04-30"),
    opened(cedar, "2024-04-01", { rule: "dropped", is_open: false, cleared_on: "2024-04-03" }),
  ],
  drivers: [
    {
      account_id: "a",
      measure: "active_days_28d",
      value: 3,
      points: 20,
      effective_weight: 0.3,
      status: "ok",
    },
    { account_id: "a", measure: "nps_rating_180d", points: 50, effective_weight: 0.2, status: "no_response" },
    { account_id: "a", measure: "csat_90d", value: 1, points: 100, effective_weight: 0.5, status: "ok" },
  ],
  measures: [{ account_id: "a", measure: "nps_rating_180d", source: "survey" }],
  changes: [
    changed("behaviour", -24, { measure: "active_days_28d", value_from: 14, value_to: 3 }),
    changed("availability", -21, { measure: "nps_rating_180d", reason: "stale" }),
    // Too small to be told.
    changed("behaviour", 0.01, { measure: "csat_90d", value_from: 0.9, value_to: 1 }),
  ],
};

const detect = (asOfDate: string, liveSince?: string) =>
  detectDrops(servicesOver(lake, session), async () => ({
    publishedHead: liveHead(asOfDate, liveSince),
    config,
    queries,
  }));

const namesIn = (outbox: Record<string, Message>) =>
  Object.values(outbox).map(({ kind, route, body }) => {
    const accounts = [...body.matchAll(/Acme|Birch|Cedar/g)].map(([name]) => name);
    return `${kind} ${route ?? "-"}: ${accounts.join(" ")}`;
  });

describe("a live day sends each new alert once", () => {
  test("every alert is one message, and each matching route gets one digest with an entry per account", async () => {
    await publish(lake, firstOfMay);
    expect(await detect("2024-05-01")).toEqual({ sent: 4, digests: 3, baseline: 0, alreadySent: 0 });
    const outbox = await outboxOf(lake);
    expect(namesIn(outbox).toSorted()).toEqual([
      "alert -: Acme",
      "alert -: Acme",
      "alert -: Birch",
      "alert -: Cedar",
      "digest enterprise: Acme",
      "digest operators: Cedar",
      "digest risky-renewals: Birch",
    ]);
    expect(await detect("2024-05-01")).toEqual({ sent: 0, digests: 0, baseline: 0, alreadySent: 4 });
    expect(await outboxOf(lake)).toEqual(outbox);
  });

  test("an alert carries the facts of the day and the measures that cost the most points", async () => {
    await publish(lake, firstOfMay);
    await detect("2024-05-01");
    const messages = Object.values(await outboxOf(lake));
    const alert = messages.find(({ subject }) => subject.startsWith("[high] Acme"));
    expect(JSON.parse(alert?.body ?? "")).toEqual({
      alert_id: alert?.id,
      account_id: "a",
      name: "Acme",
      rule: "turned red",
      severity: "high",
      episode_started_on: "2024-05-01",
      score_from: 75,
      score_to: 30,
      band_from: "green",
      band_to: "red",
      changed_since: "2024-04-24",
      changes: [
        "Active days in 28 fell from 14 to 3: −24.0 points.",
        "The source survey was silent for some of the time: −21.0 points; this says nothing about the customer.",
      ],
      top_drivers: ["active days in 28: 3 (−24.0 points)", "NPS rating in 180 days: no data (−10.0 points)"],
      arr: 120000,
      currency: "USD",
      renewal_date: null,
      days_to_renewal: null,
      data_as_of: "2024-05-01",
      is_stale: false,
      owner: "Jane",
      segment: "Enterprise",
      source_url: null,
    });
    const digest = messages.find(({ route }) => route === "operators");
    expect(digest?.body).toContain("Not watched because of insufficient data: 1 account with USD 900 ARR.");
  });

  test("the next day sends only new alerts, including those of an account that recovered and dropped again", async () => {
    await publish(lake, firstOfMay);
    await detect("2024-05-01");
    const before = await outboxOf(lake);
    await publish(lake, {
      ...firstOfMay,
      asOfDate: "2024-05-03",
      episodes: [
        opened(acme, "2024-05-01"),
        opened(birch, "2024-05-01", { is_open: false, cleared_on: "2024-05-02" }),
        opened(birch, "2024-05-03"),
      ],
    });
    expect(await detect("2024-05-03")).toEqual({ sent: 1, digests: 1, baseline: 0, alreadySent: 1 });
    const added = Object.entries(await outboxOf(lake)).filter(([key]) => !(key in before));
    expect(namesIn(Object.fromEntries(added))).toEqual(["alert -: Birch", "digest risky-renewals: Birch"]);
  });

  test("alerts added by a second run of a day wait for the next day's digest, unless they have cleared by then", async () => {
    await publish(lake, firstOfMay);
    await detect("2024-05-01");
    const late = [
      opened(acme, "2024-05-01", { rule: "late" }),
      opened(birch, "2024-05-01", { rule: "late" }),
    ];
    await publish(lake, { ...firstOfMay, episodes: [...firstOfMay.episodes, ...late] });
    expect(await detect("2024-05-01")).toEqual({ sent: 2, digests: 0, baseline: 0, alreadySent: 4 });
    await publish(lake, { ...firstOfMay, asOfDate: "2024-05-02", episodes: [late[0] ?? {}] });
    expect(await detect("2024-05-02")).toEqual({ sent: 0, digests: 1, baseline: 0, alreadySent: 1 });
    const digest = (await outboxOf(lake))["outbox/digest/2024-05-02-enterprise-digest.json"];
    expect(digest?.body).toContain("late (high, 2024-05-01)");
  });
});

test("detection queries a run no more once all its alerts are sent", async () => {
  await publish(lake, firstOfMay);
  const publishedHead = liveHead("2024-05-01");
  const services = servicesOver(lake, session);
  const first = await detectDrops(services, async () => ({ publishedHead, config, queries }));
  const before = await outboxOf(lake);
  const rows = () => Promise.reject(new Error("the warehouse was queried"));
  const withoutWarehouse = { ...services, warehouse: { ...services.warehouse, rows } };
  const again = await detectDrops(withoutWarehouse, async () => ({ publishedHead, config, queries }));
  expect(again).toEqual({ sent: 0, digests: 0, baseline: 0, alreadySent: first.sent });
  expect(await outboxOf(lake)).toEqual(before);
});

test("a message that the notifier refuses blocks no other, and the next detection sends it", async () => {
  await publish(lake, firstOfMay);
  const publishedHead = liveHead("2024-05-01");
  const services = servicesOver(lake, session);
  let refusals = 1;
  const send: Notifier["send"] = async (messages) => {
    const [first, ...others] = messages;
    if (first?.kind !== "alert" || refusals === 0) return services.notifier.send(messages);
    refusals -= 1;
    const refused = { id: first.id, status: "refused" as const, reason: "InternalError: come back" };
    return [refused, ...(await services.notifier.send(others))];
  };
  const refusing = { ...services, notifier: { send } };
  const failed = detectDrops(refusing, async () => ({ publishedHead, config, queries }));
  await expect(failed).rejects.toThrow(/1 message was not sent.*\n.*InternalError: come back/);
  const alerts = (messages: object) => Object.keys(messages).filter((key) => key.includes("/alert/"));
  const before = await outboxOf(lake);
  expect(await detectDrops(refusing, async () => ({ publishedHead, config, queries }))).toMatchObject({
    sent: 1,
  });
  expect(alerts(await outboxOf(lake))).toHaveLength(alerts(before).length + 1);
});

describe("no alert is sent", () => {
  test("for a backfilled day", async () => {
    await publish(lake, firstOfMay);
    const publishedHead = { ...liveHead("2024-05-01"), isLive: false };
    const outcome = await detectDrops(servicesOver(lake, session), async () => ({
      publishedHead,
      config,
      queries,
    }));
    expect(outcome).toEqual({ sent: 0, digests: 0, baseline: 0, alreadySent: 0 });
    expect(await outboxOf(lake)).toEqual({});
  });

  test("when nothing is published", async () => {
    const outcome = await detectDrops(servicesOver(lake, session), async () => undefined);
    expect(outcome).toEqual({ sent: 0, digests: 0, baseline: 0, alreadySent: 0 });
  });
});

describe("alerts that are open on the first live day go out as one summary per route", () => {
  test("and never as single alerts", async () => {
    await publish(lake, firstOfMay);
    expect(await detect("2024-05-01", "2024-05-01")).toEqual({
      sent: 0,
      digests: 3,
      baseline: 4,
      alreadySent: 0,
    });
    await publish(lake, { ...firstOfMay, asOfDate: "2024-05-02" });
    expect(await detect("2024-05-02", "2024-05-01")).toMatchObject({ sent: 0, digests: 0, alreadySent: 4 });
    expect(namesIn(await outboxOf(lake)).toSorted()).toEqual([
      "baseline enterprise: Acme",
      "baseline operators: Cedar",
      "baseline risky-renewals: Birch",
    ]);
  });

  test("even when no detection ran on that day", async () => {
    await publish(lake, {
      ...firstOfMay,
      asOfDate: "2024-05-02",
      episodes: [...firstOfMay.episodes, opened(cedar, "2024-05-02", { rule: "new" })],
    });
    expect(await detect("2024-05-02", "2024-05-01")).toMatchObject({ sent: 1, digests: 4, baseline: 4 });
  });
});

describe("no message is lost or sent twice", () => {
  test("when two processes detect at once", async () => {
    await publish(lake, firstOfMay);
    await Promise.all([inProcess("2024-05-01"), inProcess("2024-05-01")]);
    const outbox = await outboxOf(lake);
    lake = `${lake}-again`;
    await publish(lake, firstOfMay);
    await detect("2024-05-01");
    expect(outbox).toEqual(await outboxOf(lake));
  });

  const twoAlerts = { ...firstOfMay, episodes: [opened(acme, "2024-05-01"), opened(birch, "2024-05-01")] };

  test("when a process is killed before any of its writes and restarted", async () => {
    const oneAlert = { ...firstOfMay, episodes: [opened(birch, "2024-05-01")] };
    const points = sampleOf(await undisturbedWrites(oneAlert), 3);
    const expected = await outboxOf(lake);
    for (const point of points) {
      lake = join(root, `killed-${point}`);
      await publish(lake, oneAlert);
      expect(await inProcess("2024-05-01", { killBefore: point })).toBe("SIGKILL");
      await detect("2024-05-01");
      expect(await outboxOf(lake)).toEqual(expected);
    }
  });

  test("when a detection is interrupted before any of its writes and restarted", async () => {
    const points = await undisturbedWrites(twoAlerts);
    const expected = await outboxOf(lake);
    for (const point of points) {
      lake = join(root, `broken-${point}`);
      await publish(lake, twoAlerts);
      await brokenOffBefore(point);
      await detect("2024-05-01");
      expect(await outboxOf(lake)).toEqual(expected);
    }
  });

  test("when a detection is interrupted before any of its writes and the next one is for the next day", async () => {
    for (const point of await undisturbedWrites(twoAlerts)) {
      lake = join(root, `overnight-${point}`);
      await publish(lake, twoAlerts);
      await brokenOffBefore(point);
      await publish(lake, { ...twoAlerts, asOfDate: "2024-05-02" });
      await detect("2024-05-02");
      expect(namesIn(await outboxOf(lake)).toSorted()).toEqual([
        "alert -: Acme",
        "alert -: Birch",
        "digest enterprise: Acme",
        "digest risky-renewals: Birch",
      ]);
    }
  });
});

/** The writes, notifications included, in an uninterrupted detection of the day: 1, 2, … */
async function undisturbedWrites(day: PublishedDayRows): Promise<readonly number[]> {
  await publish(lake, day);
  let writes = 0;
  const services = servicesOver(lake, session, (store) =>
    watchingWrites(store, () => {
      writes += 1;
    }),
  );
  await detectDrops(services, async () => ({ publishedHead: liveHead("2024-05-01"), config, queries }));
  return Array.from({ length: writes }, (_, index) => index + 1);
}

/** Runs a detection in this process that fails every write from the n-th on. */
async function brokenOffBefore(point: number): Promise<void> {
  let writes = 0;
  const services = servicesOver(lake, session, (store) =>
    watchingWrites(store, () => {
      writes += 1;
      if (writes >= point) throw new Error("broken off");
    }),
  );
  const detection = detectDrops(services, async () => ({
    publishedHead: liveHead("2024-05-01"),
    config,
    queries,
  }));
  await expect(detection).rejects.toThrow("broken off");
}

/** Runs a detection in its own process; returns the signal that ended it. */
async function inProcess(
  asOfDate: string,
  { killBefore = Number.POSITIVE_INFINITY } = {},
): Promise<string | null> {
  const worker = new URL("detect.worker.ts", import.meta.url).pathname;
  const child = fork(worker, [lake, asOfDate, String(killBefore)], { execArgv: [] });
  const [code, signal] = await once(child, "exit");
  if (signal === null && code !== 0) throw new Error(`the worker failed with ${code}`);
  return signal;
}
