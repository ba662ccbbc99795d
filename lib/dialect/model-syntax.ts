import { ParserRuleContext } from "antlr4ng";
import { isCallOf } from "./call.ts";
import { isFilteredByDate } from "./date-filter.ts";
import { insteadOf } from "./functions.ts";
import { type Trino, trino } from "./grammar.ts";
import type { Position, Problem, SourceText } from "./source-text.ts";
import { type Parsed, parseQuery } from "./syntax.ts";

/** One `from <table>` of a query. */
export interface TableRead extends Position {
  readonly table: string;
  /** Whether its SELECT restricts `as_of_date` to literals, so that Athena prunes partitions. */
  readonly isFilteredByDate: boolean;
}

export type ModelSyntax =
  | {
      readonly status: "parsed";
      /** Tables outside the query; its own CTEs are left out. */
      readonly reads: readonly TableRead[];
      /** Whether it ends in `select * from` its last CTE. */
      readonly endsInLastCte: boolean;
      /** Parts that the other engine would read differently. */
      readonly problems: readonly Problem[];
    }
  | { readonly status: "refused"; readonly problems: readonly Problem[] };

/** The tables that a whole SELECT reads, and the parts on which the engines differ. */
export function checkModel(sql: string): ModelSyntax {
  const parsed: Parsed<Trino.QueryStatementContext> = parseQuery(sql);
  if (parsed.status === "refused") return parsed;
  const reads: TableRead[] = [];
  const problems: Problem[] = [];
  visit(parsed.tree, { ctes: new Set(), select: undefined, source: parsed.text, reads, problems });
  return { status: "parsed", reads, problems, endsInLastCte: endsInLastCte(parsed.tree) };
}

interface Place {
  readonly ctes: ReadonlySet<string>;
  readonly select: Trino.QuerySpecificationContext | undefined;
  readonly source: SourceText;
  readonly reads: TableRead[];
  readonly problems: Problem[];
}

function visit(node: ParserRuleContext, place: Place): void {
  if (node instanceof trino.QueryStatementContext) {
    visit(node.queryNoWith(), { ...place, ctes: visitCtes(node.with(), place) });
    return;
  }
  if (node instanceof trino.AliasedRelationContext) visitRelation(node, place);
  const problem = disagreement(node);
  if (problem !== undefined) place.problems.push(place.source.problem(node, problem));
  const within = node instanceof trino.QuerySpecificationContext ? { ...place, select: node } : place;
  for (const child of node.children ?? []) if (child instanceof ParserRuleContext) visit(child, within);
}

/** Each CTE sees those before it, and itself only when recursive. */
function visitCtes(withClause: Trino.WithContext | null, place: Place): ReadonlySet<string> {
  const ctes = new Set(place.ctes);
  for (const named of withClause?.namedQuery() ?? []) {
    const name = named.identifier().getText().toLowerCase();
    if (withClause?.KW_RECURSIVE() != null) ctes.add(name);
    visit(named.query(), { ...place, ctes: new Set(ctes) });
    ctes.add(name);
  }
  return ctes;
}

function visitRelation(node: Trino.AliasedRelationContext, { ctes, select, source, reads }: Place): void {
  const primary = node.relationPrimary();
  if (!(primary instanceof trino.TableNameContext)) return;
  const table = primary.tableOrViewName().getText().toLowerCase();
  if (ctes.has(table)) return;
  const alias = node.identifier()?.getText().toLowerCase() ?? table;
  const isFiltered = select !== undefined && isFilteredByDate(select, alias);
  reads.push({ table, isFilteredByDate: isFiltered, ...source.problem(primary, "") });
}

const disagreeing = ["greatest", "least", "concat", "now", "try"];

function disagreement(node: ParserRuleContext): string | undefined {
  if (node instanceof trino.FunctionCallContext) {
    const name = disagreeing.find((each) => isCallOf(node, [each]));
    return name === undefined ? undefined : `${name}: ${insteadOf[name]}`;
  }
  if (node instanceof trino.CurrentDateContext || node instanceof trino.CurrentTimestampContext)
    return "a run must not depend on the current date: write date '{{ as_of_date }}'";
  if (node instanceof trino.ArithmeticBinaryContext && (node.SLASH() ?? node.PERCENT()) !== null) {
    const [, denominator] = node.valueExpression();
    if (denominator !== undefined && !isGuarded(denominator))
      return "a denominator of 0 fails on Athena: divide by nullif(…, 0)";
  }
  return undefined;
}

/** A number above 0, or a nullif, inside any parentheses and casts. */
function isGuarded(node: ParserRuleContext): boolean {
  if (node instanceof trino.NumericLiteralContext) return Number(node.getText()) > 0;
  if (node instanceof trino.CastContext) return isGuarded(node.expression());
  if (isCallOf(node, ["nullif"])) return true;
  const inner = node.children?.filter((child) => child instanceof ParserRuleContext) ?? [];
  return inner.length === 1 && inner[0] !== undefined && isGuarded(inner[0]);
}

function endsInLastCte(query: Trino.QueryStatementContext): boolean {
  const last = query.with()?.namedQuery().at(-1)?.identifier().getText();
  return (
    last !== undefined && query.queryNoWith().getText().toLowerCase() === `select*from${last.toLowerCase()}`
  );
}
