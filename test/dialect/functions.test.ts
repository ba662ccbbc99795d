import { readFile } from "node:fs/promises";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { checkFieldExpression, checkPredicate } from "../../lib/dialect/expression.ts";
import { fieldFunctions } from "../../lib/dialect/functions.ts";

const calls: Readonly<Record<string, readonly [string, string]>> = {
  abs: ["abs(-1.5)", "1.5"],
  round: ["round(2.567, 2)", "2.57"],
  floor: ["floor(-1.5)", "-2"],
  ceil: ["ceil(1.2)", "2"],
  ceiling: ["ceiling(1.2)", "2"],
  coalesce: ["coalesce(null, 'a')", "a"],
  nullif: ["nullif(1, 2)", "1"],
  lower: ["lower('É')", "é"],
  upper: ["upper('é')", "É"],
  length: ["length('é😀')", "2"],
  substr: ["substr('abcd', 2, 2)", "bc"],
  strpos: ["strpos('abc', 'c')", "3"],
  starts_with: ["starts_with('abc', 'ab')", "true"],
  regexp_like: ["regexp_like('abc', '^a.c$')", "true"],
  date_diff: ["date_diff('day', date '2024-02-28', date '2024-03-01')", "2"],
  date_trunc: ["date_trunc('week', date '2024-02-28')", "2024-02-26"],
  replace: ["replace('aba', 'a', 'x')", "xbx"],
  split_part: ["split_part('a-b', '-', 2)", "b"],
  last_day_of_month: ["last_day_of_month(date '2024-02-03')", "2024-02-29"],
  year: ["year(date '2024-02-03')", "2024"],
  month: ["month(date '2024-02-03')", "2"],
  day: ["day(date '2024-02-03')", "3"],
};

test("DuckDB has every allowed function, with the meaning that Trino documents", async () => {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(await readFile(new URL("../../sql/macros.sql", import.meta.url), "utf8"));
  const answers: Record<string, unknown> = {};
  for (const name of Object.keys(fieldFunctions)) {
    const sql = calls[name]?.[0] ?? `${name}()`;
    expect(checkFieldExpression(sql), sql).toMatchObject({ status: "accepted" });
    const result = await connection.runAndReadAll(`select cast(${sql} as varchar)`);
    answers[name] = result.getRows()[0]?.[0];
  }
  connection.closeSync();
  expect(answers).toEqual(
    Object.fromEntries(Object.entries(calls).map(([name, [, answer]]) => [name, answer])),
  );
});

test("thirty predicates are checked without a noticeable delay", () => {
  const columns = new Map([["score", "double"] as const, ["segment", "varchar"] as const]);
  const before = process.cpuUsage();
  for (let index = 0; index < 30; index += 1)
    checkPredicate(
      `score <= ${index} and (segment in ('a', 'b${index}') or coalesce(segment, 'x') like 'y%')`,
      columns,
    );
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(500);
});
