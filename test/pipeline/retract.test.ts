import { expect } from "vitest";
import { detectOnHead } from "../../lib/alerts/run-and-detect.ts";
import { countedLoads, retract } from "../../lib/landing/retraction.ts";
import { readChain } from "../../lib/pipeline/chain.ts";
import { backfill, repeatDays } from "../../lib/pipeline/history.ts";
import { retractedDays } from "../../lib/pipeline/retracted-days.ts";
import { runDay } from "../../lib/pipeline/run-day.ts";
import { pipelineStatus } from "../../lib/reports/status.ts";
import type { ObjectStore } from "../../lib/storage/object-store.ts";
import { quietSteps, type TestProject, testProject } from "../support/project.ts";
import { publishedRows } from "../support/published-rows.ts";
import { sampledTest } from "../support/sample.ts";
import { csv, firstExports, laterExports, shopYaml } from "../support/shop.ts";
import { shopAfterFirstDay } from "../support/shop-days.ts";

const badTickets = {
  "helpdesk/tickets-bad.csv": csv(
    "id,organization,created,solved,status,updated_at",
    "T1,C,2026-02-27T08:00:00Z,,open,2026-03-02T08:00:00Z",
    "T9,A,2026-01-01T08:00:00Z,,open,2026-03-02T08:00:00Z",
  ),
};
const days = ["2026-03-02", "2026-03-03"];

/** Days of the shop; `bad` lands on the second of them. */
async function shopDays(bad: Readonly<Record<string, string>> = {}): Promise<TestProject> {
  const project = await shopAfterFirstDay();
  for (const day of days)
    await project.day(day, { ...laterExports[day], ...(day === "2026-03-02" ? bad : {}) });
  return project;
}

/** Retracts the newest load of a stream that day that was no delivery of known content. */
async function retractLoadOf({ local }: TestProject, source: string, stream: string, day: string) {
  const loads = await countedLoads(local.services.store, { source, stream });
  const load = loads.findLast(({ landed_on, batches }) => landed_on === day && batches.length > 0);
  return retract(local.services, { source, stream, loadId: load?.load_id ?? "none" });
}

