import type { Kind } from "./kinds.ts";

/** The arguments that a parameter accepts: values of a kind, numbers of any kind, or one of a few literal words. */
export type Parameter = Kind | "number" | { readonly oneOf: readonly string[] };

export interface AllowedFunction {
  readonly parameters: readonly Parameter[] | "values of one kind";
  /** How many of the parameters may be left out, from the last. */
  readonly optional?: number;
  readonly gives: Kind | "what its first argument is";
  /** What it gives, in words, after "name: ". */
  readonly means: string;
  /** A call over literals, and its result as text on both engines. */
  readonly example: readonly [call: string, result: string];
}

const likeItsFirst = "what its first argument is";

/**
 * The functions of a predicate, which mean the same in Trino and in DuckDB (with `sql/macros.sql`).
 * `date_diff` and `date_trunc` take only dates, and the difference only days, because DuckDB counts
 * boundaries between two dates where Trino counts whole months.
 */
export const predicateFunctions: Readonly<Record<string, AllowedFunction>> = {
  abs: {
    parameters: ["number"],
    gives: likeItsFirst,
    means: "the number without its sign",
    example: ["abs(-1.5)", "1.5"],
  },
  round: {
    parameters: ["number", "integer"],
    optional: 1,
    gives: likeItsFirst,
    means: "the number rounded to so many decimals, or to a whole one",
    example: ["round(2.567, 2)", "2.57"],
  },
  floor: {
    parameters: ["number"],
    gives: likeItsFirst,
    means: "the number rounded down to a whole one",
    example: ["floor(-1.5)", "-2"],
  },
  ceil: {
    parameters: ["number"],
    gives: likeItsFirst,
    means: "the number rounded up to a whole one",
    example: ["ceil(1.2)", "2"],
  },
  ceiling: {
    parameters: ["number"],
    gives: likeItsFirst,
    means: "the same as ceil",
    example: ["ceiling(1.2)", "2"],
  },
  coalesce: {
    parameters: "values of one kind",
    gives: likeItsFirst,
    means: "the first value that is not null",
    example: ["coalesce(null, 'a')", "a"],
  },
  nullif: {
    parameters: ["any", "any"],
    gives: likeItsFirst,
    means: "the first value, or null if it equals the second",
    example: ["nullif(1, 2)", "1"],
  },
  lower: {
    parameters: ["text"],
    gives: "text",
    means: "the text in lower case",
    example: ["lower('É')", "é"],
  },
  upper: {
    parameters: ["text"],
    gives: "text",
    means: "the text in upper case",
    example: ["upper('é')", "É"],
  },
  // A call in form only: Trino's grammar has syntax of its own for it.
  trim: {
    parameters: ["text"],
    gives: "text",
    means: "the text without blanks around it",
    example: ["trim(' a ')", "a"],
  },
  length: {
    parameters: ["text"],
    gives: "integer",
    means: "the number of characters",
    example: ["length('é😀')", "2"],
  },
  substr: {
    parameters: ["text", "integer", "integer"],
    optional: 1,
    gives: "text",
    means: "the characters from a place on, counted from 1, at most so many",
    example: ["substr('abcd', 2, 2)", "bc"],
  },
  strpos: {
    parameters: ["text", "text"],
    gives: "integer",
    means: "the place of the second text in the first, counted from 1; 0 when it is not there",
    example: ["strpos('abc', 'c')", "3"],
  },
  starts_with: {
    parameters: ["text", "text"],
    gives: "boolean",
    means: "whether the first text begins with the second",
    example: ["starts_with('abc', 'ab')", "true"],
  },
  regexp_like: {
    parameters: ["text", "text"],
    gives: "boolean",
    means: "whether a regular expression matches somewhere in the text",
    example: ["regexp_like('abc', '^a.c$')", "true"],
  },
  date_diff: {
    parameters: [{ oneOf: ["day"] }, "date", "date"],
    gives: "integer",
    means: "the number of days from the first date to the second",
    example: ["date_diff('day', date '2024-02-28', date '2024-03-01')", "2"],
  },
  date_trunc: {
    parameters: [{ oneOf: ["week", "month", "quarter", "year"] }, "date"],
    gives: "date",
    means: "the first day of the date's week (Monday), month, quarter or year",
    example: ["date_trunc('week', date '2024-02-28')", "2024-02-26"],
  },
};

/** The functions of a mapping's `{ sql: … }` and `where`: those of a predicate, and functions that split values. */
export const fieldFunctions: Readonly<Record<string, AllowedFunction>> = {
  ...predicateFunctions,
  replace: {
    parameters: ["text", "text", "text"],
    gives: "text",
    means: "the text with each occurrence of the second replaced by the third",
    example: ["replace('aba', 'a', 'x')", "xbx"],
  },
  split_part: {
    parameters: ["text", "text", "integer"],
    gives: "text",
    means:
      "the part with that number, counted from 1, of the text split at the second; null when it is empty",
    example: ["split_part('a-b', '-', 2)", "b"],
  },
  from_unixtime: {
    parameters: ["number"],
    gives: "timestamp",
    means: "the UTC time of a number of seconds since 1970",
    example: ["from_unixtime(1714521600)", "2024-05-01 00:00:00"],
  },
  json_extract_scalar: {
    parameters: ["text", "text"],
    gives: "text",
    means:
      "the text at a path in a text that is a JSON object or list; null for an object, a list, or nothing",
    example: [`json_extract_scalar('{"ids":["a"]}', '$.ids[0]')`, "a"],
  },
  last_day_of_month: {
    parameters: ["date"],
    gives: "date",
    means: "the last day of the date's month",
    example: ["last_day_of_month(date '2024-02-03')", "2024-02-29"],
  },
  year: {
    parameters: ["date"],
    gives: "integer",
    means: "the date's year",
    example: ["year(date '2024-02-03')", "2024"],
  },
  month: {
    parameters: ["date"],
    gives: "integer",
    means: "the date's month, 1 to 12",
    example: ["month(date '2024-02-03')", "2"],
  },
  day: {
    parameters: ["date"],
    gives: "integer",
    means: "the date's day of the month",
    example: ["day(date '2024-02-03')", "3"],
  },
};

const readByFormat = "give the field a format, as in { field: day, format: DD/MM/YYYY }";

/** Functions people reach for, and what to write instead. */
export const insteadOf: Readonly<Record<string, string>> = {
  greatest: "the engines differ when a value is null: write case when a > b then a else b end",
  least: "the engines differ when a value is null: write case when a < b then a else b end",
  concat: "the engines differ when a value is null: write a || b",
  ifnull: "write coalesce",
  substring: "write substr",
  try: "in DuckDB it returns values in the wrong rows when one fails: write try_cast, or a case that leaves out failing values",
  to_timestamp:
    "a mapping writes from_unixtime(seconds) for an epoch, and gives its field a format for other dates",
  date_parse: readByFormat,
  strptime: readByFormat,
  to_date: readByFormat,
  now: "a run must not depend on the current date: use a column that counts days",
};
