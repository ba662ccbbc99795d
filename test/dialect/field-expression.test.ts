import { describe, expect, test } from "vitest";
import { checkFieldExpression } from "../../lib/dialect/expression.ts";

const pathsOf = (text: string) => {
  const checked = checkFieldExpression(text);
  if (checked.status === "refused") throw new Error(checked.problems[0]?.message);
  return checked.paths.map(({ path, start, stop }) => [path, text.slice(start, stop)]);
};

const reasonOf = (text: string) => {
  const checked = checkFieldExpression(text);
  return checked.status === "refused" ? checked.problems[0]?.message : undefined;
};

describe("names in a mapping expression are paths into the record", () => {
  test.each<[string, string[][]]>([
    ["lower(Email)", [["Email", "Email"]]],
    [
      "address.country.code || '-' || id",
      [
        ["address.country.code", "address.country.code"],
        ["id", "id"],
      ],
    ],
    ['"Customer ID"', [["Customer ID", '"Customer ID"']]],
    ['address."zip ""code"""', [['address."zip \\"code\\""', 'address."zip ""code"""']]],
    [
      "case plan when 'free' then '0' else plan end",
      [
        ["plan", "plan"],
        ["plan", "plan"],
      ],
    ],
    ["'😀é' || name", [["name", "name"]]],
    ["cast(mrr_cents as decimal(18,2)) * 0.01", [["mrr_cents", "mrr_cents"]]],
    ["cast(annual as decimal(18,2)) / 12", [["annual", "annual"]]],
    ["last_day_of_month(cast(month as date))", [["month", "month"]]],
    ["split_part(replace(domain, 'www.', ''), '/', 1)", [["domain", "domain"]]],
    ["nullif(date, '') is null", [["date", "date"]]],
    ['"a.b".c', [['"a.b".c', '"a.b".c']]],
    ["'constant'", []],
  ])("%s", (text, paths) => {
    expect(pathsOf(text)).toEqual(paths);
  });
});

const functions =
  "Functions: abs, ceil, ceiling, coalesce, date_diff, date_trunc, day, floor, from_unixtime, json_extract_scalar, " +
  "last_day_of_month, length, lower, month, nullif, regexp_like, replace, round, split_part, starts_with, strpos, " +
  "substr, trim, upper, year";

describe("a mapping expression is refused", () => {
  test.each([
    ["mrr_cents / 100", "expected a number, found text"],
    [
      "year(cast(signup as date) + interval '1' day) / 4",
      "the engines divide integers differently: write cast(year(cast(signup as date) + interval '1' day) as double) / 4",
    ],
    [
      "year(lower( signup ))",
      "year takes a date here, and this is text: write cast(lower( signup ) as date)",
    ],
    ["year(signup)", "year takes a date here, and this is text: write cast(signup as date)"],
    ["(select max(x) from y)", "a subquery is not allowed here"],
    ["concat(a, b)", "concat is not allowed here: the engines differ when a value is null: write a || b"],
    ["read_parquet('x')", `the function read_parquet is not allowed here. ${functions}`],
    ["length_of(a)", `the function length_of is not allowed here. Did you mean length? ${functions}`],
    ["lower(a).b", "a . may only join names"],
    ["main.lower(a)", `the function main.lower is not allowed here. ${functions}`],
    ["a::date", ":: is not Trino: write cast(value as type)"],
    [
      "cast(cast(ts as bigint) as date)",
      "an integer cannot be cast to a date: of seconds since 1970, write cast(from_unixtime(seconds) as date)",
    ],
    [
      "cast(ts as double) > timestamp '2024-05-01 00:00:00'",
      "a timestamp cannot be compared with a double: of seconds since 1970, write from_unixtime(seconds)",
    ],
    [
      "to_timestamp(ts)",
      "to_timestamp is not allowed here: a mapping writes from_unixtime(seconds) for an epoch, and gives its field a format for other dates",
    ],
    [
      "date_parse(day, '%d/%m/%Y')",
      "date_parse is not allowed here: give the field a format, as in { field: day, format: DD/MM/YYYY }",
    ],
    ["from_unixtime(ts)", "from_unixtime takes a number here, and this is text"],
    ["items[1]", '"items[1]" is not allowed here'],
    ['""', '"" is not a name: put names that need quotes in " "'],
  ])("%s", (text, reason) => {
    expect(reasonOf(text)).toBe(reason);
  });
});
