import { describe, expect, test } from "vitest";
import { parseConfig, RejectedConfig } from "../../lib/project/load.ts";

const yaml = (stream: string) => `
company: Northwind
currency: USD
sources:
  - name: crm
    kind: files
    streams:
      accounts: { path: a.csv, mode: full, entity: accounts, fields: { account_id: id } }
      items: { ${stream} }
scorecards:
  - name: standard
    components: { usage: { weight: 1, measures: { active_days_28d: { points: [[0, 0], [9, 100]] } } } }
`;

function problemsOf(stream: string): readonly string[] {
  try {
    parseConfig(yaml(stream));
    return [];
  } catch (error) {
    if (!(error instanceof RejectedConfig)) throw error;
    return error.message.split("\n").map((line) => line.replace(/^.*crm\)?\.streams\.items\.?/, ""));
  }
}

const fields = (more = "", id = "subscription_id: id") =>
  `fields: { ${id}, account_id: ^customer, started_on: ^start, mrr: price${more} }`;
const stream = (rest: string, mode = "upsert") =>
  `path: s.json, mode: ${mode}, entity: subscriptions, ${rest}`;
const list = "each: items.data, record: id";

describe("a stream whose elements are rows is accepted", () => {
  test.each([
    stream(`${list}, ${fields()}`),
    stream(`${list}, ${fields(", updated_at: ^updated")}`),
    stream(`${list}, backdate: started_on, ${fields()}`),
    stream(`${list}, where: '"^status" = ''active''', ${fields()}`),
    stream(`each: items.data, ${fields()}`, "full"),
    "path: u.json, mode: append, entity: usage, each: events, fields: { account_id: ^a, occurred_at: t }",
  ])("%s", (given) => expect(problemsOf(given)).toEqual([]));
});

describe("a stream whose elements are rows is refused", () => {
  test.each([
    [
      "without its records' ids",
      `each: items.data, ${fields()}`,
      "found nothing, expected record: the path of the record's own id",
    ],
    [
      "when it has ids of records, but no list",
      `record: id, ${fields()}`,
      "it needs each, the path of their list",
    ],
    [
      "with a path from the element to its list",
      `each: ^items, record: id, ${fields()}`,
      "expected items: this path always starts in the record",
    ],
    [
      "with a list in another path language",
      `each: "items[*]", record: id, ${fields()}`,
      "expected one list position, such as [0]",
    ],
    [
      "when its elements have no id of their own",
      `${list}, ${fields("", "subscription_id: ^id")}`,
      "all elements of a record would have this subscription_id",
    ],
    [
      "when updated_at is of the element",
      `${list}, ${fields(", updated_at: updated")}`,
      "updated_at is of a whole record, not of an element: write ^ before its path",
    ],
    [
      "when backdate is of the element",
      `${list}, backdate: { field: created }, ${fields()}`,
      "backdate is of a whole record",
    ],
    [
      "when an expression has a path of the record without quotes",
      `${list}, where: "kind = ^status", ${fields()}`,
      'unexpected "^": write "^status", with its quotes',
    ],
    ["in a CSV file", `path: s.csv, ${list}, ${fields()}`, "a CSV file has no lists"],
  ])("%s", (_, rest, message) => {
    const given = rest.startsWith("path") ? `mode: upsert, entity: subscriptions, ${rest}` : stream(rest);
    expect(problemsOf(given).join("\n")).toContain(message);
  });

  test("when a mode without newer versions names its records", () => {
    expect(problemsOf(stream(`${list}, ${fields()}`, "full")).join()).toContain("record is for mode upsert");
  });
});

const touch = (rest: string, mode = "upsert") => `path: t.csv, mode: ${mode}, entity: touchpoints, ${rest}`;
const cell = 'each: { field: accounts, separator: ";" }';
const touched = (more = "", id = "touchpoint_id: id") =>
  `fields: { ${id}, account_id: ., occurred_at: at${more} }`;
const ownId = `touchpoint_id: { sql: '"id" || ''-'' || "."' }`;

describe("a stream whose rows are the parts of a text is accepted", () => {
  test.each([
    touch(`${cell}, ${touched()}`),
    touch(`${cell}, ${touched(", updated_at: changed")}`),
    touch(`${cell}, backdate: occurred_at, ${touched()}`),
    touch(`${cell}, ${touched()}`, "full"),
    touch(`${cell}, record: id, ${touched("", ownId)}`),
    touch(`${cell}, ${touched("", ownId)}`, "full"),
    `path: u.csv, mode: append, entity: usage, ${cell}, fields: { account_id: ".", occurred_at: t }`,
    `path: t.json, mode: upsert, entity: touchpoints, each: accounts, record: id, ${touched("", ownId.replace('"id"', '"^id"')).replace(": at", ": ^at")}`,
  ])("%s", (given) => expect(problemsOf(given)).toEqual([]));
});

describe("a stream whose rows are the parts of a text is refused", () => {
  test.each([
    [
      "when a path says that it starts in the record",
      `${cell}, fields: { touchpoint_id: id, account_id: ., occurred_at: ^at }`,
      "a part of a text has no members, so that all paths start in the record without ^; . is the part",
    ],
    [
      "when an expression has such a path",
      `${cell}, where: '"^kind" = ''call''', ${touched()}`,
      "all paths start in the record without ^",
    ],
    [
      "when nothing reads the part",
      `${cell}, fields: { touchpoint_id: id, account_id: account, occurred_at: at }`,
      "no field reads the part",
    ],
    [
      "when its ids are of the record",
      `${cell}, record: id, ${touched("", `touchpoint_id: { sql: "trim(id)" }`)}`,
      "all parts of a record would have this touchpoint_id: map the path of the record's id",
    ],
    [
      "when nothing names the records of its own ids",
      `${cell}, ${touched("", ownId)}`,
      "expected record: the path of the record's own id",
    ],
    [
      "when its records are named twice",
      `${cell}, record: row, ${touched()}`,
      "id is the path of the record's id already",
    ],
    [
      "when updated_at is the part",
      `${cell}, ${touched(", updated_at: .")}`,
      "updated_at is of a whole record, not of a part",
    ],
    ["without each", touched(), "expected each on the stream, whose element it is"],
    ["without a separator", `each: { field: accounts }, ${touched()}`, "separator"],
    ["for a list in a CSV file", `each: accounts, record: id, ${touched()}`, "write each: { field: accounts"],
  ])("%s", (_, rest, message) => {
    expect(problemsOf(touch(rest)).join("\n")).toContain(message);
  });
});
