import { expect } from "vitest";
import { testProject } from "../support/project.ts";
import { publishedRows } from "../support/published-rows.ts";
import { sampledTest } from "../support/sample.ts";
import { csv, firstExports, shopYaml } from "../support/shop.ts";
import { shopAfterFirstDay } from "../support/shop-days.ts";

/** Rows with dates after 1 March that were exported on it. */
const future: Readonly<Record<string, string>> = {
  "crm/accounts.csv": `${firstExports["crm/accounts.csv"]}F,Future,future.example,Big,2026-03-20,,,2026-03-01T00:00:00Z,DE\n`,
  "billing/subscriptions.csv": `${firstExports["billing/subscriptions.csv"]}S9,B,Team,900.00,9,2026-03-15,,,2026-03-01T00:00:00Z\n`,
  "billing/invoices.csv": `${firstExports["billing/invoices.csv"]}I9,A,900.00,2026-03-15,2026-03-30,,2026-03-01T00:00:00Z\n`,
  "helpdesk/tickets.csv": `${firstExports["helpdesk/tickets.csv"]}T9,9001,2026-03-02T08:00:00Z,,open,2026-03-01T00:00:00Z\n`,
  "surveys/responses.csv": `${firstExports["surveys/responses.csv"]}R9,B,nps,0,10,cy,2026-03-03T10:00:00Z\n`,
  "product/usage-2026-03-01.csv": `${firstExports["product/usage-2026-03-01.csv"]}U9,B,cy,search,2026-03-02T09:00:00Z\n`,
};

sampledTest("future dates change nothing on a day, and count from their date on", async () => {
  await using plain = await shopAfterFirstDay();
  await using futureRows = await testProject(shopYaml);
  await futureRows.day("2026-03-01", { ...firstExports, ...future });
  // The counts of landed rows and of their values differ, as they should: the rows are there, but masked.
  const { data_quality: without, field_counts: fewer, ...expected } = await publishedRows(plain);
  const { data_quality: landed, field_counts: more, ...tables } = await publishedRows(futureRows);
  expect(tables).toEqual(expected);
  expect(landed).not.toEqual(without);
  expect(more).not.toEqual(fewer);

  await futureRows.day("2026-03-20");
  const [known] = await futureRows.query(`select
      (select count(*) from accounts_current where account_id = 'F') as accounts,
      (select count(*) from subscriptions_current where subscription_id = 'S9') as subscriptions,
      (select count(*) from invoices_current where invoice_id = 'I9') as invoices,
      (select count(*) from tickets_current where ticket_id = 'T9') as tickets,
      (select count(*) from survey_responses_current where response_id = 'R9') as responses,
      (select count(*) from usage_daily where usage_date = date '2026-03-02') as usage`);
  expect(known).toEqual({ accounts: 1, subscriptions: 1, invoices: 1, tickets: 1, responses: 1, usage: 1 });
});

sampledTest("a ticket with a solved date in three days is open today, and solved on that date", async () => {
  await using project = await testProject(shopYaml);
  await project.day("2026-03-01", {
    ...firstExports,
    "helpdesk/tickets.csv": csv(
      "id,organization,created,solved,status,updated_at",
      "T1,A,2026-02-27T08:00:00Z,2026-03-04T12:00:00Z,solved,2026-03-01T00:00:00Z",
    ),
  });
  for (const date of ["2026-03-03", "2026-03-04"]) await project.run(date);
  const rows = await project.query(
    "select as_of_date, status, is_open, solved_at from tickets where ticket_id = 'T1' order by 1",
  );
  expect(rows).toEqual([
    { as_of_date: "2026-03-01", status: "open", is_open: true, solved_at: null },
    { as_of_date: "2026-03-03", status: "open", is_open: true, solved_at: null },
    { as_of_date: "2026-03-04", status: "solved", is_open: false, solved_at: "2026-03-04 12:00:00" },
  ]);
});

sampledTest(
  "an account linked on day 40 brings its earlier tickets, and past days stay unchanged",
  async () => {
    await using project = await testProject(shopYaml);
    await project.day("2026-03-01", {
      ...firstExports,
      "helpdesk/tickets.csv": csv(
        "id,organization,created,solved,status,updated_at",
        "T5,7777,2026-02-20T08:00:00Z,,open,2026-03-01T00:00:00Z",
      ),
    });
    await project.day("2026-04-09", { "crm/links-2.csv": csv("source,key,account", "helpdesk,7777,B") });
    expect(await project.query("select as_of_date, account_id from tickets order by 1")).toEqual([
      { as_of_date: "2026-03-01", account_id: null },
      { as_of_date: "2026-04-09", account_id: "B" },
    ]);
    expect(
      await project.query(
        `select as_of_date, value from measures
       where account_id = 'B' and measure = 'oldest_open_ticket_days' order by 1`,
      ),
    ).toEqual([
      // The key that nobody knows may be this account's.
      { as_of_date: "2026-03-01", value: null },
      { as_of_date: "2026-04-09", value: 48 },
    ]);
  },
);