/** A store whose process ends at its second write. */
function brokenOffAfterOneWrite(store: ObjectStore): ObjectStore {
  let writes = 0;
  return new Proxy(store, {
    get: (target, name) => {
      if (name === "putIfAbsent") writes += 1;
      if (writes > 1) throw new Error("broken off");
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

sampledTest(
  "after retracting a load that published days read, the next run rebuilds them without it",
  async () => {
    await using without = await shopDays();
    await without.day("2026-03-04");
    await using project = await shopDays(badTickets);
    const { store } = project.local.services;
    const before = await publishedRows(project);
    expect(await retractLoadOf(project, "helpdesk", "tickets", "2026-03-02")).toMatchObject({
      loads: [{ landed: 2 }],
      before: [],
    });
    // Published days stay until a run replaces them all at once, without sending messages.
    expect(await publishedRows(project)).toEqual(before);
    expect(await detectOnHead(project.local.services, project.local.project)).toMatchObject({
      sent: 0,
      alreadySent: 0,
    });
    const rebuiltDays = { from: "2026-03-02", to: "2026-03-03", days: 2 };
    expect((await pipelineStatus(project.local.services)).retracted).toEqual({
      ...rebuiltDays,
      config: "plan",
    });

    const { rebuilt, run } = await project.run("2026-03-04");
    expect({ rebuilt, run }).toMatchObject({ rebuilt: rebuiltDays, run: { outcome: "published" } });
    expect(await publishedRows(project)).toEqual(await publishedRows(without));
    expect((await readChain(store)).links.every(({ is_live }) => is_live)).toBe(true);
    expect(await retractedDays(store)).toBeUndefined();
    expect((await project.run("2026-03-04")).rebuilt).toBeNull();
  },
);

sampledTest(
  "a load retracted before any run read it is never read, and retracting it again changes nothing",
  async () => {
    await using project = await shopAfterFirstDay();
    await project.write(badTickets);
    await project.land("2026-03-02");
    const { services } = project.local;
    const [load] = (await retractLoadOf(project, "helpdesk", "tickets", "2026-03-02")).loads;
    const again = await retract(services, { source: "helpdesk", stream: "tickets", loadId: load?.load_id });
    expect(again).toMatchObject({ loads: [], before: [expect.stringContaining(load?.load_id ?? "none")] });
    expect(await retractedDays(services.store)).toBeUndefined();
    await project.run("2026-03-02");
    expect(await project.query("select ticket_id from tickets_current order by 1")).toEqual([
      { ticket_id: "T1" },
      { ticket_id: "T2" },
    ]);
    // The file has not changed since it was retracted.
    const landed = await project.land("2026-03-03");
    expect(landed.map(({ status }) => status)).not.toContain("landed");
    expect(landed.flatMap((each) => (each.status === "unchanged" ? each.retracted : []))).toEqual([
      "helpdesk/tickets-bad.csv",
    ]);
  },
);

sampledTest("an interrupted retraction of several loads is completed by repeating it", async () => {
  await using project = await testProject(shopYaml);
  for (const [day, files] of Object.entries({ "2026-03-01": firstExports, ...laterExports })) {
    await project.write(files);
    await project.land(day);
  }
  const { services } = project.local;
  const made = await countedLoads(services.store, { source: "product" });
  expect(made.length).toBeGreaterThan(3);
  for (let left = made.length; left > 0; left -= 1) {
    const store = brokenOffAfterOneWrite(services.store);
    await expect(retract({ ...services, store }, { source: "product" })).rejects.toThrow("broken off");
    expect(await countedLoads(services.store, { source: "product" })).toHaveLength(left - 1);
    if (left === 2) break;
  }
  expect((await retract(services, { source: "product" })).loads).toHaveLength(1);
  expect(await countedLoads(services.store, { source: "product" })).toEqual([]);
  await project.run("2026-03-04");
  expect(await project.query("select 1 from usage_daily")).toEqual([]);
  expect(await project.query("select count(*) as accounts from accounts_current")).toEqual([{ accounts: 4 }]);
});

sampledTest("after retracting a snapshot, the one before it counts", async () => {
  await using project = await shopAfterFirstDay();
  const header = "id,name,domain,segment,since,left_on,merged_into,updated_at,country";
  const rows = ["A,Alpha,a,Big,2025-01-10,,,,DE", "B,Beta,b,Small,2025-06-01,,,,FR"];
  await project.write({ "crm/accounts.csv": csv(header, ...rows) });
  await project.land("2026-03-02");
  await project.write({ "crm/accounts.csv": csv(header, ...rows, "X,Wrong,x,Big,2025-01-10,,,,DE") });
  await project.land("2026-03-03");
  await project.run("2026-03-03");
  await retractLoadOf(project, "crm", "accounts", "2026-03-03");
  await project.run("2026-03-03");
  // C, which both lack, still pays.
  expect(await project.query("select account_id from accounts_current order by 1")).toEqual([
    { account_id: "A" },
    { account_id: "B" },
    { account_id: "C" },
  ]);
});

sampledTest("an export that lost too much stops its day until it is retracted", async () => {
  await using project = await shopAfterFirstDay();
  const header = "id,name,domain,segment,since,left_on,merged_into,updated_at,country\n";
  await project.write({ "crm/accounts.csv": header });
  await project.land("2026-03-02");
  await expect(project.run("2026-03-02")).rejects.toThrow(/full_snapshots_lose_little/);
  await retractLoadOf(project, "crm", "accounts", "2026-03-02");
  expect((await project.run("2026-03-02")).run.outcome).toBe("published");
  expect(await project.query("select account_id from accounts_current order by 1")).toHaveLength(3);
});

sampledTest("no day is built on one that read a retracted load", async () => {
  await using project = await shopDays(badTickets);
  await retractLoadOf(project, "helpdesk", "tickets", "2026-03-02");
  const { services, project: compiled } = project.local;
  const later = { project: compiled, asOfDate: "2026-03-04" };
  await expect(runDay(quietSteps, services, later)).rejects.toThrow(
    "2026-03-03 was built from loads that were retracted since: start at 2026-03-02",
  );
  const history = { project: compiled, to: "2026-03-04", everyDays: 1 };
  await expect(backfill(quietSteps, services, { ...history, from: "2026-03-04" })).rejects.toThrow(
    "2026-03-03 was built from loads that were retracted since",
  );
  await expect(repeatDays(quietSteps, services, { from: "2026-03-03" })).rejects.toThrow(
    "start at 2026-03-02",
  );
  await backfill(quietSteps, services, { ...history, from: "2026-03-02" });
  expect(await retractedDays(services.store)).toBeUndefined();
});

sampledTest(
  "days that cannot be rebuilt without the retracted load say what to do, and stay published",
  async () => {
    await using project = await shopAfterFirstDay();
    const header = "id,name,domain,segment,since,left_on,merged_into,updated_at,country";
    const two = ["A,Alpha,a,Big,2025-01-10,,,,DE", "B,Beta,b,Small,2025-06-01,,,,FR"];
    await project.day("2026-03-02", { "crm/accounts.csv": csv(header, ...two) });
    await project.day("2026-03-03", { "crm/accounts.csv": csv(header, two[0] ?? "") });
    await retractLoadOf(project, "crm", "accounts", "2026-03-02");
    await expect(project.run("2026-03-04")).rejects.toThrow(
      /2 published days, 2026-03-02 to 2026-03-03, have read loads.*run --date 2026-03-02 --again --config current/s,
    );
    expect(await project.query("select distinct as_of_date from accounts order by 1")).toHaveLength(3);
  },
);
