import { expect, test } from "vitest";
import { type Bar, verdictOf } from "../../bench/bars.ts";
import { withPart } from "../../bench/curve.ts";
import { withFigures } from "../../bench/page.ts";
import { Report } from "../../bench/report.ts";

const bar = (figure: number, limit: Bar["limit"], notJudged?: string): Bar => ({
  ...{ name: "speed", figure, limit, notJudged },
});

test("a bar is held on its limit and missed beyond it", () => {
  expect(verdictOf(bar(1.25, { atMost: 1.25 }))).toBe("held");
  expect(verdictOf(bar(1.26, { atMost: 1.25 }))).toBe("missed");
  expect(verdictOf(bar(0.8, { atLeast: 0.8 }))).toBe("held");
  expect(verdictOf(bar(0.79, { atLeast: 0.8 }))).toBe("missed");
});

test("a bar without a figure is missed", () => {
  expect(verdictOf(bar(Number.NaN, { atMost: 1 }))).toBe("missed");
  expect(verdictOf(bar(Number.NaN, { atLeast: 1 }))).toBe("missed");
});

test("a figure that says too little is printed with the reason, and not missed", () => {
  const report = new Report();
  report.bar(bar(3, { atMost: 1 }, "the machine was loaded in 5 of 5 turns"));
  report.bar({ ...bar(2100, { atMost: 2048 }), name: "memory", unit: "MB" });
  expect(`${report}`).toBe(`\
| bar    | measured | limit      | verdict                                            |
| ------ | -------- | ---------- | -------------------------------------------------- |
| speed  | 3.00     | ≤ 1        | not judged: the machine was loaded in 5 of 5 turns |
| memory | 2,100 MB | ≤ 2,048 MB | missed                                             |`);
  expect(report.missed.map(({ name }) => name)).toEqual(["memory"]);
});

test("new figures replace those of their bench alone", () => {
  const page = (large: string): string =>
    `a\n<!-- figures: days -->\nold\n<!-- end -->\nb\n<!-- figures: large -->\n${large}\n<!-- end -->\n`;
  expect(withFigures(page("old"), "large", "new")).toBe(page("new"));
  expect(() => withFigures(page("old"), "small", "new")).toThrow("no place for figures of small");
});

test("a part of the curve is a kind with its points, or with all of them", () => {
  const part = withPart("accounts=10000,1000", undefined);
  expect(part).toEqual({ accounts: [1000, 10000] });
  expect(withPart("days", part)).toEqual({ accounts: [1000, 10000], days: [10, 60, 360] });
  expect(() => withPart("accounts=many", undefined)).toThrow("A part is for example");
});
