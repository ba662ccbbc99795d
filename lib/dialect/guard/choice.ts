import type { ParserRuleContext } from "antlr4ng";
import { type Trino, trino } from "../grammar.ts";
import { heldTogether } from "./decimals.ts";
import { allFails, anyOf, failsOf, type Guarded, type Guards, rewritten, triedFails } from "./guarded.ts";

/** A condition and its result, with their failure conditions. */
interface Arm {
  readonly when: string;
  readonly fails: readonly string[];
  readonly result: Guarded;
}

/** A CASE fails where a condition that it comes to fails, or the result that it gives. */
export function guardedCase(
  node: Trino.SearchedCaseContext | Trino.SimpleCaseContext,
  guards: Guards,
): Guarded {
  const { guard, scope } = guards;
  const isSimple = node instanceof trino.SimpleCaseContext;
  const [operandNode, otherwiseNode] = isSimple ? node.expression() : [undefined, node.expression()];
  const operand = operandNode === undefined ? undefined : guard(operandNode);
  const parts: { node: ParserRuleContext; sql: string }[] = [];
  const guarded = (each: ParserRuleContext): Guarded => {
    const result = guard(each);
    parts.push({ node: each, sql: result.sql });
    return result;
  };
  if (operandNode !== undefined) guarded(operandNode);
  const arms = node.whenClause().map((clause): Arm => {
    const [condition, result] = clause.expression().map(guarded);
    if (condition === undefined || result === undefined) throw new Error(`${clause.getText()} has two parts`);
    if (operand !== undefined) heldTogether([operand, condition], clause, scope);
    const when = operand === undefined ? condition.sql : `${operand.sql} = ${condition.sql}`;
    return { when, fails: failsOf(condition), result };
  });
  const otherwise = otherwiseNode == null ? undefined : guarded(otherwiseNode);
  const results = [...arms.map(({ result }) => result), ...(otherwise === undefined ? [] : [otherwise])];
  const held = heldTogether(results, node, scope);
  const whole = { ...held, sql: rewritten(scope, node, parts) };
  const fails = [...(operand === undefined ? [] : failsOf(operand)), ...caseFails(arms, otherwise)];
  return { ...whole, fails };
}

function caseFails(arms: readonly Arm[], otherwise: Guarded | undefined): readonly string[] {
  const last = otherwise === undefined ? [] : failsOf(otherwise);
  if (last.length === 0 && arms.every(({ fails, result }) => fails.length + failsOf(result).length === 0))
    return [];
  const steps = arms.flatMap(({ when, fails, result }) => [
    ...(fails.length === 0 ? [] : [`when ${anyOf(fails)} then true`]),
    `when ${when} then ${anyOf(failsOf(result))}`,
  ]);
  return [`case ${steps.join(" ")} else ${anyOf(last)} end`];
}

/**
 * A COALESCE fails if it reaches a value that fails: later values replace null, not a failure. A try_cast without a
 * value is null, and a failure only where no other value is there.
 */
export function guardedCoalesce(
  node: ParserRuleContext,
  values: readonly ParserRuleContext[],
  guards: Guards,
): Guarded {
  const trying = guards.trying();
  const parts = values.map((value) => ({ node: value, ...trying.guard(value) }));
  const held = heldTogether(parts, node, guards.scope);
  const sql = rewritten(guards.scope, node, parts);
  const tried =
    trying.tried.length === 0 ? [] : triedFails([`(${sql} is null and ${anyOf(trying.tried)})`], guards);
  if (allFails(parts).length === 0) return { ...held, sql, fails: tried };
  const steps = parts.flatMap((part) => [
    ...(failsOf(part).length === 0 ? [] : [`when ${anyOf(failsOf(part))} then true`]),
    `when ${part.sql} is not null then false`,
  ]);
  return { ...held, sql, fails: [`case ${steps.join(" ")} else false end`, ...tried] };
}

/** An AND fails where a part of it fails, unless a part that cannot fail is false; an OR, unless one is true. */
export function guardedLogic(node: Trino.AndContext | Trino.OrContext, guards: Guards): Guarded {
  const isAnd = node instanceof trino.AndContext;
  const parts = operands(node, isAnd).map((operand) => ({ node: operand, ...guards.guard(operand) }));
  const sql = rewritten(guards.scope, node, parts);
  const fails = allFails(parts);
  if (fails.length === 0) return { kind: "boolean", sql, fails };
  const deciding = parts
    .filter((part) => failsOf(part).length === 0)
    .map((part) => `coalesce(${isAnd ? "not " : ""}(${part.sql}), false)`);
  if (deciding.length === 0) return { kind: "boolean", sql, fails };
  return { kind: "boolean", sql, fails: [`(${anyOf(fails)} and not ${anyOf(deciding)})`] };
}

/** The operands of a chain of ANDs, or of ORs. */
function operands(node: Trino.AndContext | Trino.OrContext, isAnd: boolean): ParserRuleContext[] {
  return node.booleanExpression().flatMap((operand: ParserRuleContext): ParserRuleContext[] => {
    if (operand instanceof trino.AndContext && isAnd) return operands(operand, isAnd);
    return operand instanceof trino.OrContext && !isAnd ? operands(operand, isAnd) : [operand];
  });
}
