import { afterAll, beforeAll, expect, test } from "vitest";
import { csv, csvOf, type DraftedProject, draftedProject, ndjson } from "./drafted-project.ts";
import * as further from "./given/further-objects.ts";
import * as views from "./given/hubspot-views.ts";

const [aldgate, brackley, corby] = ["9001001", "9001002", "9001003"];
let drafted: DraftedProject;

beforeAll(async () => {
  drafted = await draftedProject({
    "exports/hubspot/hubspot-crm-exports-all-companies-2026-03-30.csv": csv(views.companies),
    "exports/hubspot/hubspot-crm-exports-all-contacts-2026-03-30.csv": csv(views.contacts),
    "exports/hubspot/hubspot-crm-exports-all-tickets-2026-03-30.csv": csv(views.tickets),
    "exports/segment/tracks.csv": csvOf(further.segmentTracks),
    "exports/intercom/tickets.ndjson": ndjson(further.intercomTickets),
    "exports/pendo/visitors.ndjson": ndjson(further.pendoVisitors),
    "exports/pendo/pages.ndjson": ndjson(further.pendoPages),
    "exports/pendo/polls.ndjson": ndjson(further.pendoPolls),
    "exports/zuora/Contact.csv": csvOf(further.zuoraContacts),
    "exports/zuora/Subscription.csv": csvOf(further.zuoraSubscriptions),
    "exports/qualtrics/responses.ndjson": ndjson(further.qualtricsResponses),
  });
  await drafted.project.day("2026-03-31");
}, 120_000);

afterAll(() => drafted[Symbol.asyncDispose]());

const rows = async (sql: string): Promise<readonly unknown[][]> =>
  (await drafted.project.query(sql)).map((row) => Object.values(row));

test("views of HubSpot, whose tickets and contacts name their first company", async () => {
  expect(
    await rows("select account_id, name, domain, region, employees, owner from accounts order by 1"),
  ).toEqual([
    [aldgate, "Aldgate Ltd", "aldgate.example", "United Kingdom", 120, "Kim Vale"],
    [brackley, "Brackley GmbH", "brackley.example", "Germany", null, "Kim Vale"],
    [corby, "Corby SA", "corby.example", "France", 35, null],
  ]);
  expect(
    await rows("select contact_id, account_id, role from contacts where source = 'hubspot' order by 1"),
  ).toEqual([
    ["51", aldgate, "Head of Operations"],
    ["52", brackley, "Buyer"],
    ["53", corby, null],
  ]);
  expect(
    await rows(
      "select ticket_id, account_id, status, priority, channel, created_at, solved_at from tickets where source = 'hubspot' order by 1",
    ),
  ).toEqual([
    ["7001", aldgate, "new", "high", "Email", "2026-03-20 08:15:00", null],
    ["7002", aldgate, "closed", "low", "Form", "2026-02-01 10:00:00", "2026-02-03 16:30:00"],
    ["7003", brackley, "pending", null, "Chat", "2026-03-25 14:00:00", null],
  ]);
});

test("tickets of Intercom", async () => {
  expect(
    await rows(
      "select ticket_id, account_id, status, created_at from tickets where source = 'intercom' order by 1",
    ),
  ).toEqual([
    ["t1", aldgate, "new", "2026-03-20 08:00:00"],
    ["t2", brackley, "pending", "2026-03-21 08:00:00"],
    ["t3", corby, "solved", "2026-03-22 08:00:00"],
  ]);
});

test("Segment's table of track calls, and Pendo's pages by the hour", async () => {
  expect(
    await rows(
      "select account_key, user_id, feature, events, minutes, usage_date from usage_daily order by 1",
    ),
  ).toEqual([
    ["pendo:9001001", "v0", "planner", 1, 5, "2026-03-30"],
    ["pendo:9001002", "v1", "planner", 2, 5, "2026-03-30"],
    ["pendo:9001003", "v2", "planner", 3, 5, "2026-03-30"],
    ["segment:9001001", "u0", "Report Shared", 1, null, "2026-03-20"],
    ["segment:9001002", "u1", "Report Shared", 1, null, "2026-03-21"],
    ["segment:9001003", "a2", "Report Shared", 1, null, "2026-03-22"],
  ]);
  expect(
    await rows("select contact_id, account_id, role from contacts where source = 'pendo' order by 1"),
  ).toEqual([
    ["v0", aldgate, "admin"],
    ["v1", brackley, "user"],
    ["v2", corby, "user"],
  ]);
});

test("ratings of Pendo's polls and Qualtrics' finished responses, and no texts", async () => {
  expect(
    await rows(
      "select source, account_id, survey, score, scale_max, responded_at from survey_responses order by 1, 2",
    ),
  ).toEqual([
    ["pendo", aldgate, "nps", 9, 10, "2026-03-15 12:00:00"],
    ["pendo", brackley, "nps", 3, 10, "2026-03-15 12:00:00"],
    ["qualtrics", aldgate, "nps", 9, 10, "2026-03-01 10:01:05.123"],
    ["qualtrics", brackley, "nps", 2, 10, "2026-03-01 10:01:05.123"],
  ]);
});

test("Zuora's subscriptions without charges have no price, and the config asks for it", async () => {
  expect(
    await rows(
      "select subscription_id, account_id, status, mrr_absence, started_on, ended_on from subscriptions order by 1",
    ),
  ).toEqual([
    ["S-1", aldgate, "active", "no_price", "2025-07-01", null],
    ["S-2", brackley, "active", "no_price", "2025-08-01", null],
    ["S-3", corby, "cancelled", "no_price", "2025-09-01", "2026-02-01"],
  ]);
  expect(drafted.config).toContain("# ? What do subscriptions cost? The prices are in RatePlanCharge");
});

test("nothing is rejected or unreadable", async () => {
  expect(await rows("select source, stream, reason from rejects")).toEqual([]);
  expect(await rows("select source, stream, field from cell_problems")).toEqual([]);
});
