import { expect } from "vitest";
import { backfill, repeatDays } from "../../lib/pipeline/history.ts";
import { streamReader } from "../../lib/reports/stream-report.ts";
import { streamLines } from "../../lib/reports/stream-words.ts";
import { cornerShop } from "../support/corner-shop.ts";
import { quietSteps, type TestProject, testProject } from "../support/project.ts";
import { publishedRows } from "../support/published-rows.ts";
import { seeded } from "../support/random.ts";
import { sampledTest, seed } from "../support/sample.ts";
import { csv } from "../support/shop.ts";

const yaml = (mode: "full" | "upsert", join = "join: tickets") =>
  cornerShop(`
  - name: desk
    kind: files
    streams:
      tickets:
        path: desk/tickets*.csv
        mode: upsert
        entity: tickets
        fields: { ticket_id: id, account_id: account, created_at: created, updated_at: updated }
      ticket_metrics:
        path: desk/metrics*.csv
        mode: ${mode}
        max_loss: 1
        entity: tickets
        ${join}
        fields: { ticket_id: ticket, solved_at: solved, reopens: reopens, updated_at: updated }
`);

const accounts = { "accounts.csv": csv("id,name", "1,Alpha") };
const tickets = (day: number, ...rows: readonly string[]) => ({
  [`desk/tickets-${day}.csv`]: csv("id,account,created,updated", ...rows),
});
const metrics = (day: number, ...rows: readonly string[]) => ({
  [`desk/metrics-${day}.csv`]: csv("ticket,solved,reopens,updated", ...rows),
});

async function ticketsOn(project: TestProject, day: number) {
  const rows = await project.query(
    `select ticket_id, status, cast(solved_at as date) as solved_on, reopens
      from tickets where as_of_date = date '2026-03-0${day}' order by 1`,
  );
  return rows.map((row) => Object.values(row).join(" "));
}

const quality = (project: TestProject) =>
  project.query(
    "select stream, landed, current, superseded, duplicate, rejected, unmatched from data_quality where source = 'desk' order by stream",
  );

sampledTest("two files give one ticket, whichever of them lands first", async () => {
  await using project = await testProject(yaml("upsert"));
  await project.day("2026-03-01", {
    ...accounts,
    ...tickets(1, "t1,1,2026-02-01,2026-02-01", "t2,1,2026-02-02,2026-02-02"),
    ...metrics(1, "t1,2026-02-20,1,2026-02-20", "t3,,4,2026-02-21"),
  });
  expect(await ticketsOn(project, 1)).toEqual(["t1 solved 2026-02-20 1", "t2   "]);

  // The metrics of t3 waited for it; those of t2 come after it.
  await project.day("2026-03-02", {
    ...tickets(2, "t3,1,2026-02-03,2026-03-02"),
    ...metrics(2, "t2,2026-03-02,0,2026-03-02"),
  });
  expect(await ticketsOn(project, 2)).toEqual([
    "t1 solved 2026-02-20 1",
    "t2 solved 2026-03-02 0",
    "t3 open  4",
  ]);
});

sampledTest(
  "each file's newest version counts for its own fields, and a late older one for none",
  async () => {
    await using project = await testProject(yaml("upsert"));
    await project.day("2026-03-01", {
      ...accounts,
      ...tickets(1, "t1,1,2026-02-01,2026-02-28"),
      ...metrics(1, "t1,2026-02-20,1,2026-02-20", "t1,2026-02-20,1,2026-02-20", "t1,2026-02-10,0,2026-02-10"),
    });
    expect(await quality(project)).toEqual([
      {
        stream: "ticket_metrics",
        landed: 3,
        current: 1,
        superseded: 1,
        duplicate: 1,
        rejected: 0,
        unmatched: 0,
      },
      { stream: "tickets", landed: 1, current: 1, superseded: 0, duplicate: 0, rejected: 0, unmatched: 0 },
    ]);
    // The ticket is reopened by an older clock than its own, and its own row lands once more.
    await project.day("2026-03-02", {
      ...metrics(2, "t1,,2,2026-02-25"),
      ...tickets(2, "t1,1,2026-02-01,2026-03-01"),
    });
    expect(await ticketsOn(project, 2)).toEqual(["t1 open  2"]);
    await project.day("2026-03-03", metrics(3, "t1,2026-02-22,1,2026-02-22"));
    expect(await ticketsOn(project, 3)).toEqual(["t1 open  2"]);
  },
);

