import { expect, test } from "vitest";
import { addDays } from "../../lib/dates.ts";
import { expectedEvery, type Rhythm, rhythmAfter } from "../../lib/pipeline/rhythm.ts";

const first = "2026-01-01";

/** Deliveries from the first day on, after gaps of so many days. */
function after(gaps: readonly number[]): Rhythm | undefined {
  let date = first;
  const dates = [first, ...gaps.map((gap) => (date = addDays(date, gap)))];
  return rhythmAfter(undefined, dates);
}

test.each([
  ["every day", Array(20).fill(1), 3],
  ["every week", Array(10).fill(7), 21],
  ["on weekdays", [1, 1, 1, 1, 3, 1, 1, 1, 1, 3, 1, 1, 1, 1, 3], 4],
  ["several times a day", [0, 0, 1, 0, 1, 0, 1], 3],
])("a stream that delivers %s is late after three of its gaps", (_, gaps, days) => {
  expect(expectedEvery(after(gaps))).toBe(days);
});

test("a stream has no rhythm before its fourth delivery", () => {
  expect(expectedEvery(after([7, 7]))).toBeNull();
  expect(expectedEvery(after([7, 7, 7]))).toBe(21);
  expect(expectedEvery(undefined)).toBeNull();
});

test("a long silence hardly changes the rhythm, and a new rhythm is learned", () => {
  expect(expectedEvery(after([...Array(10).fill(1), 40, 1, 1]))).toBe(4);
  expect(expectedEvery(after([...Array(10).fill(1), ...Array(20).fill(2)]))).toBe(6);
});

test("deliveries count in the order of their dates, and each date once", () => {
  const dates = ["2026-01-03", "2026-01-01", "2026-01-02", "2026-01-02", "2026-01-04"];
  const whole = rhythmAfter(undefined, dates);
  expect(whole).toEqual({ last: "2026-01-04", gaps: 3, mean_gap_days: 1 });
  expect(rhythmAfter(whole, dates)).toEqual(whole);
});

test("the days are whole, whatever the gaps are", () => {
  expect(expectedEvery(after([5, 7, 6, 6, 7]))).toBe(19);
  expect(expectedEvery(after([1, 2, 1, 1, 2, 1, 1]))).toBe(4);
});
