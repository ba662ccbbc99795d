import { isCallOf } from "./call.ts";
import { article, epochHint } from "./comparing.ts";
import type { Trino } from "./grammar.ts";
import type { Kind } from "./kinds.ts";
import type { Scope } from "./scope.ts";

const plainTypes: Readonly<Record<string, Kind>> = {
  varchar: "text",
  bigint: "integer",
  integer: "integer",
  double: "double",
  boolean: "boolean",
  date: "date",
  "timestamp(3)": "timestamp",
};

/** The types that Trino can cast each kind to; it refuses others before it reads a row. */
const targets: Readonly<Record<Kind, readonly Kind[]>> = {
  any: ["text", "integer", "double", "decimal", "boolean", "date", "timestamp"],
  text: ["text", "integer", "double", "decimal", "boolean", "date", "timestamp"],
  integer: ["text", "integer", "double", "decimal", "boolean"],
  decimal: ["text", "integer", "double", "decimal"],
  double: ["integer", "double", "decimal"],
  boolean: ["text", "integer", "double", "decimal", "boolean"],
  date: ["text", "date", "timestamp"],
  timestamp: ["date", "timestamp"],
  interval: [],
};

/** The kind of `cast(value as type)`, where both engines give the same for it. */
export function kindOfCast(node: Trino.CastContext, scope: Scope): Kind {
  const from = scope.kindOf(node.expression());
  const to = castTarget(node.type())?.kind;
  if (to === undefined)
    return scope.refuse(
      node.type(),
      `${scope.source.textOf(node.type())} is not one of ${Object.keys(plainTypes).join(", ")}, decimal(18,2)`,
    );
  if (to === "integer" && (from === "double" || from === "decimal"))
    if (!isCallOf(node.expression(), ["round", "floor", "ceil", "ceiling"]))
      return scope.refuse(node, "the engines round differently here: write cast(round(value) as bigint)");
  if (to === "text" && (from === "double" || from === "timestamp"))
    return scope.refuse(node, `the engines write a ${from} differently: it cannot be cast to varchar here`);
  if (!targets[from].includes(to))
    return scope.refuse(
      node,
      `${article(from)} cannot be cast to ${article(to)}${epochHint(from, to, scope)}`,
    );
  return to;
}

/** The target type of a cast; for a decimal, with its digits. */
export interface CastTarget {
  readonly kind: Kind;
  readonly digits?: { readonly precision: number; readonly scale: number };
}

/** Undefined for a type that expressions do not know, and a decimal that no engine holds. */
export function castTarget(type: Trino.TypeContext): CastTarget | undefined {
  const text = type.getText().toLowerCase();
  const plain = Object.hasOwn(plainTypes, text) ? plainTypes[text] : undefined;
  if (plain !== undefined) return { kind: plain };
  const [, precision, scale] = /^decimal\((\d{1,2}),(\d{1,2})\)$/.exec(text)?.map(Number) ?? [];
  if (precision === undefined || scale === undefined || scale > precision) return undefined;
  return precision < 1 || precision > 38 ? undefined : { kind: "decimal", digits: { precision, scale } };
}
