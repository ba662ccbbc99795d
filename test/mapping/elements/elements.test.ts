import { expect, test } from "vitest";
import { Stream } from "../../../lib/config/schema.ts";
import { readAsOf } from "../../../lib/landing/reading.ts";
import { stagedAsOf } from "../../../lib/landing/staged-as.ts";
import { mappedPaths } from "../../../lib/preview/mapped-paths.ts";
import { pick } from "../../support/given.ts";
import { type Landed, stagedRows } from "../../support/raw.ts";

const items = {
  entity: "subscriptions" as const,
  each: "items.data",
  record: "id",
  fields: {
    subscription_id: "id",
    account_id: "^customer",
    started_on: "^start",
    amount: "price.unit_amount",
    interval: "price.interval",
    quantity: "quantity",
    updated_at: "^updated",
  },
};

const item = (id: string | null, amount: number | string = 10) => ({
  id,
  price: { unit_amount: amount, interval: "month" },
  quantity: 2,
});
const subscription = (id: string, data: unknown, more: Record<string, unknown> = {}): Landed => ({
  id,
  record: { id, customer: "c1", start: "2024-01-01", updated: "2024-05-09", items: { data }, ...more },
});

test("each element of a list is a row, with the values of its record", async () => {
  const rows = await stagedRows(items, [
    subscription("sub_1", [item("si_1", 10), item("si_2", 5)]),
    subscription("sub_2", [item("si_3", 7)], { customer: "c2" }),
  ]);
  expect(
    pick(rows, "record_id", "parent_id", "account_key", "amount", "updated_at", "reject_reason"),
  ).toMatchObject([
    { record_id: "si_1", parent_id: "sub_1", account_key: "crm:c1", amount: 10 },
    { record_id: "si_2", parent_id: "sub_1", account_key: "crm:c1", amount: 5 },
    { record_id: "si_3", parent_id: "sub_2", account_key: "crm:c2", updated_at: "2024-05-09 00:00:00" },
    { record_id: null, reject_reason: "split" },
    { record_id: null, reject_reason: "split" },
  ]);
});

test("a record without elements is no reject, and one whose list is none is", async () => {
  const reasonOf = async (data: unknown) => {
    const [row, ...others] = await stagedRows(items, [subscription("sub_1", data)]);
    expect(others).toEqual([]);
    return pick(row === undefined ? [] : [row], "reject_reason", "parent_id", "cell_problems")[0];
  };
  const empty = { reject_reason: "empty", parent_id: "sub_1", cell_problems: null };
  for (const data of [[], null, ""]) expect(await reasonOf(data)).toEqual(empty);
  expect(await reasonOf(undefined)).toEqual({ ...empty, reject_reason: "listless" });
  const unlisted = { reject_reason: "not a list: items.data", parent_id: null, cell_problems: null };
  for (const data of [{ id: "si_1" }, "si_1", 7, true]) expect(await reasonOf(data)).toEqual(unlisted);
});

test("the elements of a record without an id are not read, because they belong to no version of it", async () => {
  const rows = await stagedRows(items, [{ ...subscription("", [item("si_1")]), id: null }]);
  expect(pick(rows, "record_id", "reject_reason")).toEqual([
    { record_id: null, reject_reason: "missing record" },
  ]);
});

test("an element that is no object, or lacks its id, is rejected with its own text", async () => {
  const [text, missing] = [JSON.stringify({ quantity: 1 }), "missing subscription_id"];
  const rows = await stagedRows(items, [
    subscription("sub_1", [7, "si_1", null, [1], { quantity: 1 }, item("si_2")]),
  ]);
  const rejected = rows.filter(({ reject_payload }) => reject_payload !== null);
  const found = pick(rejected, "reject_reason", "reject_payload", "cell_problems");
  const byText = found.toSorted((a, b) => String(a.reject_payload).localeCompare(String(b.reject_payload)));
  expect(byText.map(({ reject_payload }) => reject_payload).toSorted()).toEqual(
    ['"si_1"', "7", "[1]", "null", text].toSorted(),
  );
  expect(new Set(byText.map(({ reject_reason }) => reject_reason))).toEqual(
    new Set(["not an object: items.data", missing]),
  );
});

test("two elements with one id are two rows of one record, and equal records are duplicates of each other", async () => {
  const same = subscription("sub_1", [item("si_1"), item("si_1")]);
  const rows = await stagedRows(items, [same, same]);
  const hashes = rows.filter(({ record_id }) => record_id === "si_1").map(({ content_hash }) => content_hash);
  expect(hashes).toHaveLength(4);
  expect(new Set(hashes).size).toBe(2);
});