sampledTest("a row without its ticket is kept and counted, and is no ticket", async () => {
  await using project = await testProject(yaml("upsert"));
  await project.day("2026-03-01", {
    ...accounts,
    ...metrics(1, "t1,2026-02-20,1,2026-02-20", "t2,2026-02-21,0,2026-02-21", ",2026-02-21,0,2026-02-21"),
    ...tickets(1, "t2,1,2026-02-01,2026-02-01"),
  });
  expect(await ticketsOn(project, 1)).toEqual(["t2 solved 2026-02-21 0"]);
  expect(await quality(project)).toEqual([
    {
      stream: "ticket_metrics",
      landed: 3,
      current: 2,
      superseded: 0,
      duplicate: 0,
      rejected: 1,
      unmatched: 1,
    },
    { stream: "tickets", landed: 1, current: 1, superseded: 0, duplicate: 0, rejected: 0, unmatched: 0 },
  ]);
  const { services, project: read } = project.local;
  const reports = await streamReader({ ...services, queries: read.queries }).reports({
    asOfDate: "2026-03-01",
  });
  const lines = reports.flatMap((report) => (report.stream === "ticket_metrics" ? streamLines(report) : []));
  expect(lines.at(-1)).toBe('  1 row without a row of tickets with this key, such as "t1"');
});

sampledTest(
  "an unreadable cell of one file costs its own field, and a full file that lacks a ticket empties its fields",
  async () => {
    await using project = await testProject(yaml("full"));
    await project.day("2026-03-01", {
      ...accounts,
      ...tickets(1, "t1,1,2026-02-01,2026-02-01", "t2,1,2026-02-01,2026-02-01"),
      ...metrics(1, "t1,someday,3,2026-02-20", "t2,2026-02-20,1,2026-02-20"),
    });
    // Whether t1 is open is unknown: its solution could not be read.
    expect(await ticketsOn(project, 1)).toEqual(["t1   3", "t2 solved 2026-02-20 1"]);
    await project.day("2026-03-02", metrics(1, "t1,,3,2026-02-21"));
    expect(await ticketsOn(project, 2)).toEqual(["t1 open  3", "t2   "]);
  },
);

sampledTest("a joined stream is stale by itself", async () => {
  await using project = await testProject(
    yaml("upsert").replaceAll("kind: files", "kind: files\n    expect_every: 1d"),
  );
  await project.day("2026-03-01", {
    ...accounts,
    ...tickets(1, "t1,1,2026-02-01,2026-02-01"),
    ...metrics(1, "t1,,1,2026-02-20"),
  });
  await project.day("2026-03-03", tickets(3, "t2,1,2026-03-02,2026-03-02"));
  expect(
    await project.query(
      "select stream, status from source_freshness_current where source = 'desk' order by 1",
    ),
  ).toEqual([
    { stream: "ticket_metrics", status: "stale" },
    { stream: "tickets", status: "fresh" },
  ]);
});

sampledTest("a join that is added to a running project keeps its tickets", async () => {
  await using before = await testProject(
    yaml("upsert").replace(/ {6}ticket_metrics:[\s\S]*?updated \}\n/, ""),
  );
  await before.day("2026-03-01", { ...accounts, ...tickets(1, "t1,1,2026-02-01,2026-02-01") });
  await using project = await before.reopened(yaml("upsert"));
  await project.day("2026-03-02", metrics(2, "t1,2026-03-01,1,2026-03-01"));
  expect(await ticketsOn(project, 2)).toEqual(["t1 solved 2026-03-01 1"]);
});

sampledTest(
  "ten thousand dirty rows: a backfill gives the same days as the nights did, and a rerun equal ones",
  async () => {
    const random = seeded(seed);
    const one = (...values: readonly string[]) => values[random.below(values.length)] ?? "";
    const id = () => (random.below(50) === 0 ? "" : `t${random.below(3_000)}`);
    const moment = (day: number) => `2026-02-${10 + random.below(10) + day}T0${random.below(10)}:00:00Z`;
    const files = (day: number) => ({
      ...tickets(
        day,
        ...Array.from(
          { length: 1_700 },
          () =>
            `${id()},${one("1", "1", "1", "9")},${one("2026-02-01", "2026-02-02", "once")},${moment(day)}`,
        ),
      ),
      ...metrics(
        day,
        ...Array.from(
          { length: 1_700 },
          () =>
            `${id()},${one("", "2026-02-09", "2026-02-30")},${one("0", "2", "many", "-1")},${moment(day)}`,
        ),
      ),
    });
    await using project = await testProject(
      yaml("upsert").replaceAll("entity: tickets", "entity: tickets\n        max_rejected: 1"),
    );
    for (const day of [1, 2, 3])
      await project.day(`2026-03-0${day}`, { ...(day === 1 ? accounts : {}), ...files(day) });
    const rows = async () => ({ ...(await publishedRows(project)), audit_results: [] });
    const before = await rows();
    await backfill(quietSteps, project.local.services, {
      ...{ project: project.local.project, from: "2026-03-01", to: "2026-03-03", everyDays: 1 },
    });
    expect(await rows()).toEqual(before);
    await repeatDays(quietSteps, project.local.services, { from: "2026-03-01" });
    expect(await rows()).toEqual(before);
  },
);
