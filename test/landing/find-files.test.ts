import { expect, test } from "vitest";
import { fileMatcher } from "../../lib/landing/find-files.ts";

test("the date in a file's name is read with and without signs between its parts", () => {
  const match = fileMatcher("exports/subs_{date}*.csv");
  const dated = ["2026-09-14", "2026_09_14", "20260914", "20260914T0600", "2026-09", "draft"].map(
    (part) => match(`exports/subs_${part}.csv`)?.date,
  );
  expect(dated).toEqual(["2026-09-14", "2026-09-14", "2026-09-14", "2026-09-14", undefined, undefined]);
});

test("a date that a path has twice is the same date", () => {
  const match = fileMatcher("{date}/usage-{date}.csv");
  expect(match("20260914/usage-20260914.csv")).toEqual({ date: "2026-09-14" });
  expect(match("20260914/usage-20260915.csv")).toBeUndefined();
});
