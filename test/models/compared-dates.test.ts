import { expect, test } from "vitest";
import { datesBetween } from "../../lib/dates.ts";
import { comparedDates, noDate } from "../../lib/models/compared-dates.ts";

test("a daily run compares with the days that its placeholders name", () => {
  const past = datesBetween("2025-01-01", "2026-03-14", 1);
  expect(comparedDates("2026-03-15", past)).toEqual({
    previous_date: "2026-03-14",
    change_1d_from: "2026-03-14",
    change_7d_from: "2026-03-08",
    change_30d_from: "2026-02-13",
    movement_7d_from: "2026-03-08",
    movement_30d_from: "2026-02-13",
    movement_90d_from: "2025-12-15",
    year_from: "2025-03-31",
  });
});

test("a weekly run compares with the nearest day that is old enough", () => {
  const past = datesBetween("2025-12-07", "2026-03-08", 7);
  expect(comparedDates("2026-03-15", past)).toEqual({
    previous_date: "2026-03-08",
    change_1d_from: noDate,
    change_7d_from: "2026-03-08",
    change_30d_from: "2026-02-08",
    movement_7d_from: "2026-03-08",
    movement_30d_from: "2026-02-08",
    movement_90d_from: "2025-12-14",
    year_from: noDate,
  });
});

test("a first day has no earlier day to compare with", () => {
  expect(new Set(Object.values(comparedDates("2026-03-15", [])))).toEqual(new Set([noDate]));
});

test("a run does not compare with a day too long ago", () => {
  const { change_7d_from, change_30d_from, movement_7d_from } = comparedDates("2026-03-31", ["2026-01-29"]);
  expect([change_7d_from, change_30d_from, movement_7d_from]).toEqual([noDate, noDate, noDate]);
  expect(comparedDates("2026-03-30", ["2026-01-29"]).change_30d_from).toBe("2026-01-29");
});

test.each([
  ["2026-02-27", "2025-02-28"],
  ["2026-02-28", "2025-03-31"],
  ["2026-12-30", "2025-12-31"],
  ["2026-12-31", "2026-01-31"],
])(
  "the year that ends with the last whole month before %s, or with that day, begins in the month of %s",
  (asOfDate, from) => {
    expect(comparedDates(asOfDate, datesBetween("2025-01-01", asOfDate, 1).slice(0, -1)).year_from).toBe(
      from,
    );
  },
);
