import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  checkFieldExpression,
  checkPredicate,
  guardFieldExpression,
  guardPredicate,
  type KnownColumns,
} from "../../lib/dialect/expression.ts";
import { readText } from "../../lib/mapping/cells/cast-sql.ts";
import type { Column, ColumnType } from "../../lib/models/model.ts";
import type { Value } from "../../lib/warehouse/warehouse.ts";
import { expressionsOver } from "../support/expressions.ts";
import { type GivenRow, overGivenRows } from "../support/given.ts";

const types: Readonly<Record<string, ColumnType>> = {
  name: "varchar",
  seats: "bigint",
  mrr: "decimal(18,2)",
  score: "double",
  since: "date",
  is_scored: "boolean",
};
const columns: KnownColumns = new Map(Object.entries(types));
const given: readonly Column[] = Object.entries(types).map(([name, type]) => ({ name, type, comment: "" }));

async function answers(expressions: readonly string[], rows: readonly GivenRow[]) {
  const guarded = expressions.map((text) => guardPredicate(`(${text}) is null or true`, columns, readText));
  const values = expressions.map((text) => guardPredicate(`(${text})`, columns, readText));
  const selected = values.flatMap(({ sql, fails = "false" }, index) => [
    `case when ${fails} then null else ${sql} end as value_${index}`,
    `${guarded[index]?.fails ?? "false"} as fails_${index}`,
  ]);
  const numbered = rows.map((row, index) => ({
    ...row,
    name: row.name ?? null,
    seats: row.seats ?? null,
    n: index,
  }));
  const sql = `select n, ${selected.join(", ")} from given_values`;
  const columnsGiven = [...given, { name: "n", type: "bigint" as const, comment: "" }];
  return overGivenRows(
    { sql, origin: "an expression" },
    { asOf: "2024-05-10", given: { given_values: numbered }, tables: { given_values: columnsGiven } },
  );
}

/** The result of a condition on one row, or that it fails there. */
async function says(text: string, row: GivenRow): Promise<Value | "fails"> {
  const { sql, fails = "false" } = guardPredicate(text, columns, readText);
  const [answer] = await overGivenRows(
    {
      sql: `select case when ${fails} then 'fails' else cast(${sql} as varchar) end as said from given_values`,
      origin: text,
    },
    { asOf: "2024-05-10", given: { given_values: [row] }, tables: { given_values: given } },
  );
  return answer?.said ?? null;
}

const largest = "9223372036854775807";
const lowest = "-9223372036854775808";

