import { expect } from "vitest";
import { testProject } from "../support/project.ts";
import { sampledTest } from "../support/sample.ts";
import { csv } from "../support/shop.ts";

const yaml = `
company: Corner Shop
currency: EUR
sources:
  - name: crm
    kind: files
    streams:
      accounts:
        path: accounts.csv
        mode: upsert
        backdate: customer_since
        entity: accounts
        fields: { account_id: id, customer_since: { field: since, format: "MMMM D, YYYY" } }
      tickets:
        path: tickets.csv
        mode: upsert
        entity: tickets
        fields:
          ticket_id: id
          account_id: account
          created_at: { field: opened, format: "M/D/YYYY h:mm A" }
          solved_at: { field: solved, format: "YYYY-MM-DD HH:mm:ss UTC" }
scorecards:
  - name: standard
    components: { support: { weight: 1, measures: { oldest_open_ticket_days: { points: [[0, 100], [9, 0]] } } } }
`;

sampledTest("landing and SQL read the dates of a file in its formats", async () => {
  await using project = await testProject(yaml);
  await project.day("2026-03-01", {
    "accounts.csv": csv("id,since", '1,"January 5, 2026"', '2,"Januar 5, 2026"'),
    "tickets.csv": csv(
      "id,account,opened,solved",
      "t1,1,2/3/2026 12:05 AM,2026-02-04 10:00:00 UTC",
      "t2,1,2/3/2026 12:05 PM,",
      "t3,1,2/3/2026 13:05,",
    ),
  });
  expect(await project.query("select account_id, customer_since from accounts order by account_id")).toEqual([
    { account_id: "1", customer_since: "2026-01-05" },
    { account_id: "2", customer_since: null },
  ]);
  expect(await project.query("select ticket_id, created_at, solved_at from tickets order by 1")).toEqual([
    { ticket_id: "t1", created_at: "2026-02-03 00:05:00", solved_at: "2026-02-04 10:00:00" },
    { ticket_id: "t2", created_at: "2026-02-03 12:05:00", solved_at: null },
  ]);
  expect(
    await project.query(
      "select stream, rejected, cells_unread from data_quality where landed > 0 order by 1",
    ),
  ).toEqual([
    { stream: "accounts", rejected: 0, cells_unread: 1 },
    { stream: "tickets", rejected: 1, cells_unread: 0 },
  ]);
});

const american = `
company: Corner Shop
currency: EUR
sources:
  - name: crm
    kind: files
    streams:
      accounts:
        path: accounts.csv
        mode: full
        entity: accounts
        timezone: America/New_York
        fields: { account_id: id, customer_since: since, employees: { field: staff, number: "1,234.56" } }
      events:
        path: events.csv
        mode: append
        backdate: occurred_at
        entity: usage
        timezone: America/New_York
        not_use: [page*]
        fields: { account_id: account, occurred_at: at, feature: what }
scorecards:
  - name: standard
    components: { usage: { weight: 1, measures: { active_days_28d: { points: [[0, 0], [9, 100]] } } } }
`;

sampledTest("an export of another country is read in its times and numbers, by landing and SQL", async () => {
  await using project = await testProject(american);
  await project.day("2026-03-11", {
    "accounts.csv": csv("id,since,staff", '1,2026-01-05 23:30,"1,250"', '2,2026-01-06,"12,50"'),
    "events.csv": csv(
      "account,at,what",
      "1,2026-03-10 23:30,export",
      "1,2026-03-10 19:59,export",
      "1,2026-03-10 20:00Z,export",
      "1,2026-03-10 12:00,page view",
    ),
  });
  expect(
    await project.query("select account_id, customer_since, employees from accounts order by 1"),
  ).toEqual([
    { account_id: "1", customer_since: "2026-01-05", employees: 1250 },
    { account_id: "2", customer_since: "2026-01-06", employees: null },
  ]);
  expect(
    await project.query("select usage_date, sum(events) as events from usage_daily group by 1 order by 1"),
  ).toEqual([
    { usage_date: "2026-03-10", events: 2 },
    { usage_date: "2026-03-11", events: 1 },
  ]);
  expect(
    await project.query(
      "select stream, filtered, rejected, cells_unread from data_quality where landed > 0 order by 1",
    ),
  ).toEqual([
    { stream: "accounts", filtered: 0, rejected: 0, cells_unread: 1 },
    { stream: "events", filtered: 1, rejected: 0, cells_unread: 0 },
  ]);
});
