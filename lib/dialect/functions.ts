import type { Kind } from "./kinds.ts";

/** The arguments that a parameter accepts: values of a kind, numbers of any kind, or one of a few literal words. */
export type Parameter = Kind | "number" | { readonly oneOf: readonly string[] };

export interface AllowedFunction {
  readonly parameters: readonly Parameter[] | "values of one kind";
  /** How many of the parameters may be left out, from the last. */
  readonly optional?: number;
  readonly gives: Kind | "what its first argument is";
}

const likeItsFirst = "what its first argument is";

/**
 * The functions of a predicate, which mean the same in Trino and in DuckDB (with `sql/macros.sql`).
 * `date_diff` and `date_trunc` take only dates, and the difference only days, because DuckDB counts
 * boundaries between two dates where Trino counts whole months. `trim` is syntax in Trino, and allowed.
 */
export const predicateFunctions: Readonly<Record<string, AllowedFunction>> = {
  abs: { parameters: ["number"], gives: likeItsFirst },
  round: { parameters: ["number", "integer"], optional: 1, gives: likeItsFirst },
  floor: { parameters: ["number"], gives: likeItsFirst },
  ceil: { parameters: ["number"], gives: likeItsFirst },
  ceiling: { parameters: ["number"], gives: likeItsFirst },
  coalesce: { parameters: "values of one kind", gives: likeItsFirst },
  nullif: { parameters: ["any", "any"], gives: likeItsFirst },
  lower: { parameters: ["text"], gives: "text" },
  upper: { parameters: ["text"], gives: "text" },
  length: { parameters: ["text"], gives: "integer" },
  substr: { parameters: ["text", "integer", "integer"], optional: 1, gives: "text" },
  strpos: { parameters: ["text", "text"], gives: "integer" },
  starts_with: { parameters: ["text", "text"], gives: "boolean" },
  regexp_like: { parameters: ["text", "text"], gives: "boolean" },
  date_diff: { parameters: [{ oneOf: ["day"] }, "date", "date"], gives: "integer" },
  date_trunc: { parameters: [{ oneOf: ["week", "month", "quarter", "year"] }, "date"], gives: "date" },
};

/** The functions of a mapping's `{ sql: … }`: those of a predicate, and functions that split values. */
export const fieldFunctions: Readonly<Record<string, AllowedFunction>> = {
  ...predicateFunctions,
  replace: { parameters: ["text", "text", "text"], gives: "text" },
  split_part: { parameters: ["text", "text", "integer"], gives: "text" },
  last_day_of_month: { parameters: ["date"], gives: "date" },
  year: { parameters: ["date"], gives: "integer" },
  month: { parameters: ["date"], gives: "integer" },
  day: { parameters: ["date"], gives: "integer" },
};

/** Functions people reach for, and what to write instead. */
export const insteadOf: Readonly<Record<string, string>> = {
  greatest: "the engines differ when a value is null: write case when a > b then a else b end",
  least: "the engines differ when a value is null: write case when a < b then a else b end",
  concat: "the engines differ when a value is null: write a || b",
  ifnull: "write coalesce",
  substring: "write substr",
  try: "in DuckDB it returns values in the wrong rows when one fails: write try_cast, or a case that leaves out failing values",
  now: "a run must not depend on the current date: use a column that counts days",
};