describe("an expression fails only on the row whose value is out of range", () => {
  test.each<[string, GivenRow, string | null]>([
    ["cast(name as bigint) > 1", { name: " 12 " }, "true"],
    ["cast(name as bigint) > 1", { name: "12.0" }, "true"],
    ["cast(name as bigint) > 1", { name: "  " }, null],
    ["cast(name as bigint) > 1", { name: " N/A" }, null],
    ["cast(name as bigint) > 1", { name: "12.5" }, "fails"],
    ["cast(name as bigint) > 1", { name: "1_000" }, "fails"],
    ["cast(name as bigint) > 1", { name: "0x1f" }, "fails"],
    ["cast(name as bigint) > 1", { name: "9223372036854775808" }, "fails"],
    ["cast(name as integer) > 1", { name: "2147483648" }, "fails"],
    ["cast(seats as integer) > 1", { seats: "2147483648" }, "fails"],
    ["cast(name as double) > 1", { name: "Infinity" }, "fails"],
    ["cast(name as double) > 1", { name: "1e999" }, "fails"],
    ["cast(name as decimal(5,2)) = 12.35", { name: "12.345" }, "true"],
    ["cast(name as decimal(5,2)) > 1", { name: "1000" }, "fails"],
    ["cast(name as decimal(5,2)) > 1", { name: "1e999999999" }, "fails"],
    ["cast(name as boolean)", { name: "Yes" }, "true"],
    ["cast(name as boolean)", { name: "perhaps" }, "fails"],
    ["cast(name as date) > date '2024-01-01'", { name: "2024-02-30" }, "fails"],
    ["cast(name as date) = date '2024-05-02'", { name: "2024-05-01T23:30:00-02:00" }, "true"],
    ["cast(name as timestamp(3)) > timestamp '2024-01-01 00:00:00'", { name: "soon" }, "fails"],
    ["cast(round(score) as bigint) > 1", { score: "1e300" }, "fails"],
    ["cast(score as decimal(18,2)) > 1", { score: "1e300" }, "fails"],
    ["cast(mrr as decimal(10,2)) > 1", { mrr: "9999999999999999.99" }, "fails"],
    ["seats + 1 > 1", { seats: largest }, "fails"],
    ["seats - 1 < 1", { seats: lowest }, "fails"],
    ["seats * seats > 1", { seats: largest }, "fails"],
    ["-seats > 1", { seats: lowest }, "fails"],
    ["abs(seats) > 1", { seats: lowest }, "fails"],
    ["abs(seats) = 3", { seats: "-3" }, "true"],
    ["round(seats, -3) > 1", { seats: largest }, "fails"],
    ["round(seats, -2) = 200", { seats: "150" }, "true"],
    ["round(seats, 2) = 150 and floor(seats) = 150", { seats: "150" }, "true"],
    ["mrr * 12 * seats > 1", { mrr: "9999999999999999.99", seats: "99" }, "true"],
    ["mrr * mrr * mrr * mrr > 1", { mrr: "9999999999999999.99" }, "fails"],
    ["mrr * mrr * mrr * mrr > 1", { mrr: "10.5" }, "true"],
    ["round(mrr) = 10000000000000000", { mrr: "9999999999999999.99" }, "true"],
    ["ceil(mrr) = 10000000000000000", { mrr: "9999999999999999.99" }, "true"],
    ["score / seats > 1", { score: 1, seats: 0 }, "fails"],
    ["10 / (score - score) > 1", { score: 1 }, "fails"],
    ["mrr / 8 = 0.0025", { mrr: "0.02" }, "true"],
    ["mrr / seats > 1", { mrr: "0.02", seats: 0 }, "fails"],
    ["mrr / seats > 1", { mrr: null, seats: 2 }, null],
    ["1 / mrr = 50", { mrr: "0.02" }, "true"],
    ["mrr / mrr / 2 = 0.5", { mrr: "9999999999999999.99" }, "true"],
    ["cast(name as decimal(18,2)) / 12 * 12 = 10.01", { name: "10.01" }, "true"],
    ["cast(name as decimal(18,2)) / 12 > 1", { name: "many" }, "fails"],
    ["score / seats > 1", { score: 0, seats: 0 }, "fails"],
    ["score / seats > 1", { score: 0, seats: null }, null],
    ["score * score > 1", { score: "1e300" }, "fails"],
    ["score * score - score * score < 1", { score: "1e300" }, "fails"],
    ["1e0 / (score * score) < 1", { score: "1e300" }, "fails"],
    ["since + interval '1' day > since", { since: "9999-12-31" }, "fails"],
    ["since - interval '1' month < since", { since: "0001-01-01" }, "fails"],
    ["since + interval '1' month = date '2024-02-29'", { since: "2024-01-31" }, "true"],
    ["substr(name, seats) = 'c'", { name: "abc", seats: "99999999999" }, "fails"],
    ["substr(name, seats) = 'c'", { name: "abc", seats: 3 }, "true"],
    ["substr(name, 1, seats) = ''", { name: "abc", seats: -1 }, "fails"],
    ["substr(name, 1, strpos(name, '-') - 1) = 'a'", { name: "a-b" }, "true"],
  ])("%s of %j: %s", async (text, row, expected) => {
    expect(await says(text, row)).toBe(expected);
  });
});

describe("a failure is not mistaken for another result", () => {
  const failing = "cast(name as bigint)";
  test.each<[string, string | null]>([
    [`coalesce(${failing}, 0) = 0`, "fails"],
    [`coalesce(1, ${failing}) = 1`, "true"],
    [`${failing} is null`, "fails"],
    [`case when ${failing} > 1 then true else false end`, "fails"],
    [`case when seats = 1 then ${failing} > 1 else false end`, "false"],
    [`case when seats = 2 then ${failing} > 1 else false end`, "fails"],
    [`case when seats = 2 then true when ${failing} > 1 then false end`, "true"],
    [`case ${failing} when 1 then true else false end`, "fails"],
    [`case seats when 2 then true when ${failing} then false end`, "true"],
    [`seats = 1 and ${failing} > 1`, "false"],
    [`seats = 2 and ${failing} > 1`, "fails"],
    [`seats = 2 or ${failing} > 1`, "true"],
    [`seats = 1 or ${failing} > 1`, "fails"],
    [`${failing} > 1 and cast(name as double) > 1`, "fails"],
    [`seats = 2 and seats > 0 and ${failing} > 1 and seats = 3`, "false"],
    [`not (${failing} > 1)`, "fails"],
    [`not (seats = 1 and ${failing} > 1)`, "true"],
    [`${failing} is distinct from 1`, "fails"],
    [`${failing} in (1, 2)`, "fails"],
    [`nullif(${failing}, 1) is null`, "fails"],
  ])("%s: %s", async (text, expected) => {
    expect(await says(text, { name: "many", seats: 2 })).toBe(expected);
  });
});

