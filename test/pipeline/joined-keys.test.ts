import { expect, test } from "vitest";
import { streamReader } from "../../lib/reports/stream-report.ts";
import { streamLines } from "../../lib/reports/stream-words.ts";
import { cornerShop } from "../support/corner-shop.ts";
import { type TestProject, testProject } from "../support/project.ts";
import { sampledTest } from "../support/sample.ts";
import { csv } from "../support/shop.ts";

/** A help desk as a database: the ticket, its company and its times are rows of three tables. */
const yaml = cornerShop(`
  - name: desk
    kind: files
    streams:
      tickets: { path: tickets/*.csv, mode: upsert, entity: tickets, fields: { ticket_id: id, status: status } }
      companies:
        path: companies/*.csv
        mode: full
        max_loss: 1
        entity: tickets
        join: tickets
        fields: { ticket_id: ticket, account_id: company }
      times:
        path: times/*.csv
        mode: upsert
        entity: tickets
        join: tickets
        fields: { ticket_id: ticket, created_at: created }
`);

const numbered = (count: number, row: (place: number) => string) =>
  Array.from({ length: count }, (_, place) => row(place + 1));
const tickets = (...rows: readonly string[]) => csv("id,status", ...rows);
const companies = (...rows: readonly string[]) => csv("ticket,company", ...rows);
const times = (...rows: readonly string[]) => csv("ticket,created", ...rows);

const ticketsOf = async (project: TestProject) =>
  (
    await project.query(
      `select ticket_id, account_id, account_key, cast(created_at as date) as created_on
        from tickets_current order by 1`,
    )
  ).map((row) => Object.values(row).join(" "));

async function linesOn(project: TestProject, asOfDate: string): Promise<readonly string[]> {
  const { services, project: read } = project.local;
  const reports = await streamReader({ ...services, queries: read.queries }).reports({ asOfDate });
  return reports.flatMap((report) =>
    streamLines(report)
      .slice(1)
      .map((line) => `${report.stream}:${line}`),
  );
}

sampledTest(
  "a ticket has its account and its time from two other tables, in whichever order they land",
  async () => {
    await using project = await testProject(yaml);
    await project.day("2026-03-01", {
      "accounts.csv": csv("id", "A", "B"),
      "tickets/1.csv": tickets("t1,open", "t2,open", "t3,open", "t4,open"),
      "companies/1.csv": companies("t1,A", "t2,X", "t4,"),
      "times/1.csv": times("t1,2026-02-01", "t2,2026-02-02", "t3,someday", "t4,2026-02-04"),
    });
    // t3 waits for its time; nobody's t4 is a ticket.
    expect(await ticketsOf(project)).toEqual([
      "t1 A desk:A 2026-02-01",
      "t2  desk:X 2026-02-02",
      "t4   2026-02-04",
    ]);
    expect(await linesOn(project, "2026-03-01")).toEqual([
      "companies:  1 row without an account's key",
      'companies:  keys of desk that match no account, such as "X"',
      'tickets:  1 row without a row of companies with this key, such as "t3"',
      expect.stringContaining("times:  1 row not a timestamp: created_at"),
    ]);

    await project.day("2026-03-02", {
      "companies/2.csv": companies("t1,B", "t2,A", "t3,A"),
      "times/2.csv": times("t3,2026-02-03"),
    });
    expect(await ticketsOf(project)).toEqual([
      "t1 B desk:B 2026-02-01",
      "t2 A desk:A 2026-02-02",
      "t3 A desk:A 2026-02-03",
      "t4   2026-02-04",
    ]);
    expect(
      await project.query(
        `select as_of_date, landed, current, rejected, unmatched, unjoined from data_quality
        where stream = 'tickets' order by 1`,
      ),
    ).toEqual([
      { as_of_date: "2026-03-01", landed: 4, current: 4, rejected: 0, unmatched: 1, unjoined: 1 },
      { as_of_date: "2026-03-02", landed: 0, current: 0, rejected: 0, unmatched: 0, unjoined: 0 },
    ]);
  },
);

test.each([
  [4, "fresh"],
  [8, "degraded"],
])("of ten tickets, %d are of no company's row: the stream is %s", async (without, status) => {
  await using project = await testProject(yaml);
  await project.day("2026-03-01", {
    "accounts.csv": csv("id", "A"),
    "tickets/1.csv": tickets("t1,open"),
    "companies/1.csv": companies("t1,A"),
    "times/1.csv": times("t1,2026-02-01"),
  });
  await project.day("2026-03-02", {
    "tickets/2.csv": tickets(...numbered(10, (place) => `n${place},open`)),
    "companies/2.csv": companies("t1,A", ...numbered(10 - without, (place) => `n${place},A`)),
    "times/2.csv": times(...numbered(10, (place) => `n${place},2026-03-02`)),
  });
  expect(
    await project.query("select status, reason from source_freshness_current where stream = 'tickets'"),
  ).toEqual([{ status, reason: status === "fresh" ? null : "unmatched" }]);
});
