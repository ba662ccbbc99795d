import type { ColumnType } from "../models/model.ts";

/** The kind of a value, as far as the engines differ; `any` is null or undeclared. */
export type Kind =
  | "boolean"
  | "integer"
  | "decimal"
  | "double"
  | "text"
  | "date"
  | "timestamp"
  | "interval"
  | "any";

const kindOfColumnType: Readonly<Record<ColumnType, Kind>> = {
  varchar: "text",
  bigint: "integer",
  integer: "integer",
  double: "double",
  boolean: "boolean",
  date: "date",
  "timestamp(3)": "timestamp",
  "decimal(18,2)": "decimal",
  "decimal(28,10)": "decimal",
};

export const kindOf = (type: ColumnType | "unknown"): Kind =>
  type === "unknown" ? "any" : kindOfColumnType[type];

const numbers: readonly Kind[] = ["integer", "decimal", "double"];
const times: readonly Kind[] = ["date", "timestamp"];

export const isNumber = (kind: Kind): boolean => kind === "any" || numbers.includes(kind);

/**
 * The kind that values of both have in common, the wider one last: integer, decimal, double; date, timestamp.
 * Undefined when Trino would not compare them (it never turns text into something else by itself).
 */
export function common(a: Kind, b: Kind): Kind | undefined {
  if (a === b || b === "any") return a;
  if (a === "any") return b;
  for (const family of [numbers, times])
    if (family.includes(a) && family.includes(b))
      return family[Math.max(family.indexOf(a), family.indexOf(b))];
  return undefined;
}
