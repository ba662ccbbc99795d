import { expect, test } from "vitest";
import { testProject } from "../support/project.ts";
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

test("landing and SQL read the dates of a file in its formats", async () => {
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
