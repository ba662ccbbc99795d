import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { csv, csvOf, type DraftedProject, draftedProject, ndjson } from "./drafted-project.ts";
import * as billing from "./given/billing.ts";
import * as other from "./given/desk-and-product.ts";
import * as hubspot from "./given/hubspot.ts";

const files = {
  "exports/hubspot/companies.ndjson": ndjson(hubspot.companies),
  "exports/hubspot/contacts.ndjson": ndjson(hubspot.contacts),
  "exports/hubspot/tickets.ndjson": ndjson(hubspot.tickets),
  "exports/hubspot/meetings.ndjson": ndjson(hubspot.meetings),
  "exports/hubspot/deals.ndjson": ndjson(hubspot.deals),
  "exports/chargebee/customers.ndjson": ndjson(billing.chargebeeCustomers),
  "exports/chargebee/subscriptions.ndjson": ndjson(billing.chargebeeSubscriptions),
  "exports/chargebee/invoices.ndjson": ndjson(billing.chargebeeInvoices),
  "exports/recurly/accounts.ndjson": ndjson(billing.recurlyAccounts),
  "exports/recurly/subscriptions.ndjson": ndjson(billing.recurlySubscriptions),
  "exports/recurly/invoices.ndjson": ndjson(billing.recurlyInvoices),
  "exports/zuora/Account.csv": csvOf(billing.zuoraAccounts),
  "exports/zuora/RatePlanCharge.csv": csvOf(billing.zuoraCharges),
  "exports/zuora/Invoice.csv": csvOf(billing.zuoraInvoices),
  "exports/intercom/companies.ndjson": ndjson(other.intercomCompanies),
  "exports/intercom/conversations.ndjson": ndjson(other.intercomConversations),
  "exports/segment/calls.ndjson": ndjson(other.segmentCalls),
  "exports/mixpanel/export.ndjson": ndjson(other.mixpanelEvents),
  "exports/amplitude/events.ndjson": ndjson(other.amplitudeEvents),
  "exports/pendo/features.ndjson": ndjson(other.pendoFeatures),
  "exports/qualtrics/answers.csv": csv(other.qualtricsAnswers),
};

const [aldgate, brackley, corby] = ["9001001", "9001002", "9001003"];
let drafted: DraftedProject;

beforeAll(async () => {
  drafted = await draftedProject(files);
  await drafted.project.day("2026-03-31");
}, 120_000);

afterAll(() => drafted[Symbol.asyncDispose]());

/** The rows of a source in a table, each as its values. */
async function rowsOf(source: string, table: string, columns: string): Promise<readonly unknown[][]> {
  const id = columns.split(",")[0];
  const rows = await drafted.project.query(
    `select ${columns} from ${table} where source = '${source}' order by ${id}`,
  );
  return rows.map((row) => Object.values(row));
}

test("HubSpot's companies are the accounts", async () => {
  expect(
    await drafted.project.query(
      "select account_id, name, domain, industry, region, employees from accounts order by account_id",
    ),
  ).toEqual([
    {
      ...{ account_id: aldgate, name: "Aldgate Ltd", domain: "aldgate.example" },
      ...{ industry: "CONSTRUCTION", region: "United Kingdom", employees: 120 },
    },
    {
      ...{ account_id: brackley, name: "Brackley GmbH", domain: "brackley.example" },
      ...{ industry: "UTILITIES", region: "Germany", employees: null },
    },
    {
      ...{ account_id: corby, name: "Corby SA", domain: "corby.example" },
      ...{ industry: null, region: "France", employees: 35 },
    },
  ]);
});

test("HubSpot's tickets have the meaning of their stages, and meetings and contacts their companies", async () => {
  expect(
    await rowsOf(
      "hubspot",
      "tickets",
      "ticket_id, account_id, status, priority, channel, created_at, solved_at",
    ),
  ).toEqual([
    ["7001", aldgate, "new", "high", "EMAIL", "2026-03-20 08:15:00", null],
    ["7002", aldgate, "closed", "low", "FORM", "2026-02-01 10:00:00", "2026-02-03 16:30:00"],
    ["7003", brackley, "pending", null, "CHAT", "2026-03-25 14:00:00", null],
  ]);
  expect(await rowsOf("hubspot", "touchpoints", "touchpoint_id, account_id, kind, occurred_at")).toEqual([
    ["3001", aldgate, "meeting", "2026-03-05 09:00:00"],
    ["3002", brackley, "meeting", "2026-03-11 13:30:00"],
    ["3003", corby, "meeting", "2026-02-17 08:00:00"],
  ]);
  expect(await rowsOf("hubspot", "contacts", "contact_id, account_id, role")).toEqual([
    ["51", aldgate, "Head of Operations"],
    ["52", brackley, "Buyer"],
    ["53", corby, null],
  ]);
});

const subscription =
  "subscription_id, account_id, plan, status, mrr_in_currency, currency, seats, started_on, ended_on, renewal_on";
const invoice = "invoice_id, account_id, amount_in_currency, currency, status, issued_on, due_on, paid_on";

