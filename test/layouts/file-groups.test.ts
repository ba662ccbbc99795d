import { expect, test } from "vitest";
import { fileGroups } from "../../lib/layouts/file-groups.ts";

const groupsOf = (keys: readonly string[]) =>
  fileGroups(keys.map((key) => ({ key, bytes: 1, etag: key }))).map(({ glob, files, dates }) => [
    glob,
    files.length,
    dates.length,
  ]);

test("files that differ in a date are one stream, landed on the date in their names", () => {
  expect(
    groupsOf([
      "exports/sf/Account-2026-01-07.csv",
      "exports/sf/Account-2026-01-14.csv",
      "exports/stripe/2026-01-07/invoices.ndjson",
      "exports/stripe/2026-01-08/invoices.ndjson",
      "exports/stripe/2026-01-08/customers.ndjson",
    ]),
  ).toEqual([
    ["exports/sf/Account-{date}.csv", 2, 2],
    ["exports/stripe/{date}/customers.ndjson", 1, 1],
    ["exports/stripe/{date}/invoices.ndjson", 2, 2],
  ]);
});

test("compact dates are dates, and other long numbers are not", () => {
  expect(
    groupsOf([
      "cb/subs_20260914.jsonl",
      "cb/subs_20260921.jsonl",
      "log/2026_09_14.csv",
      "log/2026_09_15.csv",
      "x/12345678.csv",
      "x/12345679.csv",
    ]),
  ).toEqual([
    ["cb/subs_{date}.jsonl", 2, 2],
    ["log/{date}.csv", 2, 2],
    ["x/*.csv", 2, 0],
  ]);
});

test("of two dates in a name the first is the date, and times are left open", () => {
  expect(
    groupsOf([
      "posthog/2025-12-31T00:00:00+00:00-2026-01-01T00:00:00+00:00.jsonl.gz",
      "posthog/2026-01-01T00:00:00+00:00-2026-01-02T00:00:00+00:00.jsonl.gz",
    ]),
  ).toEqual([["posthog/{date}*.jsonl.gz", 2, 2]]);
});

test("numbers that differ are left open, and the only file of its kind keeps its name", () => {
  expect(
    groupsOf([
      "part-0001.csv",
      "part-0002.csv",
      "q3.csv",
      "Touchpoints 2026-05.csv",
      "Touchpoints 2026-06.csv",
    ]),
  ).toEqual([
    ["Touchpoints *.csv", 2, 0],
    ["part-*.csv", 2, 0],
    ["q3.csv", 1, 0],
  ]);
});

test("a glob does not match the files of another group", () => {
  expect(groupsOf(["a 1.csv", "a 2.csv", "a old.csv"])).toEqual([
    ["a [0-9]*.csv", 2, 0],
    ["a old.csv", 1, 0],
  ]);
});

test("names with characters of globs are taken as they are", () => {
  const keys = ["Kündigungen (alt) [1].csv", "what's new?.csv", "a:b {c}.csv"];
  expect(groupsOf(keys)).toHaveLength(3);
  expect(groupsOf(keys).map(([, files]) => files)).toEqual([1, 1, 1]);
});
