import { ParserRuleContext } from "antlr4ng";
import { type Trino, trino } from "./grammar.ts";
import { identifiersOf } from "./scope.ts";

/**
 * Whether every row of `alias` that a SELECT keeps has an `as_of_date` that no column decides: a conjunct of its
 * where compares it with literals.
 */
export function isFilteredByDate(select: Trino.QuerySpecificationContext, alias: string): boolean {
  const where = select.whereClause();
  return where !== null && conjuncts(where.booleanExpression()).some((each) => prunes(each, alias));
}

function conjuncts(node: ParserRuleContext): readonly ParserRuleContext[] {
  if (node instanceof trino.AndContext) return node.booleanExpression().flatMap(conjuncts);
  if (node instanceof trino.PredicatedContext && node.predicate() !== null) return [node];
  const inner = rulesIn(node);
  return inner.length === 1 && inner[0] !== undefined ? conjuncts(inner[0]) : [node];
}

function prunes(node: ParserRuleContext, alias: string): boolean {
  if (!(node instanceof trino.PredicatedContext)) return false;
  const predicate = node.predicate();
  if (predicate instanceof trino.ComparisonContext) {
    const sides = [node.valueExpression(), predicate.valueExpression()] as const;
    return (
      (isAsOfDate(sides[0], alias) && isLiteral(sides[1])) ||
      (isAsOfDate(sides[1], alias) && isLiteral(sides[0]))
    );
  }
  const bounds =
    predicate instanceof trino.BetweenContext
      ? predicate.valueExpression()
      : predicate instanceof trino.InListContext
        ? predicate.expression()
        : [];
  return bounds.length > 0 && isAsOfDate(node.valueExpression(), alias) && bounds.every(isLiteral);
}

function isAsOfDate(node: ParserRuleContext, alias: string): boolean {
  const identifiers = identifiersOf(node)?.map((each) => each.getText().toLowerCase());
  if (identifiers !== undefined)
    return identifiers.at(-1) === "as_of_date" && (identifiers.length === 1 || identifiers[0] === alias);
  const inner = rulesIn(node);
  return (
    inner.length === 1 && node.children?.length === 1 && inner[0] !== undefined && isAsOfDate(inner[0], alias)
  );
}

function isLiteral(node: ParserRuleContext): boolean {
  if (identifiersOf(node) !== undefined || node instanceof trino.SubqueryExpressionContext) return false;
  return rulesIn(node).every(isLiteral);
}

const rulesIn = (node: ParserRuleContext): readonly ParserRuleContext[] =>
  node.children?.filter((child) => child instanceof ParserRuleContext) ?? [];
