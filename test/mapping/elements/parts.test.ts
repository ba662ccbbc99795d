import { expect, test } from "vitest";
import { Stream } from "../../../lib/config/schema.ts";
import { readAsOf } from "../../../lib/landing/reading.ts";
import { stagedAsOf } from "../../../lib/landing/staged-as.ts";
import { mappedPaths } from "../../../lib/preview/mapped-paths.ts";
import { pick } from "../../support/given.ts";
import { stagedRows } from "../../support/raw.ts";

const meetings = {
  entity: "touchpoints" as const,
  each: { field: "accounts", separator: ";" },
  fields: { touchpoint_id: "id", account_id: ".", occurred_at: "at", kind: "kind" },
};

const meeting = (id: string | null, accounts: unknown, more: Record<string, unknown> = {}) => ({
  id,
  record: { id, accounts, at: "2024-05-09", kind: "call", ...more },
});

const keysOf = async (accounts: unknown, stream: typeof meetings & { mode?: string } = meetings) => {
  const rows = await stagedRows(stream, [meeting("t1", accounts)]);
  return pick(rows, "record_id", "account_key", "reject_reason")
    .map((row) => Object.values(row).join(" "))
    .toSorted();
};

test("each part of a cell is a row with the values of its record, and an id of both", async () => {
  const rows = await stagedRows(meetings, [meeting("t1", "1001;1002"), meeting("t2", "1001")]);
  const listed = pick(rows, "record_id", "parent_id", "account_key", "kind", "reject_reason");
  expect(listed.filter(({ reject_reason }) => reject_reason === null)).toEqual([
    { record_id: "t1/1001", parent_id: "t1", account_key: "crm:1001", kind: "call", reject_reason: null },
    { record_id: "t1/1002", parent_id: "t1", account_key: "crm:1002", kind: "call", reject_reason: null },
    { record_id: "t2/1001", parent_id: "t2", account_key: "crm:1001", kind: "call", reject_reason: null },
  ]);
  expect(listed.filter(({ reject_reason }) => reject_reason === "split")).toHaveLength(2);
});

test("parts are trimmed, blank ones are dropped, and equal ones are one row", async () => {
  const both = ["  split", "t1/1001 crm:1001 ", "t1/1002 crm:1002 "];
  for (const cell of ["1002;1001", " 1001 ;\u00a01002\t", ";;1001; ;1002;", "1001;1002; 1001", "1001;\n1002"])
    expect(await keysOf(cell), cell).toEqual(both);
  expect(await keysOf("1001.0; 1002")).toEqual(both);
});

test.each([
  ["\n", "a\nb"],
  ["\\", "a\\b"],
  ["$1", "a$1b"],
  [" ", "a  b"],
  ["'", "a'b"],
  ["||", "a || b"],
  [", ", "a, b"],
  ["and", "a and b"],
])("the separator %j splits %j", async (separator, cell) => {
  expect(await keysOf(cell, { ...meetings, each: { field: "accounts", separator } })).toEqual([
    "  split",
    "t1/a crm:a ",
    "t1/b crm:b ",
  ]);
});

test("a JSON list in a cell is split at its elements, whatever the separator is", async () => {
  const both = ["  split", "t1/1001 crm:1001 ", "t1/1002 crm:1002 "];
  for (const cell of ['["1001","1002"]', '[ "1002", "1001", ""]', "[1001,1002]", '\n["1001" ,\n1002]\n'])
    for (const separator of [";", ",", "]["])
      expect(await keysOf(cell, { ...meetings, each: { field: "accounts", separator } }), cell).toEqual(both);
  expect(await keysOf("[]")).toEqual(["  split", "t1  "]);
});

test("a list of anything else stays the text that it is", async () => {
  for (const cell of [
    '["a,b"]',
    '["a\\"b"]',
    '[["1001"]]',
    '[{"id":"1001"}]',
    "[1001",
    "[1001, x]",
    "[null]",
  ])
    expect(await keysOf(cell), cell).toEqual(["  split", `t1/${cell} crm:${cell} `]);
});

test("a cell without parts is a row without its key, and a number is a part", async () => {
  for (const cell of ["", " ", ";", " ; ; ", null, undefined])
    expect(await keysOf(cell), String(cell)).toEqual(["  split", "t1  "]);
  expect(await keysOf(1001)).toEqual(["  split", "t1/1001 crm:1001 "]);
});

