import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Blemish, type BlemishName, blemishes } from "../../examples/marrowgate/blemishes.ts";
import * as expected from "../../examples/marrowgate/expected.ts";
import { exportsOf } from "../../examples/marrowgate/generate.ts";
import { dateOf, day, daysUpTo, lastDay } from "../../examples/marrowgate/model/calendar.ts";
import * as stories from "../../examples/marrowgate/stories.ts";
import { countBlemish } from "./marrowgate/count-blemishes.ts";
import { bytesOf, csvRows, type Json, jsonRows, linesOf, sheetRows, valueAt } from "./marrowgate/files.ts";
import * as layouts from "./marrowgate/layouts.ts";
import * as read from "./marrowgate/reading.ts";

const readme = await readFile(join(import.meta.dirname, "../../examples/marrowgate/README.md"), "utf8");

test("a day's exports are byte for byte the same each time", () => {
  const days = daysUpTo(lastDay).filter((on) => on % 30 === 0 || on === lastDay);
  for (const { path, content } of days.flatMap((on) => exportsOf(on)))
    expect(bytesOf(path.replace("exports/", "")).equals(Buffer.from(content))).toBe(true);
});

describe("a blemish is in the files as often as the list says", () => {
  test.each(Object.entries(blemishes) as [BlemishName, Blemish][])("%s", (name, { times }) => {
    expect(countBlemish[name]()).toBe(times);
    expect(times).toBeGreaterThan(0);
  });
});

test("the README lists every blemish", () => {
  const rows = Object.entries(blemishes).map(
    ([name, { files, times, unit, reading }]) => `| ${name} | ${files} | ${times} ${unit} | ${reading} |`,
  );
  expect(readme.split("\n").filter((line) => rows.includes(line))).toEqual(rows);
});

describe("a layout has the fields of its product", () => {
  const headerOf = (path: string): string => bytesOf(path).toString().split("\n")[0] ?? "";

  test("Salesforce's accounts, every cell in quotes", () => {
    const header = layouts.salesforceAccount.map((field) => `"${field}"`).join(",");
    expect(headerOf("salesforce/Account-2025-12-31.csv")).toBe(header);
    expect(headerOf("salesforce/Account-2026-09-30.csv")).toBe(`${header},"Health_Tier__c"`);
    for (const { row } of csvRows(/Account-2026-09-30/)) {
      expect(row.Id).toMatch(/^001[\dA-Za-z]{12}[A-Z0-5]{3}$/);
      expect(row.CreatedDate).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/);
    }
  });

  /** Has all that is always there, and nothing that the product does not know. */
  function expectFields(rows: readonly Json[], { always, maybe }: typeof layouts.stripeCustomer): void {
    expect(rows.length).toBeGreaterThan(100);
    const known = new Set([...always, ...maybe]);
    expect(rows.flatMap((row) => always.filter((field) => !(field in row)))).toEqual([]);
    expect(rows.flatMap((row) => Object.keys(row).filter((field) => !known.has(field)))).toEqual([]);
  }
  const rowsOf = (pattern: RegExp): readonly Json[] => jsonRows(pattern).map(({ row }) => row);

  test("Stripe's customers, subscriptions with their items and prices, and invoices", () => {
    const subscriptions = rowsOf(/subscriptions\.ndjson$/);
    const items = subscriptions.flatMap((row) => valueAt(row, "items.data") as Json[]);
    expectFields(rowsOf(/customers\.ndjson$/), layouts.stripeCustomer);
    expectFields(subscriptions, layouts.stripeSubscription);
    expectFields(items, layouts.stripeItem);
    expectFields(
      items.map(({ price }) => price as Json),
      layouts.stripePrice,
    );
    expectFields(rowsOf(/invoices\.ndjson$/), layouts.stripeInvoice);
    expect(items.length).toBeGreaterThan(subscriptions.length);
  });

  test.each([
    ["Zendesk's tickets", /^zendesk\/tickets/, layouts.zendeskTicket],
    ["Zendesk's ticket metrics", /^zendesk\/ticket_metrics/, layouts.zendeskTicketMetric],
    ["Zendesk's organizations", /^zendesk\/organizations/, layouts.zendeskOrganization],
    ["PostHog's events", /^posthog\/2026-0[18]/, layouts.posthogEvent],
  ])("%s", (_, pattern, fields) => {
    expectFields(rowsOf(pattern), { always: fields, maybe: [] });
  });

  test("Zendesk's words for satisfaction, and an id once there is an answer", () => {
    const ratings = rowsOf(/^zendesk\/tickets/).map((row) => row.satisfaction_rating as Json);
    expect(new Set(ratings.map(({ score }) => score))).toEqual(
      new Set(["unoffered", "offered", "good", "bad"]),
    );
    for (const { id, score } of ratings) expect(id !== undefined).toBe(score === "good" || score === "bad");
  });

  test("PostHog's events of people, and its own names among them", () => {
    const events = rowsOf(/^posthog\/2026-01/);
    expect(new Set(events.map(({ event }) => event))).toEqual(
      new Set([
        ...["$pageview", "$identify", "job_scheduled", "route_optimized", "job_completed", "photo_attached"],
        "report_exported",
      ]),
    );
    for (const { timestamp } of events) expect(timestamp).toMatch(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{6}\+00:00$/);
  });

  test("Delighted's survey responses", () => {
    expect(headerOf("delighted/survey_responses_2026-09-30.csv")).toBe(layouts.delightedResponse.join(","));
  });

  test("the sheet as Excel saves it", () => {
    const bytes = bytesOf("customer-success/Touchpoints 2026-09.csv");
    expect(bytes.includes("\r\n")).toBe(true);
    expect(bytes.toString("utf8").includes("\ufffd")).toBe(true);
    const [header, first] = sheetRows("customer-success/Touchpoints 2026-09.csv");
    expect(header).toEqual([
      ...["Customer no.", "Customer", "Date", "Type", "Spoke with", "Pulse", "Potential p.a.", "CSM", "Note"],
    ]);
    expect(first?.[2]).toMatch(/^\d\d\/\d\d\/\d{4}$/);
  });
});

