import { readFile } from "node:fs/promises";
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkPredicate, type KnownColumns } from "../../lib/dialect/expression.ts";

const columns: KnownColumns = new Map([
  ["lifecycle", "varchar"],
  ["segment", "varchar"],
  ["plan", "varchar"],
  ["country", "unknown"],
  ["mrr", "decimal(18,2)"],
  ["seats", "bigint"],
  ["employees", "bigint"],
  ["score", "double"],
  ["change_7d", "double"],
  ["is_scored", "boolean"],
  ["renewal_date", "date"],
  ["customer_since", "date"],
]);

const problemsOf = (text: string) => {
  const checked = checkPredicate(text, columns);
  return checked.status === "refused"
    ? checked.problems.map(({ line, column, message }) => `${line}:${column} ${message}`)
    : [];
};

const accepted: readonly (readonly [string, readonly string[]])[] = [
  ["lifecycle = 'active'", ["lifecycle"]],
  ["LIFECYCLE = 'active' AND Segment <> 'SMB'", ["lifecycle", "segment"]],
  ["change_7d <= -15", ["change_7d"]],
  ["score + 1 > 3 or not is_scored", ["score", "is_scored"]],
  ["is_scored", ["is_scored"]],
  ["true", []],
  ["null", []],
  ["(plan in ('free', 'it''s') or plan is null) and mrr between 10 and 99.5", ["plan", "mrr"]],
  ["plan like '%pro\\_%' escape '\\'", ["plan"]],
  ["country is distinct from 'DE'", ["country"]],
  ["coalesce(trim(plan), lower(segment)) = upper('x')", ["plan", "segment"]],
  ["renewal_date < date '2024-12-31' + interval '14' day", ["renewal_date"]],
  ["date_diff('day', customer_since, renewal_date) > 30", ["customer_since", "renewal_date"]],
  ["case when seats > 5 then score else 0 end >= 40", ["seats", "score"]],
  ["case segment when 'SMB' then true else is_scored end", ["segment", "is_scored"]],
  ["cast(seats as double) / nullif(employees, 0) > 0.5", ["seats", "employees"]],
  ["mrr / 12 > 100 and 10 / (score - 3) > 1", ["mrr", "score"]],
  ["cast((seats + 1) as double) / (employees - 1) > 2", ["seats", "employees"]],
  ["cast(round(score) as bigint) % 10 = 0", ["score"]],
  ["\"plan\" = 'pro'", ["plan"]],
  ["starts_with(segment, 'Ent') and regexp_like(plan, '^pro')", ["segment", "plan"]],
  ["segment = '-- ; :: not a comment'", ["segment"]],
];

describe("a predicate is accepted when it is one condition over known columns", () => {
  test.each(accepted)("%s", (text, used) => {
    expect(checkPredicate(text, columns)).toEqual({ status: "accepted", columns: used });
  });
});