test("a list or an object is no text of parts, and is rejected with its record", async () => {
  for (const cell of [["1001"], [], { id: "1001" }]) {
    const rows = await stagedRows(meetings, [meeting("t1", cell)]);
    expect(pick(rows, "record_id", "parent_id", "reject_reason", "reject_payload")).toEqual([
      {
        ...{ record_id: null, parent_id: null, reject_reason: "not a text: accounts" },
        reject_payload: JSON.stringify(meeting("t1", cell).record),
      },
    ]);
  }
});

test("a record without an id has no rows that could be replaced, and each part shows its record", async () => {
  const rows = await stagedRows(meetings, [meeting(null, "1001;1002")]);
  const rejected = rows.filter(({ reject_reason }) => reject_reason === "missing touchpoint_id");
  expect(pick(rejected, "record_id", "parent_id", "reject_payload")).toEqual(
    Array.from({ length: 2 }, () => ({
      ...{ record_id: null, parent_id: null },
      reject_payload: JSON.stringify(meeting(null, "1001;1002").record),
    })),
  );
});

test("an expression and a condition read the part by a dot in quotes", async () => {
  const stream = {
    ...{ ...meetings, record: "id", where: `"." <> '1002' and kind = 'call'` },
    fields: { ...meetings.fields, touchpoint_id: { sql: `"." || '@' || id` } },
  };
  const rows = await stagedRows(stream, [meeting("t1", "1001;1002;1003")]);
  expect(pick(rows, "record_id", "reject_reason")).toEqual([
    { record_id: "1001@t1", reject_reason: null },
    { record_id: "1002@t1", reject_reason: "filtered" },
    { record_id: "1003@t1", reject_reason: null },
    { record_id: null, reject_reason: "split" },
  ]);
});

test("a full snapshot and events have a row a part as well", async () => {
  expect(await keysOf("1001;1002", { ...meetings, mode: "full" })).toEqual([
    "  split",
    "t1/1001 crm:1001 ",
    "t1/1002 crm:1002 ",
  ]);
  const usage = {
    ...{ entity: "usage" as const, each: { field: "features", separator: "," } },
    fields: { account_id: "account", occurred_at: "at", feature: "." },
  };
  const used = { id: "r", record: { account: "1", at: "2024-05-10", features: "search, export" } };
  const rows = await stagedRows(usage, [used, used]);
  const events = rows.filter(({ reject_reason }) => reject_reason === null);
  expect(pick(events, "record_id", "feature")).toEqual([
    { record_id: "r#1#1", feature: "export" },
    { record_id: "r#1#2", feature: "export" },
    { record_id: "r#2#1", feature: "search" },
    { record_id: "r#2#2", feature: "search" },
  ]);
});

test("a list of texts is read by the same path, and an object in it has no such text", async () => {
  const stream = {
    ...{ entity: "touchpoints" as const, each: "accounts", record: "id" },
    fields: {
      touchpoint_id: { sql: `"^id" || '/' || "."` },
      ...{ account_id: ".", occurred_at: "^at", kind: "^kind" },
    },
  };
  const rows = await stagedRows(stream, [meeting("t1", ["1001", 1002, null, { id: "1003" }])]);
  expect(pick(rows, "record_id", "account_key", "kind", "reject_reason", "reject_payload")).toMatchObject([
    { record_id: "t1/1001", account_key: "crm:1001", kind: "call", reject_reason: null },
    { record_id: "t1/1002", account_key: "crm:1002", kind: "call", reject_reason: null },
    { record_id: null, reject_reason: "missing touchpoint_id", reject_payload: "null" },
    { record_id: null, reject_reason: "split" },
    { record_id: null, reject_reason: "missing touchpoint_id", reject_payload: '{"id":"1003"}' },
  ]);
});

test("the separator is part of how a stream is read, and the record's key names it", () => {
  const stream = Stream.parse({ path: "meetings.csv", mode: "upsert", ...meetings });
  expect(stagedAsOf(stream)).toMatchObject({ each: "{ field: accounts, separator: ; }" });
  expect(readAsOf(stream)).toMatchObject({ key: "id" });
  expect(mappedPaths(stream).slice(0, 3)).toEqual([
    { path: "accounts", at: ["each", "field"] },
    { path: "id", at: ["fields", "touchpoint_id"] },
    { path: ".", at: ["fields", "account_id"] },
  ]);
});
