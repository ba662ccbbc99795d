import type { ParserRuleContext } from "antlr4ng";
import { common, isNumber, type Kind } from "./kinds.ts";
import type { Scope } from "./scope.ts";

/** The kind that all have in common; reports the first that does not fit those before it. */
export function commonKind(nodes: readonly ParserRuleContext[], scope: Scope): Kind {
  return nodes.reduce<Kind>((before, node) => {
    const kind = scope.kindOf(node);
    return common(before, kind) ?? scope.refuse(node, mismatch(before, kind, scope));
  }, "any");
}

export const article = (kind: Kind): string =>
  kind === "text" || kind === "any"
    ? kind
    : `${kind === "integer" || kind === "interval" ? "an" : "a"} ${kind}`;

/** For a number where a date is expected: how to make a date of it, if the scope has the function. */
export function epochHint(from: Kind, to: Kind, { functions }: Scope): string {
  const isEpoch = from !== "any" && isNumber(from) && (to === "date" || to === "timestamp");
  if (!isEpoch || !Object.hasOwn(functions, "from_unixtime")) return "";
  return to === "date"
    ? ": of seconds since 1970, write cast(from_unixtime(seconds) as date)"
    : ": of seconds since 1970, write from_unixtime(seconds)";
}

function mismatch(left: Kind, right: Kind, scope: Scope): string {
  const kinds = [left, right];
  const hint =
    kinds.includes("date") && kinds.includes("text")
      ? ": write date '2024-12-31'"
      : kinds.includes("text")
        ? ": quote texts with ' ', but not numbers"
        : epochHint(left, right, scope) || epochHint(right, left, scope);
  return `${article(right)} cannot be compared with ${article(left)}${hint}`;
}
