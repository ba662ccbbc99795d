import { expect, test } from "vitest";
import { billedBytes, costOf, scaled } from "../../bench/cost/day-cost.ts";
import type { MeasuredDay } from "../../bench/cost/measure.ts";
import { writtenPage } from "../../bench/cost.ts";

const requests = { puts: 10, lists: 1, gets: 20 };
const work = { queries: [1e6, 30e6], tables_named: 3, store: requests, glue_requests: 5 };
const day: MeasuredDay = {
  ...{ accounts: 100, usage_rows: 1_000, days_before: 30, sources: 2 },
  landing: { bytes: 50e6, seconds: 2, store: requests, inbox: requests },
  run: { ...work, bytes_by_table: { scores: 30e6 }, durable_operations: 300, waves: 2 },
  detection: { ...work, queries: [] },
  idle_detection: { ...work, queries: [] },
  ...{ glue_objects: 500, raw_bytes: 5e6, table_bytes: 10e6 },
};

const usdOf = (of: MeasuredDay, price: string): number =>
  costOf(of).find((line) => line.price === price)?.usd ?? Number.NaN;

test("docs/cost.md is up to date with the committed measurements and prices", async () => {
  const { expected, found } = await writtenPage();
  expect(found, "write it anew: node bench/cost.ts --write").toBe(expected);
});

test("a query is billed for at least ten megabytes", () => {
  expect(billedBytes([0, 1e6, 30e6])).toBe(50e6);
});

test("a hundred tiny queries cost as much as a gigabyte", () => {
  const many = { ...day, run: { ...day.run, queries: Array<number>(99).fill(0) } };
  // And one query of the tables that the run is judged by.
  expect(usdOf(many, "athenaScanned")).toBeCloseTo((1e9 / 1e12) * 5, 12);
});

test("ten times the accounts read ten times the bytes, in as many operations", () => {
  const larger = scaled(day, 10);
  expect(larger.run.queries).toEqual([10e6, 300e6]);
  expect(usdOf(larger, "s3Storage")).toBeCloseTo(10 * usdOf(day, "s3Storage"), 12);
  expect(usdOf(larger, "durableOperation")).toBe(usdOf(day, "durableOperation"));
});

test("the first million requests to Glue in a month are free", () => {
  expect(usdOf(day, "glueRequest")).toBe(0);
});
