import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { detectDrops } from "../../lib/alerts/detect.ts";
import { listAlerts } from "../../lib/alerts/list-alerts.ts";
import { pick } from "../support/given.ts";
import { config, liveHead, openSession, publish, queries, servicesOver } from "./published.ts";

const session = openSession();
const lake = await mkdtemp(join(tmpdir(), "bellwether-alerts-"));
afterAll(async () => {
  session.close();
  await rm(lake, { recursive: true });
});

test("alerts are listed newest first, with their state and when they were sent", async () => {
  const services = servicesOver(lake, session);
  const accounts = [{ account_id: "a", name: "Acme", arr: 1200, owner: "Jane" }];
  const baseline = { account_id: "a", rule: "baseline", started_on: "2024-04-20" };
  const fallen = { account_id: "a", rule: "fallen", started_on: "2024-05-01", score_from: 80, score_to: 40 };
  await publish(lake, { asOfDate: "2024-05-01", accounts, episodes: [baseline, fallen] });
  await detectDrops(services, async () => ({
    publishedHead: liveHead("2024-05-01", "2024-04-30"),
    config,
    queries,
  }));

  const closed = (rule: string, cleared_on: string, clear_reason: string) => ({
    account_id: "gone",
    rule,
    started_on: "2024-04-10",
    is_open: false,
    cleared_on,
    clear_reason,
  });
  await publish(lake, {
    asOfDate: "2024-05-10",
    accounts,
    episodes: [
      baseline,
      { ...fallen, is_open: false, cleared_on: "2024-05-09", clear_reason: "recovered" },
      { account_id: "a", rule: "unsent", started_on: "2024-05-10" },
      closed("expired", "2024-05-10", "expired"),
      closed("long ago", "2024-04-09", "cleared"),
    ],
  });
  const alerts = await listAlerts(services, { asOfDate: "2024-05-10", queries });
  const sentAt = "2024-05-02T06:00:00.000Z";
  expect(
    pick(
      alerts.map((alert) => ({ ...alert })),
      "rule",
      "name",
      "status",
      "sent_at",
    ),
  ).toEqual([
    { rule: "unsent", name: "Acme", status: "open", sent_at: null },
    { rule: "fallen", name: "Acme", status: "resolved", sent_at: sentAt },
    { rule: "baseline", name: "Acme", status: "baseline", sent_at: sentAt },
    { rule: "expired", name: null, status: "expired", sent_at: null },
  ]);
  expect(alerts[1]).toEqual({
    alert_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    account_id: "a",
    name: "Acme",
    rule: "fallen",
    severity: "high",
    episode_started_on: "2024-05-01",
    cleared_on: "2024-05-09",
    clear_reason: "recovered",
    status: "resolved",
    score_from: 80,
    score_to: 40,
    band_from: null,
    band_to: null,
    arr: 1200,
    renewal_date: null,
    owner: "Jane",
    sent_at: sentAt,
  });
});
