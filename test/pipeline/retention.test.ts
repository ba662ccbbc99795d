import { expect, test } from "vitest";
import { datesBetween } from "../../lib/dates.ts";
import { beginRun } from "../../lib/pipeline/attempt.ts";
import { fenceChain, type Link, readChain } from "../../lib/pipeline/chain.ts";
import { repeatDays } from "../../lib/pipeline/history.ts";
import { makePlan } from "../../lib/pipeline/make-plan.ts";
import { writePlan } from "../../lib/pipeline/plan.ts";
import { publish } from "../../lib/pipeline/publish.ts";
import { isRetained, retentionLimits, thinnedDays } from "../../lib/pipeline/retained.ts";
import { rollBack } from "../../lib/pipeline/rollback.ts";
import { buildDay, openLease } from "../../lib/pipeline/run-day.ts";
import { acquireLease, keepLease, LeaseLost, LeaseTaken, releaseLease } from "../../lib/storage/lease.ts";
import { quietSteps, type TestProject, testProject } from "../support/project.ts";
import { publishedRows } from "../support/published-rows.ts";
import { sampledTest } from "../support/sample.ts";
import { firstExports, shopYaml } from "../support/shop.ts";

const retention = { superseded_days: 7, daily: 90, increments: 400 };
const limits = retentionLimits("2026-12-31", retention);
const at = (date: string, isMonthEnd = false, isNewest = false) => ({ date, isMonthEnd, isNewest });

test("detail is kept by day for a while, then by month; events longer; scores for ever; people once", () => {
  const snapshot = { kind: "snapshot" } as const;
  expect(isRetained(snapshot, at("2026-10-03"), limits)).toBe(true);
  expect(isRetained(snapshot, at("2026-10-02"), limits)).toBe(false);
  expect(isRetained(snapshot, at("2020-01-31", true), limits)).toBe(true);
  const increment = { kind: "increment" } as const;
  expect(isRetained(increment, at("2025-11-27"), limits)).toBe(true);
  expect(isRetained(increment, at("2025-11-26", true), limits)).toBe(false);
  expect(isRetained({ ...snapshot, keep: "every day" }, at("2019-05-05"), limits)).toBe(true);
  for (const newest of [{ kind: "replaced" }, { ...snapshot, keep: "newest" }] as const) {
    expect(isRetained(newest, at("2026-12-25"), limits)).toBe(true);
    expect(isRetained(newest, at("2026-12-24", true), limits)).toBe(false);
    expect(isRetained(newest, at("2026-12-24", true, true), limits)).toBe(true);
  }
});

test("a plan of days knows which of them will lose their detail and their events", () => {
  const days = datesBetween("2026-01-01", "2026-05-31", 1);
  const { detail, events } = thinnedDays(days, { ...retention, increments: 100 });
  expect([detail.length, detail[0], detail.at(-1)]).toEqual([59, "2026-01-01", "2026-03-02"]);
  for (const monthEnd of ["2026-01-31", "2026-02-28"]) expect(detail).not.toContain(monthEnd);
  expect([events.length, events.at(-1)]).toEqual([51, "2026-02-20"]);
  expect(thinnedDays(datesBetween("2026-01-01", "2026-12-31", 31), retention)).toEqual({
    detail: [],
    events: [],
  });
  expect(thinnedDays([], retention)).toEqual({ detail: [], events: [] });
  expect(thinnedDays(datesBetween("2026-04-01", "2026-04-30", 1), retention)).toEqual({
    detail: [],
    events: [],
  });
});

