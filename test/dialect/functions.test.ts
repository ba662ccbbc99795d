import { readFile } from "node:fs/promises";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { checkFieldExpression, checkPredicate } from "../../lib/dialect/expression.ts";
import { fieldFunctions } from "../../lib/dialect/functions.ts";

test("DuckDB answers every allowed function as its example says, which is the meaning that Trino documents", async () => {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(await readFile(new URL("../../sql/macros.sql", import.meta.url), "utf8"));
  const answers: Record<string, unknown> = {};
  for (const [name, { example, gives }] of Object.entries(fieldFunctions)) {
    const [call] = example;
    expect(call.startsWith(`${name}(`), call).toBe(true);
    expect(checkFieldExpression(call), call).toMatchObject({ status: "accepted" });
    // The engines' own has a zone, which the SQL that runs does not.
    const value = gives === "timestamp" ? `${call} at time zone 'UTC'` : call;
    const result = await connection.runAndReadAll(`select cast(${value} as varchar)`);
    answers[name] = result.getRows()[0]?.[0];
  }
  connection.closeSync();
  const results = Object.entries(fieldFunctions).map(([name, { example }]) => [name, example[1]]);
  expect(answers).toEqual(Object.fromEntries(results));
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
