import { expect, test } from "vitest";
import { formatHeader, InvalidHeader, parseHeader } from "../../lib/models/header.ts";

const header = ({ readers = "-- Readers: internal", more = "" } = {}): string =>
  [
    "-- Grain: one row per account.",
    "-- Kind: snapshot",
    readers,
    more,
    "-- account_id varchar: the account",
    "-- score double: 0 to 100,",
    "--     higher is healthier",
    "select account_id, score from accounts",
  ]
    .filter((line) => line !== "")
    .join("\n");

const described = "-- Section: Facts\n-- Purpose: How accounts stand.";

test("a header gives the grain, the kind, the readers, how long days are kept, and the columns", () => {
  const text = header({
    readers: "-- Readers: public",
    more: `-- Keep: every day\n${described}\n-- Origin: bellwether.yaml: alerts`,
  });
  const parsed = parseHeader(text, "sql/12-scores/scores.sql");
  expect(parsed).toEqual({
    grain: "one row per account.",
    kind: "snapshot",
    readers: "public",
    keep: "every day",
    section: "Facts",
    purpose: "How accounts stand.",
    origin: "bellwether.yaml: alerts",
    columns: [
      { name: "account_id", type: "varchar", comment: "the account" },
      { name: "score", type: "double", comment: "0 to 100, higher is healthier" },
    ],
  });
  expect(parseHeader(formatHeader(parsed), "again")).toEqual(parsed);
});

test.each([
  ["Readers is missing", header({ readers: "" }), 3, /write "-- Readers: "/],
  ["Readers has another word", header({ readers: "-- Readers: everyone" }), 3, /public, internal/],
  ["Keep has another word", header({ more: "-- Keep: some days" }), 4, /every day, month ends, newest/],
  ["a public table has no section", header({ readers: "-- Readers: public" }), 3, /Section/],
  ["an internal table has a section", header({ more: described }), 3, /internal table has no section/],
  ["a label is repeated", header({ more: "-- Readers: public" }), 4, /Readers appears twice/],
])("a header in which %s is refused with its file and line", (_, text, line, problem) => {
  const parse = () => parseHeader(text, "sql/5-entities/tickets.sql");
  expect(parse).toThrow(InvalidHeader);
  expect(parse).toThrow(`sql/5-entities/tickets.sql:${line}: `);
  expect(parse).toThrow(problem);
});
