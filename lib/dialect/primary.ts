import type { ParserRuleContext } from "antlr4ng";
import { kindOfCall } from "./call.ts";
import { kindOfCast } from "./cast.ts";
import { commonKind } from "./comparing.ts";
import { type Trino, trino } from "./grammar.ts";
import { common, type Kind } from "./kinds.ts";
import { identifiersOf, identifierText, type Scope } from "./scope.ts";

/** The kind of a literal, a name, a call, a cast or a case; anything else is refused. */
export function kindOfPrimary(node: ParserRuleContext, scope: Scope): Kind {
  if (node instanceof trino.NullLiteralContext) return "any";
  if (node instanceof trino.BooleanLiteralContext) return "boolean";
  if (node instanceof trino.StringLiteralContext)
    return node.string() instanceof trino.BasicStringLiteralContext
      ? "text"
      : scope.refuse(node, "write the characters themselves between ' '");
  if (node instanceof trino.NumericLiteralContext) return numeric(node, scope);
  if (node instanceof trino.TypeConstructorContext) return moment(node, scope);
  if (node instanceof trino.IntervalLiteralContext) return interval(node, scope);
  if (node instanceof trino.ParenthesizedExpressionContext) return scope.kindOf(node.expression());
  if (node instanceof trino.FunctionCallContext) return kindOfCall(node, scope);
  if (node instanceof trino.CastContext) return kindOfCast(node, scope);
  if (node instanceof trino.CoalesceContext) return commonKind(node.expression(), scope);
  if (node instanceof trino.TrimContext) return trim(node, scope);
  if (node instanceof trino.SimpleCaseContext) {
    const [operand, ...rest] = node.expression();
    const conditions = node.whenClause().flatMap((when) => when.expression().slice(0, 1));
    commonKind(operand === undefined ? conditions : [operand, ...conditions], scope);
    return results(node.whenClause(), rest, scope);
  }
  if (node instanceof trino.SearchedCaseContext) {
    for (const condition of node.whenClause().flatMap((when) => when.expression().slice(0, 1)))
      if (common(scope.kindOf(condition), "boolean") === undefined)
        scope.refuse(condition, "expected a condition after when");
    const otherwise = node.expression();
    return results(node.whenClause(), otherwise === null ? [] : [otherwise], scope);
  }
  const identifiers = identifiersOf(node);
  if (identifiers !== undefined) return name(node, identifiers, scope);
  return scope.refuse(node, reasonAgainst(node, scope));
}

function reasonAgainst(node: ParserRuleContext, { source }: Scope): string {
  if (node instanceof trino.SubqueryExpressionContext || node instanceof trino.ExistsContext)
    return "a subquery is not allowed here";
  if (node instanceof trino.ParameterContext) return "? is not allowed here: write the value";
  if (node instanceof trino.LambdaContext) return "-> is not allowed here";
  if (node instanceof trino.DereferenceContext) return "a . may only join names";
  if (node instanceof trino.CurrentDateContext || node instanceof trino.CurrentTimestampContext)
    return "a run must not depend on the current date: use a column that counts days";
  return `"${source.textOf(node)}" is not allowed here`;
}

function name(node: ParserRuleContext, identifiers: readonly Trino.IdentifierContext[], scope: Scope): Kind {
  const parts = identifiers.flatMap((identifier) => identifierText(identifier) ?? []);
  if (parts.length < identifiers.length)
    return scope.refuse(
      node,
      `${scope.source.textOf(node)} is not a name: put names that need quotes in " "`,
    );
  return scope.nameOf(node, parts, scope);
}

function numeric(node: Trino.NumericLiteralContext, scope: Scope): Kind {
  const number = node.number();
  if (!Number.isFinite(Number(number.getText())) || /[xob]/i.test(number.getText()))
    return scope.refuse(node, "write the number in plain digits");
  if (number instanceof trino.IntegerLiteralContext) return "integer";
  return number instanceof trino.DoubleLiteralContext ? "double" : "decimal";
}

function moment(node: Trino.TypeConstructorContext, scope: Scope): Kind {
  const type = node.identifier()?.getText().toLowerCase();
  const value = node.string().getText().slice(1, -1);
  if (type === "date")
    return isMoment(`${value}T00:00:00`)
      ? "date"
      : scope.refuse(node, `${value} is not a date such as 2024-12-31`);
  if (type === "timestamp")
    return isMoment(value.replace(" ", "T"))
      ? "timestamp"
      : scope.refuse(node, `${value} is not a time such as 2024-12-31 23:59:59`);
  return scope.refuse(node, "only date '…' and timestamp '…' are supported");
}

/** Whether `YYYY-MM-DDTHH:mm:ss`, with or without milliseconds, is a time there was. */
function isMoment(text: string): boolean {
  const date = new Date(`${text}Z`);
  return !Number.isNaN(date.getTime()) && [text, `${text}.000`].includes(date.toISOString().slice(0, -1));
}

function interval(node: Trino.IntervalLiteralContext, scope: Scope): Kind {
  const written = node.interval();
  const unit = written.intervalField(0)?.getText().toLowerCase() ?? "";
  const isPlain = [written.KW_TO(), written.PLUS(), written.MINUS()].every((each) => each === null);
  if (isPlain && /^'\d+'$/.test(written.string().getText()) && ["day", "month", "year"].includes(unit))
    return "interval";
  return scope.refuse(node, "write an interval as interval '7' day, month or year");
}

function trim(node: Trino.TrimContext, scope: Scope): Kind {
  const [value, ...others] = node.valueExpression();
  if (value === undefined || others.length > 0 || node.KW_FROM() !== null)
    return scope.refuse(node, "only trim(text) is supported");
  return common(scope.kindOf(value), "text") ?? scope.refuse(value, "trim takes a text");
}

const results = (
  clauses: readonly Trino.WhenClauseContext[],
  otherwise: readonly ParserRuleContext[],
  scope: Scope,
): Kind => commonKind([...clauses.flatMap((when) => when.expression().slice(1)), ...otherwise], scope);