async function runsWithFiles({ local }: TestProject): Promise<string[]> {
  const runs = new Set<string>();
  for await (const { key } of local.services.store.list("tables/"))
    runs.add(/\/run=([^/]+)\//.exec(key)?.[1] ?? "");
  return [...runs].toSorted();
}

sampledTest(
  "files of superseded and abandoned runs are deleted after a week, and published files stay",
  async () => {
    await using project = await testProject(shopYaml);
    await project.day("2026-03-01", firstExports);
    const { services, project: config } = project.local;
    const [first] = (await readChain(services.store)).links;
    await repeatDays(quietSteps, services, { from: "2026-03-01" });
    const brokenOff = await makePlan(services, config, {
      asOfDate: "2026-03-02",
      ancestors: first === undefined ? [] : [first],
      isLive: true,
    });
    await writePlan(services.store, brokenOff);
    await services.store.put(`tables/scores/as_of_date=2026-03-02/run=${brokenOff.run_id}/attempt=1/x`, "x");
    expect(await runsWithFiles(project)).toHaveLength(3);

    await project.day("2026-03-02");
    expect(await runsWithFiles(project)).toHaveLength(4);
    await project.day("2026-03-10");
    const published = (await readChain(services.store)).links.map(({ run_id }) => run_id);
    expect(await runsWithFiles(project)).toEqual(published.toSorted());
    expect((await publishedRows(project)).scores).toHaveLength(9);
  },
);

sampledTest("a day whose detail was deleted keeps its scores, and no day is built on it", async () => {
  const yaml = `${shopYaml}retention: { daily: 61 }\n`;
  await using project = await testProject(yaml);
  await project.day("2026-03-01", firstExports);
  await project.day("2026-03-05");
  await project.day("2026-05-20");
  const { services } = project.local;
  const datesOf = (table: string) => project.query(`select distinct as_of_date from ${table} order by 1`);
  // 5 March is the last day of its month here.
  expect(await datesOf("tickets")).toEqual([{ as_of_date: "2026-03-05" }, { as_of_date: "2026-05-20" }]);
  expect(await datesOf("scores")).toHaveLength(3);
  const first: string[] = [];
  for await (const { key } of services.store.list("tables/tickets/as_of_date=2026-03-01/")) first.push(key);
  expect(first).toEqual([]);

  const before = await publishedRows(project);
  await repeatDays(quietSteps, services, { from: "2026-05-20" });
  expect(await publishedRows(project)).toEqual(before);
  await expect(repeatDays(quietSteps, services, { from: "2026-03-05" })).rejects.toThrow(
    /2026-03-05 cannot be built on 2026-03-01.*backfill --from 2026-03-01/,
  );
  await expect(rollBack(services, "2026-03-01")).rejects.toThrow(/tables of 2026-03-01 were deleted/);
  expect(await rollBack(services, "2026-03-05")).toEqual(["2026-05-20"]);
  expect((await project.run("2026-05-20")).run.outcome).toBe("published");
  expect(await publishedRows(project)).toEqual(before);
});

sampledTest("a run that was presumed dead cannot publish over its successor", async () => {
  await using project = await testProject(shopYaml);
  await project.write(firstExports);
  await project.land("2026-03-01");
  const { services, project: config } = project.local;
  const frozen = { ...services, holder: { id: "elsewhere/1", fateOf: async () => "alive" as const } };
  const lease = await openLease(frozen, "a run for 2026-03-01");
  expect((await fenceChain(services.store, lease)).fence).toBe(lease.token);
  const plan = await makePlan(services, config, {
    asOfDate: "2026-03-01",
    ancestors: [],
    isLive: true,
  });
  const run = await beginRun(frozen, plan, await readChain(services.store));
  const link: Link = await buildDay(quietSteps, frozen, { run, lease });

  // Nothing here can tell whether its holder is alive, so its lease expires by the clock.
  const successor = { ...services, clock: () => new Date("2026-03-02T09:00:00Z") };
  const taken = await openLease(successor, "a run for 2026-03-01");
  await fenceChain(services.store, taken);
  await expect(publish(frozen, lease, [link])).rejects.toThrow(LeaseLost);
  expect((await readChain(services.store)).links).toEqual([]);
  await releaseLease(successor, taken);
  expect((await project.run("2026-03-01")).run.outcome).toBe("published");
  await expect(publish(frozen, lease, [link])).rejects.toThrow(LeaseLost);
});

sampledTest(
  "a lease belongs to one holder until it is released, its holder is gone, or it expires",
  async () => {
    await using project = await testProject(shopYaml);
    const { store } = project.local.services;
    const fates = new Map<string, "alive" | "gone" | "unknown">();
    let now = "2026-03-01T12:00:00Z";
    const as = (id: string) => ({
      store,
      clock: () => new Date(now),
      holder: { id, fateOf: async (other: string) => fates.get(other) ?? "unknown" },
    });
    const wanted = { key: "state/some-lease.json", purpose: "a test" };
    const first = await acquireLease(as("a"), wanted);
    await expect(acquireLease(as("b"), wanted)).rejects.toThrow(LeaseTaken);
    await expect(acquireLease(as("b"), wanted)).rejects.toThrow(/a test is in progress \(by a\)/);
    await releaseLease(as("a"), first);
    const second = await acquireLease(as("b"), wanted);
    expect(second.token).toBe(first.token + 1);
    await expect(keepLease(as("a"), first)).rejects.toThrow(LeaseLost);

    fates.set("b", "alive");
    now = "2026-03-01T14:00:00Z";
    await expect(acquireLease(as("c"), wanted)).rejects.toThrow(LeaseTaken);
    fates.set("b", "gone");
    const third = await acquireLease(as("c"), wanted);
    now = "2026-03-01T14:09:00Z";
    await keepLease(as("c"), third);
    now = "2026-03-01T14:18:00Z";
    await expect(acquireLease(as("d"), wanted)).rejects.toThrow(LeaseTaken);
    now = "2026-03-01T14:19:00Z";
    expect((await acquireLease(as("d"), wanted)).token).toBe(third.token + 1);
  },
);