describe("what customers pay", () => {
  test("comes from Chargebee in cents, and in whole yen", async () => {
    expect(await rowsOf("chargebee", "subscriptions", subscription)).toEqual([
      ["cbs_1", aldgate, "team-USD", "active", 1200.5, "USD", 12, "2025-02-01", null, "2026-04-01"],
      ["cbs_2", brackley, "pro-JPY", "active", 98000, "JPY", 3, "2025-02-01", "2026-06-01", "2026-04-01"],
      ["cbs_3", corby, "team-USD", "cancelled", 0, "USD", 5, "2025-02-01", "2026-02-15", "2026-04-01"],
    ]);
    expect(await rowsOf("chargebee", "invoices", `${invoice}, amount_owed`)).toEqual([
      ["cbi_1", aldgate, 1200.5, "USD", "paid", "2026-02-01", "2026-03-03", "2026-02-02", 0],
      ["cbi_2", brackley, 98000, "JPY", "open", "2026-02-01", "2026-03-03", null, null],
      ["cbi_3", corby, 60, "USD", "open", "2026-02-01", "2026-03-03", null, 25],
    ]);
  });

  test("comes from Recurly for a period, of a month or a year, and without credit invoices", async () => {
    expect(await rowsOf("recurly", "subscriptions", subscription)).toEqual([
      ["rs_1", aldgate, "Gold", "active", 250.5, "USD", 2, "2025-03-10", null, "2026-04-10"],
      ["rs_2", brackley, "Gold", "active", 100, "USD", 1, "2025-03-10", null, "2027-03-10"],
      ["rs_3", corby, "Gold", "cancelled", 99, "USD", 1, "2025-03-10", "2026-04-10", "2026-04-10"],
    ]);
    expect(await rowsOf("recurly", "invoices", `${invoice}, amount_owed`)).toEqual([
      ["ri_1", aldgate, 250.5, "USD", "paid", "2026-03-10", "2026-03-10", "2026-03-11", 0],
      ["ri_2", brackley, 1200, "USD", "open", "2026-03-10", "2026-03-10", null, 1200],
    ]);
  });

  test("comes from Zuora's recurring charges, each in its latest version", async () => {
    expect(await rowsOf("zuora", "subscriptions", subscription)).toEqual([
      ["C-1", aldgate, "Seats", null, 412.5, "USD", 10, "2025-07-01", null, "2026-07-01"],
      ["C-2", brackley, "Seats", null, 96, "EUR", 10, "2025-07-01", null, "2026-07-01"],
    ]);
    expect(await rowsOf("zuora", "invoices", invoice)).toEqual([
      ["zi1", aldgate, 412.5, "USD", "paid", "2026-03-01", "2026-03-31", null],
      ["zi2", brackley, 96, "USD", "open", "2026-03-01", "2026-03-31", null],
      ["zi3", corby, 50, "USD", "draft", "2026-03-01", "2026-03-31", null],
    ]);
  });
});

test("Intercom's conversations are tickets, and their ratings answers", async () => {
  expect(
    await rowsOf("intercom", "tickets", "ticket_id, account_id, status, priority, solved_at, reopens"),
  ).toEqual([
    ["c1", aldgate, "open", "urgent", null, 0],
    ["c2", brackley, "closed", "normal", "2026-03-11 09:00:00", 1],
    ["c3", corby, "hold", "normal", null, 0],
  ]);
  expect(
    await rowsOf(
      "intercom",
      "survey_responses",
      "response_id, account_id, survey, score, scale_max, ticket_id, responded_at",
    ),
  ).toEqual([["c2", brackley, "csat", 4, 5, "c2", "2026-03-11 12:00:00"]]);
});

test("Qualtrics' finished answers count for the domain of their email, without the lines below the header", async () => {
  expect(
    await rowsOf(
      "qualtrics",
      "survey_responses",
      "response_id, account_id, survey, score, scale_max, responded_at",
    ),
  ).toEqual([
    ["R_1aaaaaaaaaaaaaa", aldgate, "nps", 9, 10, "2026-03-01 10:01:05"],
    ["R_2bbbbbbbbbbbbbb", brackley, "nps", 4, 10, "2026-03-02 11:02:05"],
  ]);
});

describe("use of the product", () => {
  const used = "account_id, user_id, feature, events, minutes, usage_date";
  test.each([
    [
      "segment",
      "track calls alone",
      [
        [aldgate, "user-m1", "Report Shared", 1, null, "2026-03-30"],
        [brackley, "a", "Report Shared", 1, null, "2026-03-30"],
        [corby, "user-m3", "Report Shared", 1, null, "2026-03-29"],
      ],
    ],
    [
      "mixpanel",
      "events on their UTC day, without those of Mixpanel",
      [
        [aldgate, "d-i1", "Job Planned", 1, null, "2026-03-30"],
        [brackley, "d-i2", "Job Planned", 1, null, "2026-03-30"],
        [corby, "d-i4", "Route Printed", 1, null, "2026-03-28"],
      ],
    ],
    [
      "amplitude",
      "events by their group, without sessions and page views",
      [
        [aldgate, "p-u1", "checklist done", 1, null, "2026-03-30"],
        [brackley, "p-u2", "checklist done", 1, null, "2026-03-30"],
        [corby, "p-u5", "photo added", 1, null, "2026-03-30"],
      ],
    ],
    [
      "pendo",
      "counted events and minutes of a day",
      [
        [aldgate, "v1", "planner", 7, 12, "2026-03-30"],
        [brackley, "v2", "planner", 1, 3, "2026-03-30"],
        [corby, "v3", "invoicing", 4, 0, "2026-03-30"],
      ],
    ],
  ])("%s: %s", async (source, _, expected) => {
    const rows = await drafted.project.query(
      `select ${used} from usage_daily where account_key like '${source}:%' order by account_id`,
    );
    expect(rows.map((row) => Object.values(row))).toEqual(expected);
  });
});

test("nothing is rejected, and no account is unknown", async () => {
  expect(await drafted.project.query("select source, stream, reason from rejects")).toEqual([]);
  expect(await drafted.project.query("select * from data_quality where unmatched > 0")).toEqual([]);
  expect(await drafted.project.query("select * from cell_problems")).toEqual([]);
});

test("the config says why a file is not used", () => {
  expect(drafted.config).toContain(
    "exports/hubspot/deals.ndjson (1): HubSpot's deals: a deal may still be lost",
  );
});
