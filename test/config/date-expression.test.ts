import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDateExpression, UnreadableDateExpression } from "../../lib/config/date-expression.ts";
import { stagedRows } from "../support/raw.ts";

const dateOf = (sql: string, record: Readonly<Record<string, string>> = {}) =>
  parseDateExpression(sql).dateOf((path) => record[path] || null);

describe("a date expression evaluates to its date", () => {
  const record = { a: "2024-02-29", b: "", c: "2024-03-01T23:30:00-02:00", m: "2024-02", "x y": "no date" };
  test.each([
    ["a", "2024-02-29"],
    ["coalesce(b, a)", "2024-02-29"],
    ['coalesce(try_cast("x y" as date), cast(c as date))', "2024-03-02"],
    ['cast("x y" as date)', undefined],
    ["m || '-01'", "2024-02-01"],
    ["last_day_of_month(cast(m || '-01' as date))", "2024-02-29"],
    ["date_trunc('quarter', cast(a as date))", "2024-01-01"],
    ["date_trunc('week', cast(a as date)) + interval '6' day", "2024-03-03"],
    ["cast(a as date) + interval '1' year", "2025-02-28"],
    ["cast(a as date) - interval '1' month", "2024-01-29"],
    ["(date '2024-01-31') + interval '1' month - interval '14' day", "2024-02-15"],
    ["substr(c, 1, 10)", "2024-03-01"],
    ["replace(replace(a, '-02-', '-05-'), '29', '01')", "2024-05-01"],
    ["nullif(a, '2024-02-29')", undefined],
    ["missing.field", undefined],
  ])("%s", (sql, date) => expect(dateOf(sql, record)).toBe(date));
});

test.each([
  ["date_parse(a, '%Y')", /"date_parse\(…\)" is not supported/],
  ["a + interval '1' day", /"interval '1' day" is not supported/],
  ["coalesce(a, cast(b as date))", /"coalesce\(…\)" is not supported/],
  ["case when a = b then a end", /not supported/],
  ["substr(a, 0)", /"substr\(…\)" is not supported/],
  ["date '2024-02-30'", /is no date/],
  ["cast(a as date", /"the end" is not supported here; landing supports names/],
  ["a; b", /"; b" is not supported/],
  ["", /"the end" is not supported/],
])("%s is refused, with the functions that landing supports", (sql, problem) => {
  expect(() => parseDateExpression(sql)).toThrow(UnreadableDateExpression);
  expect(() => parseDateExpression(sql)).toThrow(problem);
});

/** Random date expressions over two paths. */
const { date: expressionOf } = fc.letrec<{ text: string; date: string }>((tie) => ({
  text: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom("a", "b", "'2024-02-29'", "''"),
    fc.tuple(tie("text"), tie("text")).map(([one, other]) => `coalesce(${one}, ${other})`),
    fc.tuple(tie("text"), tie("text")).map(([one, other]) => `nullif(${one}, ${other})`),
    fc
      .tuple(tie("text"), fc.integer({ min: 1, max: 4 }))
      .map(([text, from]) => `substr(${text}, ${from}, 10)`),
    fc.tuple(tie("text"), tie("text")).map(([one, other]) => `(${one} || ${other})`),
    tie("text").map((text) => `replace(${text}, '/', '-')`),
  ),
  date: fc.oneof(
    { maxDepth: 3 },
    tie("text").map((text) => `cast(${text} as date)`),
    tie("text").map((text) => `try_cast(${text} as date)`),
    fc.tuple(tie("date"), tie("date")).map(([one, other]) => `coalesce(${one}, ${other})`),
    tie("date").map((date) => `last_day_of_month(${date})`),
    fc
      .tuple(fc.constantFrom("week", "month", "quarter", "year"), tie("date"))
      .map(([unit, date]) => `date_trunc('${unit}', ${date})`),
    fc
      .tuple(
        tie("date"),
        fc.constantFrom("+", "-"),
        fc.nat({ max: 40 }),
        fc.constantFrom("day", "month", "year"),
      )
      .map(([date, sign, count, unit]) => `${date} ${sign} interval '${count}' ${unit}`),
  ),
}));
const texts = [
  "2024-02-29",
  "2024/03/31",
  " 2023-12-31 ",
  "2024-01-31T23:30:00-05:00",
  "soon",
  "",
  "1999-01-01 10:00",
];

/** The first text that is a date, in the forms in which configs ask for it. */
const tried = [
  "coalesce(try_cast(a as date), try_cast(b as date))",
  "coalesce(date_trunc('month', try_cast(a as date)), coalesce(try_cast(a as date), try_cast(b as date)))",
  "coalesce(try_cast(a as date), cast(b as date))",
  "coalesce(cast(a as date), try_cast(b as date))",
];

test("landing evaluates a date expression as SQL does", async () => {
  const expressions = fc.sample(expressionOf, { numRuns: 25, seed: 26 });
  for (const sql of [...tried, ...expressions]) {
    const fields = { account_id: "id", customer_since: { sql } };
    const records = texts.map((a, index) => ({
      id: String(index),
      a,
      b: texts[(index + 3) % texts.length] ?? "",
    }));
    const rows = await stagedRows(
      { entity: "accounts", fields },
      records.map((record) => ({ id: record.id, record })),
    );
    const bySql = rows.map(({ record_id, customer_since }) => [record_id, customer_since]);
    const byLanding = records.map((record) => [record.id, dateOf(sql, record) ?? null]);
    expect(bySql.toSorted(), sql).toEqual(byLanding.toSorted());
  }
});
