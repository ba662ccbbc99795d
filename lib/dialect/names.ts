import type { ParserRuleContext } from "antlr4ng";
import { trino } from "./grammar.ts";
import { identifiersOf } from "./scope.ts";
import { parseExpression } from "./syntax.ts";

/** Words that DuckDB reserves (`duckdb_keywords()`); Trino's grammar knows its own. */
const reservedByDuckDb = new Set(
  (
    "all analyse analyze and any array as asc asymmetric at both case cast check collate column constraint create " +
    "default deferrable desc describe distinct do else end except false fetch for foreign from group having in " +
    "initially intersect into lambda lateral leading limit not null offset on only or order pivot pivot_longer " +
    "pivot_wider placing primary qualify references returning select show some summarize symmetric table then to " +
    "trailing true union unique unpivot using variadic when where window with user"
  ).split(" "),
);

/** Whether a name needs no quotes in either engine. */
export function isPlainName(name: string): boolean {
  const parsed = parseExpression(name);
  if (parsed.status === "refused" || reservedByDuckDb.has(name.toLowerCase())) return false;
  const [identifier, ...others] = identifiersOf(onlyLeaf(parsed.tree)) ?? [];
  return identifier instanceof trino.UnquotedIdentifierContext && others.length === 0;
}

function onlyLeaf(node: ParserRuleContext): ParserRuleContext {
  if (node instanceof trino.ExpressionContext) return onlyLeaf(node.booleanExpression());
  if (node instanceof trino.PredicatedContext && node.predicate() === null)
    return onlyLeaf(node.valueExpression());
  return node instanceof trino.ValueExpressionDefaultContext ? node.primaryExpression() : node;
}