describe("a predicate is refused with its position and a reason", () => {
  test.each<[string, string]>([
    ["score in (select score from scores)", "1:7 a subquery is not allowed here"],
    ["score > (select 1)", "1:9 a subquery is not allowed here"],
    ["exists (select 1)", "1:1 a subquery is not allowed here"],
    ["score > all (select 1)", "1:7 a subquery is not allowed here"],
    ["score::integer > 3", "1:6 :: is not Trino: write cast(value as type)"],
    ["score > 3 -- high", "1:11 a comment is not allowed here"],
    ["score /* x */ > 3", "1:7 a comment is not allowed here"],
    ["score > 3; drop table scores", "1:10 expected one expression without ;"],
    ["read_csv('/etc/passwd') is null", "1:1 the function read_csv is not allowed here"],
    ["lenght(plan) > 3", "1:1 the function lenght is not allowed here. Did you mean length?"],
    [
      "greatest(score, 3) > 3",
      "1:1 greatest is not allowed here: the engines differ when a value is null: write case when a > b then a else b end",
    ],
    ["scorre > 3", "1:1 there is no column scorre. Did you mean score?"],
    ["score > 3\n  and segmnet = 'x'", "2:7 there is no column segmnet. Did you mean segment?"],
    ["accounts.score > 3", "1:1 name a column without its table"],
    ["rank() over (order by score) > 3", "1:1 a window function is not allowed here"],
    ["sum(score) > 3", "1:1 the function sum is not allowed here"],
    ["score > ?", "1:9 ? is not allowed here: write the value"],
    ["any_match(array[1], x -> x > 1)", "1:1 the function any_match is not allowed here"],
    ["abs(x -> 1) = 1", "1:5 -> is not allowed here"],
    ["score + 1", "1:1 expected a condition, found a double"],
    ["segment", "1:1 expected a condition, found text"],
    ["score and is_scored", "1:1 expected a condition, found a double"],
    ["segment > 5", "1:11 an integer cannot be compared with text: quote texts with ' ', but not numbers"],
    ["renewal_date < '2024-12-31'", "1:16 text cannot be compared with a date: write date '2024-12-31'"],
    ["renewal_date < date '2024-02-30'", "1:16 2024-02-30 is not a date such as 2024-12-31"],
    [
      "seats / employees > 2",
      "1:1 the engines divide integers differently: write cast(seats as double) / employees",
    ],
    [
      "(seats + 1) / (employees - 1) > 2",
      "1:1 the engines divide integers differently: write cast((seats + 1) as double) / (employees - 1)",
    ],
    ["seats % employees = 0", "1:9 expected a number above 0 after %"],
    [
      "renewal_date - customer_since > 3",
      "1:1 the engines return different results: write date_diff('day', from, to)",
    ],
    ["date_diff('month', customer_since, renewal_date) > 3", "1:11 date_diff takes 'day' here"],
    ["cast(score as json) is null", "1:15 json is not one of"],
    ["cast(score as bigint) > 3", "1:1 the engines round differently here"],
    ["current_date > renewal_date", "1:1 a run must not depend on the current date"],
    ["segment = '{{ run_id }}'", "1:11 {{ }} has no meaning here"],
    ["segment = 'open", "1:11 ' is never closed"],
    ["score >", "1:8 it ends too early"],
    ["score > 3 limit 5", '1:11 unexpected "limit"'],
    ["score > 3, 4", '1:10 unexpected ","'],
    ["score = = 3", '1:9 unexpected "="'],
    ["", "1:1 it ends too early"],
    ["row(1, 2) = row(1, 2)", '1:1 "row(1, 2)" is not allowed here'],
    ["`score` > 3", "1:1 `score` is not a name"],
    ["count(*) > 3", "1:1 the function count is not allowed here"],
    ["segment = U&'\\0041'", "1:11 write the characters themselves"],
    ["'😀' = segment and scorre > 3", "1:20 there is no column scorre. Did you mean score?"],
  ])("%s", (text, reason) => {
    expect(problemsOf(text)[0]).toContain(reason);
  });

  test("every unknown column is named at once", () => {
    expect(problemsOf("scoore > 3 and segmen = 'a'")).toEqual([
      "1:1 there is no column scoore. Did you mean score?",
      "1:16 there is no column segmen. Did you mean segment?",
    ]);
  });

  test("an endlessly nested predicate is refused before it is parsed", () => {
    expect(problemsOf(`${"abs(".repeat(31)}score${")".repeat(31)} > 3`)).toEqual([
      "1:124 this is nested too deeply",
    ]);
  });

  test("an endlessly long predicate is refused before it is parsed", () => {
    expect(problemsOf(`${"(".repeat(5_000)}score > 3`)[0]).toContain(
      "an expression may have at most 4000 characters",
    );
  });
});

test("DuckDB runs every accepted predicate", async () => {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(await readFile(new URL("../../sql/macros.sql", import.meta.url), "utf8"));
  const types = [...columns].map(
    ([name, type]) => `${name} ${type === "unknown" ? "varchar" : type.replace("timestamp(3)", "timestamp")}`,
  );
  await connection.run(`create table accounts (${types.join(", ")})`);
  await connection.run("insert into accounts (segment, seats) values ('SMB', 3)");
  for (const [predicate] of accepted) {
    const result = await connection.runAndReadAll(`select typeof(${predicate}) from accounts`);
    expect(['"NULL"', "BOOLEAN"], predicate).toContain(result.getRows()[0]?.[0]);
  }
  connection.closeSync();
});

test("any text is accepted or refused with a position in it, and never throws", () => {
  const words =
    "score segment mrr is_scored ( ) , . ' \" = < - + * / % || and or not in like between is null case when then else end cast as bigint date interval '7' day 'a' 1 0.5 select from x -> ? ; :: -- /* */ abs over array [ ] {{ }} 😀";
  const soup = fc.array(fc.constantFrom(...words.split(" ")), { maxLength: 12 }).map((all) => all.join(" "));
  fc.assert(
    fc.property(fc.oneof(soup, fc.string({ unit: "binary", maxLength: 20 })), (text) => {
      const checked = checkPredicate(text, columns);
      if (checked.status === "accepted")
        expect(checked.columns.every((column) => columns.has(column))).toBe(true);
      else for (const { offset } of checked.problems) expect(offset).toBeLessThanOrEqual(text.length);
    }),
    { numRuns: 500 },
  );
});