test("a list of a thousand elements is read, with nested nulls in some", async () => {
  const data = Array.from({ length: 1000 }, (_, index) =>
    index % 10 === 0 ? { ...item(`si_${index}`), price: null } : item(`si_${index}`),
  );
  const rows = await stagedRows(items, [subscription("sub_1", data)]);
  expect(rows).toHaveLength(1001);
  expect(rows.filter(({ amount }) => amount === null)).toHaveLength(101);
});

test("conditions and expressions read the element, and the record by a path in quotes", async () => {
  const stream = {
    ...items,
    where: "\"^status\" = 'active' and kind <> 'metered'",
    fields: { ...items.fields, subscription_id: { sql: '"^id" || \'/\' || "id"' } },
  };
  const rows = await stagedRows(stream, [
    subscription(
      "sub_1",
      [
        { ...item("1"), kind: "licensed" },
        { ...item("2"), kind: "metered" },
      ],
      {
        status: "active",
      },
    ),
    subscription("sub_2", [{ ...item("1"), kind: "licensed" }], { status: "draft" }),
  ]);
  expect(pick(rows, "record_id", "reject_reason")).toEqual([
    { record_id: "sub_1/1", reject_reason: null },
    { record_id: "sub_1/2", reject_reason: "filtered" },
    { record_id: "sub_2/1", reject_reason: "filtered" },
    { record_id: null, reject_reason: "split" },
    { record_id: null, reject_reason: "split" },
  ]);
});

test("a status that is not mapped is trialing when the record or the element says so", async () => {
  const statusOf = async (data: unknown, more: Record<string, unknown>) => {
    const rows = await stagedRows(items, [subscription("sub_1", data, more)]);
    return pick(rows, "record_id", "status")[0]?.status;
  };
  expect(await statusOf([item("si_1")], { status: "trialing" })).toBe("trialing");
  expect(await statusOf([{ ...item("si_1"), status: "trialing" }], {})).toBe("trialing");
  expect(await statusOf([item("si_1")], { status: "active" })).toBeNull();
});

test("events without ids are named by their record and their place in it", async () => {
  const usage = {
    entity: "usage" as const,
    each: "events",
    fields: { account_id: "^account", occurred_at: "at", feature: "what" },
  };
  const batch = { account: "1", events: ["a", "b", "a"].map((what) => ({ at: "2024-05-10", what })) };
  const rows = await stagedRows(usage, [
    { id: "r", record: batch },
    { id: "r", record: batch },
  ]);
  const events = rows.filter(({ reject_reason }) => reject_reason === null);
  expect(pick(events, "record_id", "feature")).toEqual([
    { record_id: "r#1#1", feature: "a" },
    { record_id: "r#1#2", feature: "a" },
    { record_id: "r#2#1", feature: "b" },
    { record_id: "r#2#2", feature: "b" },
    { record_id: "r#3#1", feature: "a" },
    { record_id: "r#3#2", feature: "a" },
  ]);
});

test("a history dates the record, and its elements are partly known from that date on", async () => {
  const stream = { ...items, backdate: "started_on" };
  const rows = await stagedRows(stream, [
    { ...subscription("sub_1", [item("si_1")]), landed: "2024-01-01", extracted: "2024-05-10" },
  ]);
  expect(pick(rows, "record_id", "is_outline", "known_on", "amount")).toEqual([
    { record_id: "si_1", is_outline: true, known_on: "2024-01-01", amount: null },
    { record_id: "si_1", is_outline: false, known_on: "2024-05-10", amount: 10 },
    { record_id: null, is_outline: false, known_on: "2024-05-10", amount: null },
  ]);
});

test("the list and the record's id are part of how a stream is read, and their paths are mapped paths", () => {
  const stream = Stream.parse({ path: "subs.ndjson", mode: "upsert", ...items });
  expect(stagedAsOf(stream)).toMatchObject({ each: "items.data", "fields.account_id.field": "^customer" });
  expect(readAsOf(stream)).toMatchObject({ key: "id" });
  expect(mappedPaths(stream).slice(0, 4)).toEqual([
    { path: "items.data", at: ["each"] },
    { path: "id", at: ["record"] },
    { path: "id", at: ["fields", "subscription_id"] },
    { path: "^customer", at: ["fields", "account_id"] },
  ]);
});