describe.each(["2026-01-31", "2026-05-15", "2026-06-12", "2026-07-31", "2026-09-30"])(
  "a right reading of the exports up to %s gives",
  (date) => {
    const on = day(date);

    test("the accounts", () => {
      const accounts = expected
        .accountsOn(on)
        .map(({ id, name, isGone, standsFor }) => [id, name, isGone, standsFor]);
      const found = read
        .accountsRead(date)
        .map(({ id, name, isGone, mergedInto }) => [id, name, isGone, mergedInto || id]);
      expect(found.toSorted()).toEqual(accounts.toSorted());
    });

    test("the subscriptions, their revenue and the invoices", () => {
      const { byStatus, ...billing } = read.billingRead(date);
      expect({ ...billing, byStatus: { ...noStatus, ...byStatus } }).toEqual(expected.billingOn(on));
      expect(read.invoicesRead(date)).toEqual(expected.invoicesOn(on));
    });

    test("the tickets", () => expect(read.ticketsRead(date)).toEqual(expected.ticketsOn(on)));
    test("the answers", () => expect(read.answersRead(date)).toEqual(expected.answersOn(on)));
    test("the touchpoints", () => expect(read.touchpointsRead(date)).toEqual(expected.touchpointsOn(on)));
    test("the events of four weeks", () => {
      expect(read.eventsRead(dateOf(on - 27), date)).toEqual(expected.eventsOn(on - 27, on));
    });
  },
);

const noStatus = { active: 0, past_due: 0, trialing: 0, paused: 0, canceled: 0 };

test("the README's figures of the last day are right", () => {
  const { running, mrrCents, byStatus } = expected.billingOn(lastDay);
  const [usd, eur] = [mrrCents.usd, mrrCents.eur].map((cents) => (cents / 100).toLocaleString("en-US"));
  expect(byStatus.canceled).toBe(9);
  expect(readme.replaceAll("\n", " ")).toContain(
    `At the end, ${running} subscriptions run, for $${usd} and €${eur} a month; nine have ended.`,
  );
});

