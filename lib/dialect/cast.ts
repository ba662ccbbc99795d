import { isCallOf } from "./call.ts";
import { type Trino, trino } from "./grammar.ts";
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

/** The kind of `cast(value as type)`, where both engines give the same for it. */
export function kindOfCast(node: Trino.CastContext, scope: Scope): Kind {
  const from = scope.kindOf(node.expression());
  const to = castTarget(node.type());
  if (to === undefined)
    return scope.refuse(
      node.type(),
      `${node.type().getText()} is not one of ${Object.keys(plainTypes).join(", ")}, decimal(18,2)`,
    );
  if (to === "integer" && (from === "double" || from === "decimal"))
    if (!isCallOf(node.expression(), ["round", "floor", "ceil", "ceiling"]))
      return scope.refuse(node, "the engines round differently here: write cast(round(value) as bigint)");
  if (to === "text" && (from === "double" || from === "timestamp"))
    return scope.refuse(node, `the engines write a ${from} differently: it cannot be cast to varchar here`);
  return to;
}

function castTarget(type: Trino.TypeContext): Kind | undefined {
  const text = type.getText().toLowerCase();
  const isDecimal =
    type instanceof trino.GenericTypeContext &&
    type.identifier().getText().toLowerCase() === "decimal" &&
    type.typeParameter().length === 2;
  return isDecimal ? "decimal" : Object.hasOwn(plainTypes, text) ? plainTypes[text] : undefined;
}
