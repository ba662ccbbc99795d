import { expect, test } from "vitest";
import type { Row } from "../../lib/warehouse/warehouse.ts";
import { differences } from "./differences.ts";

const columns = [
  { name: "id", type: "varchar" },
  { name: "value", type: "double" },
  { name: "at", type: "timestamp(3)" },
];
const row = (id: string, value: Row[string], at: string | null = null): Row => ({ id, value, at });
const between = (left: readonly Row[], right: readonly Row[]) =>
  differences(columns, { engine: "one", rows: left }, { engine: "other", rows: right });

test("rows are equal in any order, with doubles within a billionth and times without trailing zeros", () => {
  const one = [row("a", 1e9, "2024-05-01 10:00:00"), row("b", 0.1 + 0.2), row("b", null), row("c", -0)];
  const other = [row("c", 0), row("b", null), row("b", 0.3), row("a", 1e9 + 0.5, "2024-05-01 10:00:00.000")];
  expect(between(one, other)).toBeUndefined();
});

test("a value that is not a number equals only itself, in any notation", () => {
  expect(between([row("a", "NaN"), row("b", "Infinity")], [row("a", Number.NaN), row("b", Infinity)])).toBe(
    undefined,
  );
  expect(between([row("a", "NaN")], [row("a", null)])).toContain("value: one NaN, other null");
  expect(between([row("a", Infinity)], [row("a", -Infinity)])).toContain("1 of 1 rows differ");
});

test("a difference names the row, the column and both values", () => {
  expect(between([row("a", 1), row("b", 2)], [row("a", 1), row("b", 2.001)])).toBe(
    "1 of 2 rows differ\nrow id=b value=2\n  value: one 2, other 2.001",
  );
  expect(between([row("a", 1, "2024-05-01 10:00:00")], [row("a", 1, "2024-05-01 10:00:01")])).toContain(
    "at: one",
  );
});

test("rows of one side only are shown", () => {
  expect(between([row("a", 1), row("b", 2)], [row("a", 1)])).toBe(
    "one gives 2 rows, other 1\nonly one gives id=b value=2",
  );
});
