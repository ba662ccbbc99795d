import type { ParserRuleContext } from "antlr4ng";
import { common, type Kind } from "./kinds.ts";
import type { Scope } from "./scope.ts";

/** The kind that all have in common; reports the first that does not fit those before it. */
export function commonKind(nodes: readonly ParserRuleContext[], scope: Scope): Kind {
  return nodes.reduce<Kind>((before, node) => {
    const kind = scope.kindOf(node);
    return common(before, kind) ?? scope.refuse(node, mismatch(before, kind));
  }, "any");
}

export const article = (kind: Kind): string =>
  kind === "text" || kind === "any"
    ? kind
    : `${kind === "integer" || kind === "interval" ? "an" : "a"} ${kind}`;

function mismatch(left: Kind, right: Kind): string {
  const kinds = [left, right];
  const hint =
    kinds.includes("date") && kinds.includes("text")
      ? ": write date '2024-12-31'"
      : kinds.includes("text")
        ? ": quote texts with ' ', but not numbers"
        : "";
  return `${article(right)} cannot be compared with ${article(left)}${hint}`;
}