describe("a try_cast without a value is null in a coalesce, and a failure where no other value is there", () => {
  const tried = "try_cast(name as bigint)";
  test.each<[string, string | null]>([
    [`coalesce(${tried}, seats) = 2`, "true"],
    [`coalesce(${tried}, 0) = 0`, "true"],
    [`coalesce(${tried} + 1, coalesce(nullif(${tried}, 1), seats)) = 2`, "true"],
    [`coalesce(${tried}, nullif(seats, 2)) = 2`, "fails"],
    [`coalesce(${tried}, cast(name as bigint), seats) = 2`, "fails"],
    [`coalesce(coalesce(${tried}, nullif(seats, 2)), nullif(seats, 2)) is null`, "fails"],
    [`${tried} = 2`, "fails"],
    [`${tried} is null`, "fails"],
  ])("%s: %s", async (text, expected) => {
    expect(await says(text, { name: "many", seats: 2 })).toBe(expected);
  });

  test("an empty text is no failure", async () => {
    expect(await says(`coalesce(${tried}, nullif(seats, 2)) is null`, { name: "", seats: 2 })).toBe("true");
  });
});

describe("operations that an engine cannot do on every value are refused", () => {
  test.each([
    ["cast(name as decimal(39,2)) > 1", "decimal(39,2) is not one of"],
    ["cast(is_scored as date) is null", "a boolean cannot be cast to a date"],
    ["cast(name as decimal(38,12)) * mrr > 1", "this may need 56 digits, but a decimal has 38"],
    ["cast(name as decimal(38,0)) > 0.5", "this may need 39 digits"],
    ["coalesce(cast(name as decimal(38,0)), mrr) is null", "this may need 40 digits"],
    ["seats > 9223372036854775808", "this whole number is too large for the engines"],
    ["round(score, seats) > 1", "round takes a literal number of digits, from -9 to 9"],
    ["substr(name, 0) = 'a'", "the engines differ here: substr counts from 1"],
    ["substr(name, -2) = 'a'", "the engines differ here: substr counts from 1"],
    ["regexp_like(name, name)", "write a literal pattern: a composed one may be invalid"],
    ["regexp_like(name, '(a')", "this is not a valid pattern"],
    ["regexp_like(name, 'a(?=b)')", "are the only groups with a ?"],
    ["regexp_like(name, '(a)\\1')", "the engines cannot refer back to a group"],
    ["regexp_like(name, 'a++')", "a repetition cannot be repeated"],
    ["regexp_like(name, '[[:alpha:]]')", "a [ within [ ] is written \\["],
    ["regexp_like(name, 'a{2000}')", "a repetition is limited to 999 times"],
    ["name like 'a\\b' escape '\\'", "expected %, _ or \\ after \\"],
    ["name like 'a' escape 'xy'", "an escape is one character"],
    ["name like name escape '\\'", "a pattern with an escape must be a literal"],
    ["name = '\0'", "this contains an invalid character"],
    ["name = '\ud83d'", "this contains an invalid character"],
    ["since + interval '999999' day > since", "an interval has at most 400000 days"],
    ["interval '1' day < interval '1' month", "an interval must follow a date"],
    [
      "cast(cast(cast(cast(cast(name as date) as varchar) as date) as varchar) as date) is null",
      "this is nested too deeply",
    ],
    ["mrr % 2.5 = 0", "% takes whole numbers and doubles"],
  ])("%s", (text, reason) => {
    const checked = checkPredicate(text, columns);
    expect(checked.status === "refused" ? checked.problems[0]?.message : "accepted").toContain(reason);
  });

  test.each([
    ["replace(a, '', 'x')", "the text to replace is empty"],
    ["replace(a, 'b', a)", "write a literal replacement"],
    ["split_part(a, '', 1)", "the text to split at is empty"],
    ["split_part(a, '-', 0)", "split_part counts from 1"],
    ["json_extract_scalar(a, '$..id')", "a path is written as $.name"],
    ["json_extract_scalar(a, b)", "write a literal path"],
  ])("%s", (text, reason) => {
    const checked = checkFieldExpression(text);
    expect(checked.status === "refused" ? checked.problems[0]?.message : "accepted").toContain(reason);
  });

  test.each(["regexp_like(a, '^\\d{3}-[a-z.]+\\.(?:com|de)$')", "regexp_like(a, '(?i)\\-x\\@\\p{L}*')"])(
    "%s is a pattern of both",
    (text) => expect(checkFieldExpression(text).status).toBe("accepted"),
  );
});

