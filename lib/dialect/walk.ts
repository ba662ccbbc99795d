import type { ParserRuleContext } from "antlr4ng";
import { article, commonKind } from "./comparing.ts";
import { type Trino, trino } from "./grammar.ts";
import { common, isNumber, type Kind } from "./kinds.ts";
import { kindOfPrimary } from "./primary.ts";
import type { Scope } from "./scope.ts";

/**
 * The kind of an expression. Every allowed construct has a line here or in primary.ts; all others are
 * refused, so that a new version of the grammar allows nothing by itself.
 */
export function kindOfNode(node: ParserRuleContext, scope: Scope): Kind {
  if (node instanceof trino.ExpressionContext) return scope.kindOf(node.booleanExpression());
  if (node instanceof trino.LogicalNotContext) return logical([node.booleanExpression()], scope);
  if (node instanceof trino.AndContext || node instanceof trino.OrContext)
    return logical(node.booleanExpression(), scope);
  if (node instanceof trino.PredicatedContext) {
    const predicate = node.predicate();
    if (predicate === null) return scope.kindOf(node.valueExpression());
    checkPredicate(node.valueExpression(), predicate, scope);
    return "boolean";
  }
  if (node instanceof trino.ValueExpressionDefaultContext) return scope.kindOf(node.primaryExpression());
  if (node instanceof trino.ArithmeticUnaryContext) return number(node.valueExpression(), scope);
  if (node instanceof trino.ArithmeticBinaryContext) return arithmetic(node, scope);
  if (node instanceof trino.ConcatenationContext) {
    for (const part of node.valueExpression()) {
      const kind = scope.kindOf(part);
      if (common(kind, "text") === undefined)
        scope.refuse(part, `|| joins texts, but this is ${article(kind)}: cast it to varchar`);
    }
    return "text";
  }
  return kindOfPrimary(node, scope);
}

function logical(operands: readonly Trino.BooleanExpressionContext[], scope: Scope): Kind {
  for (const operand of operands) {
    const kind = scope.kindOf(operand);
    if (common(kind, "boolean") === undefined)
      scope.refuse(operand, `expected a condition, found ${article(kind)}`);
  }
  return "boolean";
}

function checkPredicate(left: ParserRuleContext, predicate: ParserRuleContext, scope: Scope): void {
  if (predicate instanceof trino.ComparisonContext || predicate instanceof trino.DistinctFromContext)
    commonKind([left, predicate.valueExpression()], scope);
  else if (predicate instanceof trino.BetweenContext)
    commonKind([left, ...predicate.valueExpression()], scope);
  else if (predicate instanceof trino.InListContext) commonKind([left, ...predicate.expression()], scope);
  else if (predicate instanceof trino.NullPredicateContext) scope.kindOf(left);
  else if (predicate instanceof trino.LikeContext) {
    for (const part of [left, ...predicate.valueExpression()]) {
      const kind = scope.kindOf(part);
      if (common(kind, "text") === undefined)
        scope.refuse(part, `like compares texts, but this is ${article(kind)}`);
    }
  } else scope.refuse(predicate, "a subquery is not allowed here");
}

function number(node: ParserRuleContext, scope: Scope): Kind {
  const kind = scope.kindOf(node);
  return isNumber(kind) ? kind : scope.refuse(node, `expected a number, found ${article(kind)}`);
}

function arithmetic(node: Trino.ArithmeticBinaryContext, scope: Scope): Kind {
  const [left, right] = node.valueExpression();
  if (left === undefined || right === undefined) return scope.refuse(node, "expected two operands");
  const operator = node._operator?.text ?? "";
  const kinds = [scope.kindOf(left), scope.kindOf(right)] as const;
  if (operator === "+" || operator === "-") {
    const moment = kinds.find((kind) => kind === "date" || kind === "timestamp");
    if (moment !== undefined && kinds[1] === "interval") return moment;
    if (moment !== undefined && kinds[0] === kinds[1])
      return scope.refuse(node, "the engines return different results: write date_diff('day', from, to)");
    if (moment !== undefined) return scope.refuse(right, "write date + interval '7' day");
  }
  const strange = kinds.findIndex((kind) => !isNumber(kind));
  if (strange !== -1)
    return scope.refuse(
      strange === 0 ? left : right,
      `expected a number, found ${article(kinds[strange] ?? "any")}`,
    );
  const kind = common(...kinds) ?? "any";
  if (operator === "/" && kind === "integer") {
    const [above, below] = [left, right].map((operand) => scope.source.textOf(operand));
    return scope.refuse(
      node,
      `the engines divide integers differently: write cast(${above} as double) / ${below}`,
    );
  }
  // Of decimals Trino gives one of few digits: the price of a month would be rounded to the cent.
  if (operator === "/" && kind === "decimal") return "double";
  if (operator === "%" && !(Number(right.getText()) > 0))
    return scope.refuse(right, "expected a number above 0 after %");
  return kind;
}
