import { expect, test } from "vitest";
import {
  dateOf,
  day,
  lastDay,
  type Period,
  periods,
  waysToBuild,
} from "../../examples/northwind-cloud/calendar.ts";

const dates = (nights: readonly Period[]) => nights.map(({ on }) => dateOf(on));
const waysOf = (from: string, to: string) => {
  const { weekly, nightly, live } = waysToBuild(periods(day(from), day(to)));
  return { weekly: dates(weekly), nightly: dates(nightly), live: dates(live) };
};

test("the demo's days are built weekly, then nightly, and the last two weeks run live", () => {
  const { weekly, nightly, live } = waysToBuild(periods());
  expect([weekly.length, nightly.length, live.length]).toEqual([17, 21, 14]);
  expect(live.at(-1)?.on).toBe(lastDay);
});

test("a day that runs live is built by nothing else, in any part of the demo", () => {
  expect(waysOf("2026-02-01", "2026-02-15")).toEqual({
    weekly: ["2026-02-01"],
    nightly: [],
    live: ["2026-02-08", "2026-02-15"],
  });
  expect(waysOf("2026-05-24", "2026-05-28")).toEqual({
    weekly: ["2026-05-24"],
    nightly: [],
    live: ["2026-05-27", "2026-05-28"],
  });
  expect(waysOf("2026-06-01", "2026-06-03")).toEqual({
    weekly: [],
    nightly: ["2026-06-01"],
    live: ["2026-06-02", "2026-06-03"],
  });
});
