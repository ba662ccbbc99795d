import type { ParserRuleContext } from "antlr4ng";
import { type Trino, trino } from "../grammar.ts";
import { identifiersOf } from "../scope.ts";
import { guardedArithmetic, guardedSign } from "./arithmetic.ts";
import { guardedCall } from "./call.ts";
import { guardedCast } from "./cast.ts";
import { guardedCase, guardedCoalesce, guardedLogic } from "./choice.ts";
import { heldTogether } from "./decimals.ts";
import { allFails, type Guarded, type Guards, ofParts, rewritten } from "./guarded.ts";
import { guardedLike } from "./like.ts";

/** The guarded form of everything that walk.ts and primary.ts allow. */
export function guardedNode(node: ParserRuleContext, guards: Guards): Guarded {
  if (node instanceof trino.ExpressionContext) return guards.guard(node.booleanExpression());
  if (node instanceof trino.LogicalNotContext) return ofParts(node, [node.booleanExpression()], guards);
  if (node instanceof trino.AndContext || node instanceof trino.OrContext) return guardedLogic(node, guards);
  if (node instanceof trino.PredicatedContext) return guardedPredicate(node, guards);
  if (node instanceof trino.ValueExpressionDefaultContext) return guards.guard(node.primaryExpression());
  if (node instanceof trino.ArithmeticUnaryContext) return guardedSign(node, guards);
  if (node instanceof trino.ArithmeticBinaryContext) return guardedArithmetic(node, guards);
  if (node instanceof trino.ConcatenationContext) return ofParts(node, node.valueExpression(), guards);
  if (node instanceof trino.ParenthesizedExpressionContext) {
    const { isLiteral, ...inner } = guards.guard(node.expression());
    return { ...inner, sql: rewritten(guards.scope, node, [{ node: node.expression(), sql: inner.sql }]) };
  }
  if (node instanceof trino.FunctionCallContext) return guardedCall(node, guards);
  if (node instanceof trino.CastContext) return guardedCast(node, guards);
  if (node instanceof trino.CoalesceContext) return guardedCoalesce(node, node.expression(), guards);
  if (node instanceof trino.TrimContext) return ofParts(node, node.valueExpression(), guards);
  if (node instanceof trino.SimpleCaseContext || node instanceof trino.SearchedCaseContext)
    return guardedCase(node, guards);
  if (identifiersOf(node) !== undefined) return guards.nameOf(node);
  return literal(node, guards);
}

function guardedPredicate(node: Trino.PredicatedContext, guards: Guards): Guarded {
  const predicate = node.predicate();
  const left = node.valueExpression();
  if (predicate === null) return guards.guard(left);
  if (predicate instanceof trino.LikeContext) return guardedLike(node, predicate, guards);
  const nodes = [left, ...comparedWith(predicate)];
  const parts = nodes.map((part) => ({ node: part, ...guards.guard(part) }));
  heldTogether(parts, node, guards.scope);
  return { kind: "boolean", sql: rewritten(guards.scope, node, parts), fails: allFails(parts) };
}

function comparedWith(predicate: ParserRuleContext): readonly ParserRuleContext[] {
  if (predicate instanceof trino.ComparisonContext || predicate instanceof trino.DistinctFromContext)
    return [predicate.valueExpression()];
  if (predicate instanceof trino.BetweenContext) return predicate.valueExpression();
  return predicate instanceof trino.InListContext ? predicate.expression() : [];
}

/** The largest interval per unit that may be added at once; even several of them still give a date. */
const longest: Readonly<Record<string, number>> = { day: 400_000, month: 12_000, year: 1_000 };

function literal(node: ParserRuleContext, { scope }: Guards): Guarded {
  const kind = scope.kindOf(node);
  const text = node.getText();
  const { start, stop } = scope.source.range(node);
  const plain = { kind, sql: scope.source.text.slice(start, stop), fails: [], isLiteral: true } as const;
  if (node instanceof trino.IntervalLiteralContext) {
    const [, count = "", unit = ""] = /'(\d+)'([a-z]+)/.exec(text.toLowerCase()) ?? [];
    const most = longest[unit];
    if (most !== undefined && Number(count) > most)
      scope.refuse(node, `an interval has at most ${most} ${unit}s`);
    if (!isAddend(node)) scope.refuse(node, "an interval must follow a date and + or -");
    return plain;
  }
  if (!(node instanceof trino.NumericLiteralContext) || kind === "double") return plain;
  const [whole = "", decimals = ""] = text.split(".");
  if (kind === "integer" && BigInt(whole) > 9_223_372_036_854_775_807n)
    scope.refuse(node, "this whole number is too large for the engines");
  const digits = { precision: Math.max(1, whole.length) + decimals.length, scale: decimals.length };
  if (digits.precision > 38) scope.refuse(node, "a number has at most 38 digits");
  return { ...plain, ...digits };
}

function isAddend(interval: ParserRuleContext): boolean {
  const value = interval.parent;
  const sum = value?.parent;
  return (
    value instanceof trino.ValueExpressionDefaultContext &&
    sum instanceof trino.ArithmeticBinaryContext &&
    sum.valueExpression(1) === value
  );
}