describe("the stories of the README", () => {
  const mrr = ({ id }: { id: string }, date: string) => expected.mrrByAccount(day(date)).get(id);
  const events = ({ id }: { id: string }, from: string, through: string) =>
    expected.eventsOn(day(from), day(through)).byAccount.get(id) ?? 0;

  test("two thirds of an account's use end with one of its five people, and nothing else changes", () => {
    const account = stories.powerUserLeft;
    expect(events(account, "2026-05-22", "2026-06-18")).toBe(194);
    expect(events(account, "2026-06-19", "2026-07-16")).toBe(67);
    expect(mrr(account, "2026-06-18")).toBe(mrr(account, "2026-09-30"));
  });

  test("a payment fails for twelve days, and the revenue stays", () => {
    const failed = daysUpTo(lastDay).filter((on) => expected.billingOn(on).byStatus.past_due > 0);
    expect(failed.map(dateOf)).toEqual(Array.from({ length: 12 }, (_, index) => `2026-05-${11 + index}`));
    expect(["2026-05-10", "2026-05-15", "2026-05-23"].map((date) => mrr(stories.paymentHeals, date))).toEqual(
      [...[118_000, 118_000, 118_000]],
    );
    const versions = jsonRows(/invoices\.ndjson$/).filter(({ row }) => row.number === "MG1002-20260511");
    expect(versions.map(({ path, row }) => [path, row.status])).toEqual([
      ["stripe/2026-05-11/invoices.ndjson", "open"],
      ["stripe/2026-05-23/invoices.ndjson", "paid"],
    ]);
  });

  test("the help desk is silent for a week, and the next export brings what it missed", () => {
    expect(expected.ticketsOn(day("2026-06-14"))).toEqual(expected.ticketsOn(day("2026-06-07")));
    expect(linesOf("zendesk/tickets-2026-06-15.ndjson").length).toBeGreaterThan(
      2 * linesOf("zendesk/tickets-2026-06-16.ndjson").length,
    );
  });

  test("a downgrade contracts the revenue of an account that stays", () => {
    expect(["2026-07-05", "2026-07-06"].map((date) => mrr(stories.downgrades, date))).toEqual([
      177_000, 34_200,
    ]);
  });

  test("two accounts become one, and what they pay together stays", () => {
    const { merged, survivor } = stories;
    expect(["2026-04-21", "2026-04-22"].map((date) => [mrr(merged, date), mrr(survivor, date)])).toEqual([
      [11_400, 97_500],
      [undefined, 108_900],
    ]);
  });

  test("use and answers fall after a champion has left", () => {
    const account = stories.championLeaves;
    expect(events(account, "2026-07-06", "2026-08-02")).toBe(144);
    expect(events(account, "2026-09-03", "2026-09-30")).toBe(21);
    const pulses = sheetRows("customer-success/Touchpoints 2026-09.csv")
      .filter(([number]) => number === String(account.number))
      .map((cells) => Number(cells[5]?.replace(",", ".") || Number.NaN))
      .filter((pulse) => !Number.isNaN(pulse));
    expect(pulses[0]).toBeGreaterThanOrEqual(4.5);
    expect(pulses.at(-1)).toBeLessThanOrEqual(2);
  });

  test("an account gives notice and is gone eight weeks later", () => {
    const account = stories.churnsWithNotice;
    const versions = jsonRows(/subscriptions\.ndjson$/).filter(
      ({ row }) => valueAt(row, "metadata.salesforce_id") === account.id && row.cancel_at_period_end === true,
    );
    expect(versions[0]?.path).toBe("stripe/2026-06-24/subscriptions.ndjson");
    expect(["2026-08-17", "2026-08-18"].map((date) => mrr(account, date))).toEqual([85_800, undefined]);
    expect(versions.at(-1)?.row.status).toBe("canceled");
  });

  test("an account grows three times, and has more than five times the revenue", () => {
    const days = ["2026-02-04", "2026-02-05", "2026-05-05", "2026-08-05"];
    expect(days.map((date) => mrr(stories.grows, date))).toEqual([46_800, 70_200, 124_800, 259_400]);
    expect(events(stories.grows, "2026-09-03", "2026-09-30")).toBeGreaterThan(
      3 * events(stories.grows, "2026-01-07", "2026-02-03"),
    );
  });

  test("a group has two companies with contracts of their own", () => {
    const children = expected.accountsOn(lastDay).filter(({ parentId }) => parentId === stories.parent.id);
    expect(children.map(({ id }) => id)).toEqual(stories.children.map(({ id }) => id));
    expect(children.every((child) => (mrr(child, "2026-09-30") ?? 0) > 0)).toBe(true);
  });
});
