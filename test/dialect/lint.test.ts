import { describe, expect, test } from "vitest";
import { lintModels } from "../../lib/dialect/lint.ts";
import { checkModel } from "../../lib/dialect/model-syntax.ts";

const model = (table: string, number: number, sql: string) => ({
  table,
  stage: { number, name: "some" },
  kind: "snapshot" as const,
  sql,
  origin: `sql/${number}-some/${table}.sql`,
});

const day = "as_of_date = date '{{ as_of_date }}'";
const reading = (from: string, where: string = day) =>
  `with x as (\n    select * from ${from} where ${where}\n),\ny as (select count(*) as n from x)\n\nselect * from y\n`;

const others = [{ table: "accounts", stageNumber: 6 }];
const lint = (sql: string) =>
  lintModels([model("scores", 12, sql)], [], others).map(({ line, message }) => `${line}: ${message}`);

describe("a model may", () => {
  test.each([
    ["read a table of an earlier stage", reading("accounts")],
    ["read its own past", reading("history_scores", "as_of_date = date '{{ previous_date }}'")],
    [
      "read a span of the past",
      reading(
        "history_accounts",
        "as_of_date between date '{{ as_of_date }}' - interval '30' day and date '{{ previous_date }}'",
      ),
    ],
    ["filter among other conditions", reading("accounts as a", `(a.${day} and a.score > 3)`)],
    [
      "leave a CTE's date unfiltered",
      reading("accounts", `${day} and id in (select id from accounts where ${day})`),
    ],
  ])("%s", (_, sql) => {
    expect(lint(sql)).toEqual([]);
  });

  test("read the past of a table that each run replaces whole, since it has one partition", () => {
    const people = {
      ...model("people", 6, reading("history_people", "name <> ''")),
      kind: "replaced" as const,
    };
    expect(lintModels([people], [])).toEqual([]);
    expect(lintModels([{ ...people, kind: "snapshot" }], [])).toHaveLength(1);
  });

  test("read raw records to stage them", () => {
    const staged = model("staged_accounts", 2, reading("raw_crm_accounts", "load = 'a'"));
    expect(lintModels([staged], [])).toEqual([]);
  });
});

describe("a model may not", () => {
  test.each([
    [
      "read its own stage",
      reading("scores"),
      "2: scores is made in stage 12: a model of stage 12 reads earlier stages, or history_scores",
    ],
    [
      "read a table that no model makes",
      reading("acounts"),
      "2: no model makes acounts. Did you mean accounts?",
    ],
    ["read raw records after staging", reading("raw_crm_accounts"), "2: no model makes raw_crm_accounts"],
    ["read all partitions", reading("accounts", "score > 3"), "2: accounts is read in full"],
    [
      "choose partitions by a column",
      reading("accounts", "as_of_date = landed_on"),
      "2: accounts is read in full",
    ],
    [
      "choose partitions by a query",
      reading("accounts", "as_of_date = (select max(d) from x)"),
      "accounts is read in full",
    ],
    [
      "choose partitions in only one branch of an OR",
      reading("accounts", `${day} or score > 3`),
      "2: accounts is read in full",
    ],
    ["filter another table's date", reading("accounts as a", `b.${day}`), "2: accounts is read in full"],
    [
      "filter outside the SELECT that reads the table",
      reading(`(select * from accounts) as a`),
      "2: accounts is read in full",
    ],
    [
      "use an unknown placeholder",
      reading("accounts", `${day} and x = '{{ company }}'`),
      "2: {{ company }} is not a placeholder",
    ],
    ["cast by ::", reading("accounts", `${day} and x::date is null`), ":: is not Trino"],
    ["use greatest", reading("accounts", `${day} and greatest(a, b) > 3`), "greatest: the engines differ"],
    ["divide by a possible 0", reading("accounts", `${day} and a / b > 3`), "divide by nullif(…, 0)"],
    ["take a remainder by a possible 0", reading("accounts", `${day} and a % b > 3`), "nullif(…, 0)"],
    [
      "catch errors with try",
      reading("accounts", `${day} and try(a) > 3`),
      "try: in DuckDB it returns values in the wrong rows",
    ],
    [
      "use the current date",
      reading("accounts", `${day} and a < current_date`),
      "a run must not depend on the current date",
    ],
    [
      "end in anything but its last CTE",
      reading("accounts").replace("from y", "from x"),
      "6: the last line must be",
    ],
    ["be a statement other than SELECT", "drop table accounts", "1: expected one SELECT"],
    ["be two statements", "select 1; select 2", "1: expected one SELECT"],
    ["be invalid SQL", "with x as (select from) select * from x", '1: unexpected "from"'],
  ])("%s", (_, sql, problem) => {
    expect(lint(sql)[0]).toContain(problem);
  });
});

test("an audit may read every table, of the day or of the past, and has no required last line", () => {
  const audit = (sql: string) => ({
    name: "a",
    claim: "",
    severity: "error" as const,
    sql,
    origin: "sql/audits/a.sql",
  });
  expect(
    lintModels(
      [model("scores", 12, reading("accounts"))],
      [audit(`select * from scores where ${day}`)],
      others,
    ),
  ).toEqual([]);
  expect(lintModels([], [audit("select * from accounts")], others)).toHaveLength(1);
});

test("a guarded denominator stays guarded inside parentheses and casts", () => {
  const { problems } = checkModel("select a / nullif(b, 0), a / (cast(nullif(b, 0) as double)), a / 7.0");
  expect(problems).toEqual([]);
});

test("a CTE hides a table only where the CTE is in scope", () => {
  const sql =
    "with a as (select * from b), b as (select * from a) select * from b, (with c as (select 1) select * from c), c";
  const syntax = checkModel(sql);
  expect(syntax.status === "parsed" && syntax.reads.map(({ table }) => table)).toEqual(["b", "c"]);
});
