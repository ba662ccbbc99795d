import { copyFile, utimes } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { type TestProject, testProject } from "../support/project.ts";
import { sampledTest } from "../support/sample.ts";
import { csv } from "../support/shop.ts";

const yaml = `
company: Corner Shop
currency: EUR
sources:
  - name: crm
    kind: files
    expect_every: 8d
    streams:
      accounts: { path: "crm/accounts-{date}*.csv", mode: full, entity: accounts, fields: { account_id: id } }
      tickets:
        path: crm/tickets-{date}*.csv
        mode: upsert
        entity: tickets
        fields: { ticket_id: id, account_id: account, created_at: at }
  - name: product
    kind: files
    expect_every: 2d
    streams:
      usage:
        path: use/u-{date}*.csv
        mode: append
        entity: usage
        fields: { account_id: account, occurred_at: at, event_id: id }
      clicks: { path: clicks/*.csv, mode: append, entity: usage, fields: { account_id: account, occurred_at: at } }
scorecards:
  - name: standard
    components: { usage: { weight: 1, measures: { active_days_28d: { points: [[0, 0], [5, 100]] } } } }
alerts: [{ name: silent, when: "active_days_28d = 0", severity: high }]
`;

const accounts = csv("id", "A", "B");
const tickets = csv("id,account,at", "1,A,2026-09-30");
const events = (day: string) => csv("id,account,at", `${day}-1,A,${day}`, `${day}-2,B,${day}`);

/** Every stream has delivered, the last time on 3 October. */
async function silentSince3October(): Promise<TestProject> {
  const project = await testProject(yaml);
  for (const date of ["2026-10-02", "2026-10-03"])
    await project.day(date, {
      [`use/u-${date}.csv`]: events(date),
      [`clicks/${date}.csv`]: events(date),
      [`crm/accounts-${date}.csv`]: accounts,
      [`crm/tickets-${date}.csv`]: tickets,
    });
  return project;
}

async function freshness(project: TestProject, date: string) {
  const rows = await project.query(
    `select stream, last_landed_on, status from source_freshness where as_of_date = date '${date}'`,
  );
  return Object.fromEntries(rows.map(({ stream, ...of }) => [String(stream), Object.values(of).join(" ")]));
}

const copies: Readonly<Record<string, (project: TestProject) => Promise<void>>> = {
  "a copy of an old file": async ({ directory }) => {
    for (const [file, copy] of [
      ["use/u-2026-10-03.csv", "use/u-2026-10-03 (1).csv"],
      ["clicks/2026-10-03.csv", "clicks/2026-10-03 (1).csv"],
      ["crm/accounts-2026-10-03.csv", "crm/accounts-2026-10-03 (1).csv"],
      ["crm/tickets-2026-10-03.csv", "crm/tickets-2026-10-03 (1).csv"],
    ] as const)
      await copyFile(join(directory, file), join(directory, copy));
  },
  "a touched file": async ({ directory }) => {
    for (const file of ["use/u-2026-10-03.csv", "clicks/2026-10-03.csv", "crm/tickets-2026-10-03.csv"])
      await utimes(join(directory, file), new Date(), new Date());
  },
  "events under a new date": async (project) =>
    project.write({
      "use/u-2026-11-27.csv": events("2026-10-03"),
      "clicks/2026-11-27.csv": events("2026-10-03"),
    }),
};

for (const [name, copy] of Object.entries(copies))
  sampledTest(`${name} is no sign of life, and alerts nobody`, async () => {
    await using project = await silentSince3October();
    await copy(project);
    const { detection } = await project.day("2026-11-27");
    expect(await freshness(project, "2026-11-27")).toEqual({
      usage: "2026-10-03 stale",
      clicks: "2026-10-03 stale",
      accounts: "2026-10-03 stale",
      tickets: "2026-10-03 stale",
    });
    expect(detection).toMatchObject({ sent: 0, baseline: 0 });
    expect(await project.query("select sum(events) as events from usage_daily")).toEqual([{ events: 8 }]);
  });

sampledTest("an unchanged export of records under a new date is heard on that date", async () => {
  await using project = await silentSince3October();
  await project.day("2026-10-30", {
    "crm/accounts-2026-10-17.csv": accounts,
    "crm/tickets-2026-10-17.csv": tickets,
    "crm/accounts-2026-10-24.csv": accounts,
    "crm/tickets-2026-10-24.csv": tickets,
  });
  expect(await freshness(project, "2026-10-30")).toMatchObject({
    accounts: "2026-10-24 fresh",
    tickets: "2026-10-24 fresh",
  });
});
