import type { ParserRuleContext } from "antlr4ng";
import type { ColumnType } from "../models/model.ts";
import { didYouMean } from "../nearest.ts";
import { article } from "./comparing.ts";
import { type AllowedFunction, fieldFunctions, predicateFunctions } from "./functions.ts";
import type { Trino } from "./grammar.ts";
import { common, type Kind, kindOf } from "./kinds.ts";
import type { Scope } from "./scope.ts";
import type { Problem } from "./source-text.ts";
import { type Parsed, parseExpression } from "./syntax.ts";
import { kindOfNode } from "./walk.ts";

export interface Refused {
  readonly status: "refused";
  /** What is wrong, by position in the expression. */
  readonly problems: readonly Problem[];
}

/** Names of columns, in lower case, and their types; `unknown` for one whose type nobody declared. */
export type KnownColumns = ReadonlyMap<string, ColumnType | "unknown">;

export type CheckedPredicate = { readonly status: "accepted"; readonly columns: readonly string[] } | Refused;

/** A path into the record of an export; `text.slice(start, stop)` is the name as the expression has it. */
export interface FieldPath {
  readonly path: string;
  readonly start: number;
  readonly stop: number;
}

export type CheckedFieldExpression =
  | { readonly status: "accepted"; readonly paths: readonly FieldPath[] }
  | Refused;

/**
 * A predicate of the config: one condition over known columns that means the same in Trino and in DuckDB, and
 * can do nothing but say true, false or null. Gives the columns it reads, in order of first use.
 */
export function checkPredicate(text: string, columns: KnownColumns): CheckedPredicate {
  const used = new Set<string>();
  const nameOf: Scope["nameOf"] = (node, parts, scope) => {
    if (parts.length > 1) return scope.refuse(node, "a column is named without the table before it");
    const name = (parts[0] ?? "").toLowerCase();
    const type = columns.get(name);
    if (type === undefined)
      return scope.refuse(node, `there is no column ${name}${didYouMean(name, columns.keys())}`);
    used.add(name);
    return kindOf(type);
  };
  const { kind, problems, tree } = walk(parseExpression(text), predicateFunctions, nameOf);
  if (tree !== undefined && problems.length === 0 && common(kind, "boolean") === undefined)
    return {
      status: "refused",
      problems: [
        { message: `a condition is expected, and this is ${article(kind)}`, offset: 0, line: 1, column: 1 },
      ],
    };
  return problems.length > 0 ? { status: "refused", problems } : { status: "accepted", columns: [...used] };
}

/**
 * The `{ sql: … }` of a mapping: one expression of any kind whose names are paths into the record, each a text
 * (cast it to count with it). Gives the paths by position, for the generator to put the reading of each there.
 */
export function checkFieldExpression(text: string): CheckedFieldExpression {
  const paths: FieldPath[] = [];
  const nameOf: Scope["nameOf"] = (node, parts, scope) => {
    const path = parts.map(pathSegment).join(".");
    const range = scope.source.range(node);
    if (!paths.some(({ start }) => start === range.start)) paths.push({ path, ...range });
    return "text";
  };
  const { problems } = walk(parseExpression(text), fieldFunctions, nameOf);
  if (problems.length > 0) return { status: "refused", problems };
  return { status: "accepted", paths: paths.toSorted((a, b) => a.start - b.start) };
}

/** A level of a path; one with a dot or a quote in it stands in quotes, as a field's path is written. */
const pathSegment = (name: string): string =>
  /[."\\]/.test(name) ? `"${name.replace(/["\\]/g, "\\$&")}"` : name;

function walk(
  parsed: Parsed<Trino.ExpressionContext>,
  functions: Readonly<Record<string, AllowedFunction>>,
  nameOf: Scope["nameOf"],
): { kind: Kind; problems: readonly Problem[]; tree?: Trino.ExpressionContext } {
  if (parsed.status === "refused") return { kind: "any", problems: parsed.problems };
  const { tree, text: source } = parsed;
  const problems: Problem[] = [];
  const seen = new Map<ParserRuleContext, Kind>();
  const scope: Scope = {
    source,
    functions,
    nameOf,
    kindOf(node) {
      const kind = seen.get(node) ?? kindOfNode(node, scope);
      seen.set(node, kind);
      return kind;
    },
    refuse(node, message) {
      problems.push(source.problem(node, message));
      return "any";
    },
  };
  const kind = scope.kindOf(tree);
  return { kind, problems: problems.toSorted((a, b) => a.offset - b.offset), tree };
}