test("a missing part is null, and so is a split at an empty text", async () => {
  const read = (text: string) => guardFieldExpression(text, (path) => path, readText);
  const rows = [{ name: "a-b", seats: 1 }];
  const parts = ["split_part(name, '-', 2)", "split_part(name, '-', 3)", "split_part(name, domain, 1)"];
  const selected = parts.map((text, index) => {
    const { sql, fails = "false" } = read(text);
    return `${sql.replaceAll("domain", "substr(name, 9)")} as part_${index}, ${fails.replaceAll("domain", "substr(name, 9)")} as fails_${index}`;
  });
  expect(
    await overGivenRows(
      { sql: `select ${selected.join(", ")} from given_values`, origin: "split_part" },
      { asOf: "2024-05-10", given: { given_values: rows }, tables: { given_values: given } },
    ),
  ).toEqual([{ part_0: "b", fails_0: false, part_1: null, fails_1: false, part_2: null, fails_2: true }]);
});

test("JSON in a cell is read at a path; other texts, and numbers that the engines write differently, fail", async () => {
  const read = (path: string) =>
    guardFieldExpression(`json_extract_scalar(name, '${path}')`, (column) => column, readText);
  const paths = ["$.id", '$["a b"].c', "$.list[1]", "$.list"];
  const selected = paths.flatMap((path, index) => {
    const { sql, fails = "false" } = read(path);
    return [`${sql} as at_${index}`, `${fails} as fails_${index}`];
  });
  const answersOn = async (name: string | null) => {
    const [row = {}] = await overGivenRows(
      { sql: `select ${selected.join(", ")} from given_values`, origin: "json" },
      { asOf: "2024-05-10", given: { given_values: [{ name }] }, tables: { given_values: given } },
    );
    return paths.map((_, index) => (row[`fails_${index}`] === true ? "fails" : row[`at_${index}`]));
  };
  expect(await answersOn('{"id":"1.10","a b":{"c":7},"list":["x",true]} ')).toEqual([
    "1.10",
    "7",
    "true",
    null,
  ]);
  expect(await answersOn('{"id":null,"a b":[],"list":[]}')).toEqual([null, null, null, null]);
  expect(await answersOn('{"id":1.10,"a b":{"c":12345678901234567890}}')).toEqual([
    "fails",
    "fails",
    null,
    null,
  ]);
  expect(await answersOn('{"id":"1.10"')).toEqual(["fails", "fails", "fails", "fails"]);
  expect(await answersOn("plain text")).toEqual(["fails", "fails", "fails", "fails"]);
  expect(await answersOn(null)).toEqual([null, null, null, null]);
});

const expressions = expressionsOver({
  text: ["name", "'12'", "''"],
  integer: ["seats", "3", "-7", "9223372036854775807"],
  decimal: ["mrr", "0.01"],
  double: ["score", "1e0"],
  date: ["since", "date '9999-12-31'", "date '0001-01-01'"],
  boolean: ["is_scored", "true"],
});

const ends: readonly GivenRow[] = [
  {
    name: "many",
    seats: largest,
    mrr: "9999999999999999.99",
    score: "1.7976931348623157e308",
    since: "9999-12-31",
    is_scored: true,
  },
  {
    name: largest,
    seats: lowest,
    mrr: "-9999999999999999.99",
    score: "-1e308",
    since: "0001-01-01",
    is_scored: false,
  },
  { name: "1e308", seats: 0, mrr: 0, score: "5e-324", since: "2024-02-29", is_scored: null },
  { name: "2024-02-30", seats: null, mrr: null, score: null, since: null, is_scored: null },
  { name: "9999-12-31", seats: 4294967296, mrr: "0.01", score: 0, since: "1969-12-31", is_scored: true },
  { name: "", seats: -1, mrr: "-0.01", score: -1, since: "1970-01-01", is_scored: true },
];

/** Set BELLWETHER_EXPRESSIONS=200 for a longer run. */
const runs = Number(process.env.BELLWETHER_EXPRESSIONS ?? 8);

test("no accepted expression fails on a value at the limits of its type", async () => {
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(expressions.boolean, { minLength: 5, maxLength: 5 }), async (all) => {
      const sound = all.filter((text) => checkPredicate(text, columns).status === "accepted");
      accepted += sound.length;
      if (sound.length > 0) expect(await answers(sound, ends)).toHaveLength(ends.length);
    }),
    { numRuns: runs, endOnFailure: true },
  );
  expect(accepted).toBeGreaterThan(runs);
});
