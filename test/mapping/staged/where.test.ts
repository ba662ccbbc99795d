import { expect, test } from "vitest";
import { Stream } from "../../../lib/config/schema.ts";
import { stagedAsOf } from "../../../lib/landing/staged-as.ts";
import { mappedPaths } from "../../../lib/preview/mapped-paths.ts";
import { pick } from "../../support/given.ts";
import { stagedRows } from "../../support/raw.ts";

const fields = { account_id: "id", employees: "staff" };

/** Why each record is left out; null for those that count. */
async function reasons(where: string, records: readonly Readonly<Record<string, unknown>>[]) {
  const rows = await stagedRows(
    { entity: "accounts", fields, where },
    records.map((record, index) => ({ id: String(index), record: { id: String(index), ...record } })),
  );
  const byId = new Map(rows.map(({ record_id, reject_reason }) => [record_id, reject_reason]));
  return records.map((_, index) => byId.get(String(index)));
}

test("rows for which the condition is false, null or fails are filtered", async () => {
  const records = [{ n: "7" }, { n: "3" }, { n: "" }, {}, { n: "many" }];
  expect(await reasons("cast(n as bigint) > 5", records)).toEqual([
    null,
    "filtered",
    "filtered",
    "filtered",
    "filtered",
  ]);
  // A failing part decides, even where the engines would not reach it.
  expect(await reasons("case when cast(n as bigint) > 5 then false else true end", records)).toEqual([
    "filtered",
    null,
    null,
    null,
    "filtered",
  ]);
});

test("a path alone is a condition: it holds a boolean", async () => {
  const records = [true, "Yes", 1, false, "no", 0, null, "live"].map((livemode) => ({ livemode }));
  const expected = [null, null, null, ...Array.from({ length: 5 }, () => "filtered")];
  expect(await reasons("livemode", records)).toEqual(expected);
});

test("a condition reads nested paths, and paths that fields read too", async () => {
  const records = [
    { staff: "9", plan: { name: "Pro" } },
    { staff: "9", plan: { name: "Test" } },
    { staff: "1", plan: { name: "Pro" } },
  ];
  expect(await reasons("plan.name <> 'Test' and staff = '9'", records)).toEqual([
    null,
    "filtered",
    "filtered",
  ]);
});

test("a filtered row is not rejected, whatever else is wrong with it", async () => {
  const tickets = {
    entity: "tickets" as const,
    where: "kind = 'ticket'",
    fields: { ticket_id: "id", account_id: "a", created_at: "at", priority: "p" },
  };
  const rows = await stagedRows(tickets, [
    { id: null, record: { kind: "call" } },
    { id: "t2", record: { id: "t2", kind: "call", a: "1", at: "some day", p: "whenever" } },
    { id: "t3", record: { id: "t3", kind: "ticket", a: "1", at: "some day" } },
  ]);
  expect(pick(rows, "record_id", "reject_reason", "cell_problems")).toEqual([
    { record_id: "t2", reject_reason: "filtered", cell_problems: null },
    {
      record_id: "t3",
      reject_reason: "not a timestamp: created_at",
      cell_problems: "created_at\tnot a timestamp\tsome day",
    },
    { record_id: null, reject_reason: "filtered", cell_problems: null },
  ]);
});

test("a filtered event is not too late", async () => {
  const usage = {
    entity: "usage" as const,
    where: "kind = 'use'",
    fields: { account_id: "a", event_id: "id", occurred_at: "at" },
  };
  const rows = await stagedRows(usage, [
    { id: "1", record: { id: "1", a: "1", kind: "login", at: "2020-01-01" } },
    { id: "2", record: { id: "2", a: "1", kind: "use", at: "2020-01-01" } },
  ]);
  expect(pick(rows, "record_id", "reject_reason")).toEqual([
    { record_id: "1", reject_reason: "filtered" },
    { record_id: "2", reject_reason: "too_late" },
  ]);
});

