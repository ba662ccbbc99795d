import { ParserRuleContext } from "antlr4ng";
import { trino } from "../dialect/grammar.ts";
import { identifiersOf } from "../dialect/scope.ts";
import { parseQuery } from "../dialect/syntax.ts";
import { type MeasureProblem, problemAt } from "./measure-problem.ts";
import type { OwnMeasure } from "./own-measure.ts";

type Written = Pick<OwnMeasure, "file" | "sql">;

/** The measure with casts that give null for a value they cannot convert: one such stops no day. */
export function withTryCasts({ sql }: Written): string {
  const parsed = parseQuery(sql);
  if (parsed.status === "refused") return sql;
  const casts = nodesOf(parsed.tree).filter(
    (node) => node instanceof trino.CastContext && node.KW_CAST() !== null && readsColumn(node),
  );
  const places = casts.map((node) => parsed.text.range(node).start).toSorted((a, b) => b - a);
  return places.reduce((text, start) => `${text.slice(0, start)}try_${text.slice(start)}`, sql);
}

const readsColumn = (node: ParserRuleContext): boolean =>
  nodesOf(node).some((each) => identifiersOf(each) !== undefined);

/** Functions that fail on some values on one of the engines. */
const failing = new Set(
  "ln log log2 log10 sqrt power pow exp acos asin chr repeat lpad rpad mod from_unixtime".split(" "),
);

/** Calls that fail on a value that the measure leaves in. */
export function failingCalls(measure: Written): readonly MeasureProblem[] {
  const parsed = parseQuery(measure.sql);
  if (parsed.status === "refused") return [];
  return nodesOf(parsed.tree).flatMap((node) => {
    if (!(node instanceof trino.FunctionCallContext)) return [];
    const name = node.functionName().getText().toLowerCase();
    if (!failing.has(name) || node.expression().every(isGuarded)) return [];
    const message = `${name} fails on some values, which would stop the run: write ${name}(case when … then … end) to leave them out`;
    return [problemAt(measure, parsed.text.problem(node, message).line, message)];
  });
}

/** A CASE, or a value written out. */
function isGuarded(node: ParserRuleContext): boolean {
  if (node instanceof trino.SearchedCaseContext || node instanceof trino.SimpleCaseContext) return true;
  if (node instanceof trino.NumericLiteralContext || node instanceof trino.StringLiteralContext) return true;
  const inner = node.children?.filter((child) => child instanceof ParserRuleContext) ?? [];
  return inner.length === 1 && inner[0] !== undefined && isGuarded(inner[0]);
}

function nodesOf(node: ParserRuleContext): ParserRuleContext[] {
  const below = node.children?.flatMap((child) => (child instanceof ParserRuleContext ? nodesOf(child) : []));
  return [node, ...(below ?? [])];
}
