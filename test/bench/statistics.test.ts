import { expect, test } from "vitest";
import { median, spreadOf } from "../../bench/statistics.ts";

test("the middle half of five numbers lies between the second and the fourth", () => {
  expect(spreadOf([5, 1, 4, 2, 3])).toEqual({ median: 3, low: 2, high: 4 });
});

test("the median of an even count lies between the two in the middle", () => {
  expect(median([4, 1, 3, 10])).toBe(3.5);
});

test("one number has no spread, and none has no median", () => {
  expect(spreadOf([7])).toEqual({ median: 7, low: 7, high: 7 });
  expect(median([])).toBeNaN();
});
