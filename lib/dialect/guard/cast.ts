import { usualNulls } from "../../words/usual-nulls.ts";
import { castTarget } from "../cast.ts";
import type { Trino } from "../grammar.ts";
import type { Kind } from "../kinds.ts";
import { digitsOf } from "./decimals.ts";
import {
  failsOf,
  type Guarded,
  type Guards,
  gaveNothing,
  type Held,
  rewritten,
  triedFails,
} from "./guarded.ts";

/** `cast(value as type)` and `try_cast`: null if the value is not of the type. Texts are read like cells of a record. */
export function guardedCast(node: Trino.CastContext, guards: Guards): Guarded {
  const expression = node.expression();
  const value = guards.guard(expression);
  const type = node.type().getText().toLowerCase();
  const held: Held = { kind: guards.scope.kindOf(node), ...castTarget(node.type())?.digits };
  const fails = failsOf(value);
  const failed = (condition: string): readonly string[] =>
    node.KW_TRY_CAST() === null ? [condition] : triedFails([condition], guards);
  if (isSafe(value, held, type)) {
    const sql = rewritten(guards.scope, node, [{ node: expression, sql: value.sql }]);
    return { ...held, sql, fails };
  }
  if (value.kind !== "text") {
    const sql = `try_cast(${value.sql} as ${type})`;
    return { ...held, sql, fails: [...fails, ...failed(gaveNothing([value.sql], sql))] };
  }
  const text = `nullif(trim(${value.sql}), '')`;
  const sql = `(${guards.readText(text, type)})`;
  if (sql.length > guards.longestCast) {
    guards.scope.refuse(node, "this is nested too deeply: use fewer casts");
    return { ...held, sql: "null", fails: [] };
  }
  const isUnread = `coalesce(lower(${text}) not in (${usualNulls.map(quoted).join(", ")}), false)`;
  return { ...held, sql, fails: [...fails, ...failed(`(${sql} is null and ${isUnread})`)] };
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Casts that give a value for each there is. */
function isSafe(from: Held, to: Held, type: string): boolean {
  const isAlways = (kinds: readonly Kind[]) => kinds.includes(from.kind);
  switch (to.kind) {
    case "text":
      return true;
    case "boolean":
      return isAlways(["boolean", "integer"]);
    case "integer":
      return isAlways(["boolean"]) || (from.kind === "integer" && type === "bigint");
    case "double":
      return isAlways(["boolean", "integer", "decimal", "double"]);
    case "decimal":
      return isAlways(["integer", "decimal"]) && holds(to, from);
    default:
      return isAlways(["date", "timestamp"]);
  }
}

function holds(to: Held, from: Held): boolean {
  const [wide, narrow] = [digitsOf(to), digitsOf(from)];
  return wide.scale >= narrow.scale && wide.precision - wide.scale >= narrow.precision - narrow.scale;
}
