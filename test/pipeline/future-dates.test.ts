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
  "surveys/responses.csv": `${firstExports["surveys/responses.csv"]}R9,B,nps,0,10,cy,2026-03-02T10:00:00Z\n`,
  "product/usage-2026-03-01.csv": `${firstExports["product/usage-2026-03-01.csv"]}U9,B,cy,search,2026-03-02T09:00:00Z\n`,
};

sampledTest("future dates change nothing on a day, and count from their date on", async () => {
  await using plain = await shopAfterFirstDay();
  await using futureRows = await testProject(shopYaml);
  await futureRows.day("2026-03-01", { ...firstExports, ...future });
  // The counts of landed rows and of their values differ, as they should: the rows are there, but masked.
  const { data_quality: without, field_counts: fewer, ...expected } = await publishedRows(plain);
  const { data_quality: landed, field_counts: more, ...tables } = await publishedRows(futureRows);
  const uncounted = (of: object) => JSON.parse(JSON.stringify(of).replace(/\\"last_row_count\\":\d+,/g, ""));
  expect(uncounted(tables)).toEqual(uncounted(expected));
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

const usageHeader = "id,account,user,feature,at";

sampledTest(
  "what happened after its landing, as with day and month swapped, is rejected and said",
  async () => {
    await using project = await shopAfterFirstDay();
    const day = await project.day("2026-03-02", {
      "product/usage-2026-03-02.csv": csv(
        usageHeader,
        ...["A", "A", "B", "B", "B"].map((account, n) => `V${n},${account},ann,search,2026-11-03T08:00:00Z`),
        "V9,C,cy,search,2026-03-03T08:00:00Z",
      ),
      "surveys/responses-2.csv": csv("id,account,kind,score,scale,who,at", "R2,B,nps,2,10,cy,2062-03-01"),
      "helpdesk/tickets-2.csv": csv(
        "id,organization,created,solved,status,updated_at",
        "T9,B,2026-12-02T08:00:00Z,,open,2026-03-01T00:00:00Z",
      ),
      "billing/subscriptions-2.csv": csv(
        "id,account,plan,mrr,seats,started,ended,notice,updated_at",
        "S9,B,Team,900.00,9,2026-05-01,,,2026-03-01T00:00:00Z",
      ),
    });
    expect(
      await project.query(
        "select stream, record_id, value from rejects where reason = 'in_the_future' order by 1, 2",
      ),
    ).toEqual([
      { stream: "responses", record_id: "R2", value: "2062-03-01" },
      { stream: "tickets", record_id: "T9", value: "2026-12-02T08:00:00Z" },
      ...[0, 1, 2, 3, 4].map((n) => ({ stream: "usage", record_id: `V${n}`, value: "2026-11-03T08:00:00Z" })),
    ]);
    const freshness = await project.query(
      "select status, reason from source_freshness where as_of_date = date '2026-03-02' and stream = 'usage'",
    );
    expect(freshness).toEqual([{ status: "degraded", reason: "rejected" }]);
    expect(day.detection).toMatchObject({ sent: 0 });
  },
);

sampledTest("a later date than the day that is built, but not than the landing, is just later", async () => {
  const yaml = shopYaml.replace("path: product/usage*.csv", "path: product/usage-{date}.csv");
  await using project = await testProject(yaml);
  const { "product/usage-2026-03-01.csv": _, ...others } = firstExports;
  await project.write(others);
  await project.land("2026-03-01");
  const events = ["U1,A,ann,search,2026-03-01", "U2,A,ann,search,2026-03-20"];
  await project.write({ "product/usage-2026-03-01.csv": csv(usageHeader, ...events) });
  await project.land("2026-03-31");
  for (const date of ["2026-03-01", "2026-03-20"]) await project.run(date);
  expect(
    await project.query("select usage_date, events from usage_daily where account_id = 'A' order by 1"),
  ).toEqual([
    { usage_date: "2026-03-01", events: 1 },
    { usage_date: "2026-03-20", events: 1 },
  ]);
  expect(await project.query("select count(*) as rejects from rejects")).toEqual([{ rejects: 0 }]);
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