/** Which events of these features count as use. */
async function used(
  not_use: readonly string[],
  features: readonly string[],
  values?: Record<string, string>,
) {
  const feature = { field: "f", ...(values === undefined ? {} : { values }) };
  const fields = { account_id: "a", event_id: "id", occurred_at: "at", feature };
  const rows = await stagedRows(
    { entity: "usage", not_use, fields },
    features.map((f, index) => ({
      record: { id: `e${index}`, a: "1", at: "2024-05-10", f },
      id: `e${index}`,
    })),
  );
  const counted = rows.flatMap(({ feature, reject_reason }) => (reject_reason === null ? [feature] : []));
  expect(rows.filter(({ reject_reason }) => reject_reason === "filtered")).toHaveLength(
    features.length - counted.length,
  );
  return counted;
}

test("events of features that are no use are filtered, by their names or how these begin", async () => {
  const names = [
    " $pageview ",
    "$pageviews",
    "auto_save",
    "Auto_save",
    "semi_auto_",
    "it's idle",
    "export",
    "",
  ];
  expect((await used(["$pageview", "it's idle", "auto_*"], names)).toSorted()).toEqual([
    "$pageviews",
    "Auto_save",
    "export",
    null,
    "semi_auto_",
  ]);
  expect(await used(["a*", "b*"], ["a1", "b1", "c1"])).toEqual(["c1"]);
});

test("a feature that the mapping renames is left out by its name in usage", async () => {
  expect(await used(["page view"], ["pv", "ex"], { pv: "page view", ex: "export" })).toEqual(["export"]);
});

test("an event of a feature that is no use is filtered, whatever else is wrong with it", async () => {
  const fields = { account_id: "a", event_id: "id", occurred_at: "at", feature: "f" };
  const rows = await stagedRows({ entity: "usage", not_use: ["login"], fields }, [
    { id: "1", record: { id: "1", a: "", at: "some day", f: "login" } },
    { id: "2", record: { id: "2", a: "1", at: "2020-01-01", f: "login" } },
  ]);
  expect(pick(rows, "reject_reason", "cell_problems")).toEqual([
    { reject_reason: "filtered", cell_problems: null },
    { reject_reason: "filtered", cell_problems: null },
  ]);
});

test("a filtered row of a history has no partial version", async () => {
  const history = {
    entity: "subscriptions" as const,
    where: "live",
    backdate: "started_on",
    fields: { subscription_id: "id", account_id: "a", started_on: "s" },
  };
  const on = { landed: "2024-01-02", extracted: "2024-05-10" };
  const rows = await stagedRows(history, [
    { id: "s1", record: { id: "s1", a: "1", s: "2024-01-02", live: true }, ...on },
    { id: "s2", record: { id: "s2", a: "1", s: "2024-01-02", live: false }, ...on },
  ]);
  expect(pick(rows, "record_id", "is_outline", "reject_reason")).toEqual([
    { record_id: "s1", is_outline: true, reject_reason: null },
    { record_id: "s1", is_outline: false, reject_reason: null },
    { record_id: "s2", is_outline: false, reject_reason: "filtered" },
  ]);
});

test("a condition is part of how a stream is staged, and its paths are mapped paths", () => {
  const stream = { path: "a.csv", mode: "full", entity: "accounts", fields: { account_id: "id" } };
  const where = "kind = 'customer' and plan.name is not null";
  expect(stagedAsOf(Stream.parse({ ...stream, where }))).toEqual({ "fields.account_id.field": "id", where });
  expect(stagedAsOf(Stream.parse(stream))).toEqual({ "fields.account_id.field": "id" });
  expect(stagedAsOf(Stream.parse({ ...stream, not_use: ["b", "a*"] }))).toMatchObject({ not_use: "a*, b" });
  expect(mappedPaths(Stream.parse({ ...stream, where }))).toEqual([
    { path: "kind", at: ["where"] },
    { path: "plan.name", at: ["where"] },
    { path: "id", at: ["fields", "account_id"] },
  ]);
});
