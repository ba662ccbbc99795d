import type { ParserRuleContext } from "antlr4ng";
import type { ColumnType } from "../models/model.ts";
import { didYouMean } from "../nearest.ts";
import { article } from "./comparing.ts";
import { type AllowedFunction, fieldFunctions, predicateFunctions } from "./functions.ts";
import type { Trino } from "./grammar.ts";
import { guardedNode } from "./guard/guard-node.ts";
import {
  anyOf,
  failsOf,
  type Guarded,
  type Guards,
  type Held,
  type ReadText,
  type Trying,
} from "./guard/guarded.ts";
import { common, type Kind, kindOf } from "./kinds.ts";
import { identifiersOf, identifierText, type Scope } from "./scope.ts";
import type { Problem } from "./source-text.ts";
import { type Parsed, parseExpression } from "./syntax.ts";
import { kindOfNode } from "./walk.ts";

export interface Refused {
  readonly status: "refused";
  /** The problems, by position in the expression. */
  readonly problems: readonly Problem[];
}

/** Column names in lower case, and their types; `unknown` for an undeclared type. */
export type KnownColumns = ReadonlyMap<string, ColumnType | "unknown">;

export type CheckedPredicate = { readonly status: "accepted"; readonly columns: readonly string[] } | Refused;

/** A path into the record of an export; `text.slice(start, stop)` is the name in the expression. */
export interface FieldPath {
  readonly path: string;
  readonly start: number;
  readonly stop: number;
}

export type CheckedFieldExpression =
  | {
      readonly status: "accepted";
      readonly kind: Kind;
      readonly paths: readonly FieldPath[];
      /** Whether it casts a text to a timestamp. */
      readonly readsTimes: boolean;
    }
  | Refused;

/** SQL that returns null, instead of failing, where the expression would fail. */
export interface GuardedExpression {
  readonly sql: string;
  readonly kind: Kind;
  /** A condition, never null, that is true where the expression fails; undefined when it cannot fail. */
  readonly fails: string | undefined;
}

/**
 * A predicate of the config: one condition over known columns that means the same in Trino and in DuckDB and
 * has no other effect. Returns its columns in order of first use.
 */
export function checkPredicate(text: string, columns: KnownColumns): CheckedPredicate {
  const { walked, used } = walkPredicate(text, columns, justChecked);
  return walked.status === "refused" ? walked : { status: "accepted", columns: [...used] };
}

/** A predicate that was accepted, as SQL over the columns. */
export const guardPredicate = (text: string, columns: KnownColumns, readText: ReadText): GuardedExpression =>
  accepted(walkPredicate(text, columns, reading(readText)).walked, text);

function walkPredicate(text: string, columns: KnownColumns, read: Reading) {
  const used = new Set<string>();
  const nameOf: Names["nameOf"] = (node, parts, scope) => {
    if (parts.length > 1) return scope.refuse(node, "name a column without its table");
    const name = (parts[0] ?? "").toLowerCase();
    const type = columns.get(name);
    if (type === undefined)
      return scope.refuse(node, `there is no column ${name}${didYouMean(name, columns.keys())}`);
    used.add(name);
    return kindOf(type);
  };
  const written: Names["written"] = (node, parts, { source }) => {
    const { start, stop } = source.range(node);
    const type = columns.get((parts[0] ?? "").toLowerCase()) ?? "unknown";
    const [, precision, scale] = /^decimal\((\d+),(\d+)\)$/.exec(type)?.map(Number) ?? [];
    const held: Held =
      precision === undefined || scale === undefined
        ? { kind: kindOf(type) }
        : { kind: "decimal", precision, scale };
    return { ...held, sql: source.text.slice(start, stop), fails: [] };
  };
  const walked = walk(parseExpression(text), predicateFunctions, { nameOf, written }, read);
  if (walked.status === "refused" || common(walked.guarded.kind, "boolean") !== undefined)
    return { walked, used };
  return { walked: noCondition(walked.guarded.kind), used };
}

/**
 * The `where` of a mapping: a condition in the language of {@link checkFieldExpression}, or a path alone, whose
 * text is read as a boolean.
 */
export function checkFieldCondition(text: string): CheckedFieldExpression {
  const checked = checkFieldExpression(text);
  if (checked.status === "refused" || common(checked.kind, "boolean") !== undefined) return checked;
  const [only, ...others] = checked.paths;
  const isPathAlone = others.length === 0 && only !== undefined && isWhole(only, text);
  return isPathAlone ? checked : noCondition(checked.kind);
}

const isWhole = ({ start, stop }: FieldPath, text: string): boolean =>
  text.slice(0, start).trim() === "" && text.slice(stop).trim() === "";

function noCondition(kind: Kind): Refused {
  const message = `expected a condition, found ${article(kind)}`;
  return { status: "refused", problems: [{ message, offset: 0, line: 1, column: 1 }] };
}

/**
 * The `{ sql: … }` of a mapping: one expression of any kind whose names are paths into the record, each a text
 * (cast it to count with it). Gives the paths by position.
 */
export function checkFieldExpression(text: string): CheckedFieldExpression {
  const paths = new Map<number, FieldPath>();
  const readPath = (path: string, range: Omit<FieldPath, "path">): string => {
    paths.set(range.start, { path, ...range });
    return path;
  };
  let readsTimes = false;
  const readText: ReadText = (value, type) => {
    readsTimes ||= type === "timestamp(3)";
    return justChecked.readText(value, type);
  };
  const walked = walkFieldExpression(text, readPath, { ...justChecked, readText });
  if (walked.status === "refused") return walked;
  const byPosition = [...paths.values()].toSorted((a, b) => a.start - b.start);
  return { status: "accepted", kind: walked.guarded.kind, paths: byPosition, readsTimes };
}

/** An expression that was accepted, as SQL over what `readPath` gives for each path. */
export const guardFieldExpression = (
  text: string,
  readPath: (path: string) => string,
  readText: ReadText,
): GuardedExpression => accepted(walkFieldExpression(text, readPath, reading(readText)), text);

function walkFieldExpression(
  text: string,
  readPath: (path: string, range: Omit<FieldPath, "path">) => string,
  read: Reading,
): Walked {
  const written: Names["written"] = (node, parts, { source }) => ({
    kind: "text",
    sql: readPath(pathOf(parts), source.range(node)),
    fails: [],
  });
  return walk(parseExpression(text), fieldFunctions, { nameOf: () => "text", written }, read);
}

/** A stand-in for checks, as long as the longest SQL for reading a text. */
const justChecked: Reading = {
  readText: (text, type) =>
    type === "date" || type === "timestamp(3)"
      ? text.repeat(24) + " ".repeat(1_500)
      : text.repeat(6) + " ".repeat(250),
  // Reading a text names it again and again, so that casts within casts grow fast.
  longestCast: 60_000,
};

/**
 * Names in the generated SQL are longer than in the check; the limit is chosen so that accepted expressions
 * stay valid.
 */
const reading = (readText: ReadText): Reading => ({ readText, longestCast: Number.POSITIVE_INFINITY });

function accepted(walked: Walked, text: string): GuardedExpression {
  if (walked.status === "refused")
    throw new Error(`an expression passed the check but cannot be parsed: ${text}`);
  const fails = failsOf(walked.guarded);
  const { kind, sql } = walked.guarded;
  return { kind, sql, fails: fails.length === 0 ? undefined : anyOf(fails) };
}

/** A single name is a path in the mapping's syntax; of several, each is one level. */
function pathOf(parts: readonly string[]): string {
  const [only = "", ...others] = parts;
  return others.length === 0 && !only.startsWith('"') ? only : parts.map(pathSegment).join(".");
}

/** A level of a longer path; anything but a plain name is quoted, as in a field's path. */
const pathSegment = (name: string): string =>
  /[."\\[\]]/.test(name) ? `"${name.replace(/["\\]/g, "\\$&")}"` : name;

/** The names that an expression may use, and their SQL. */
interface Names {
  readonly nameOf: Scope["nameOf"];
  written(node: ParserRuleContext, parts: readonly string[], scope: Scope): Guarded;
}

/** How texts are read within an expression. */
function tryingOf(guards: Guards): Trying {
  const trying: Trying = { ...guards, tried: [], guard: (node) => guardedNode(node, trying) };
  return trying;
}

type Reading = Pick<Guards, "readText" | "longestCast">;

type Walked = { readonly status: "walked"; readonly guarded: Guarded } | Refused;

/** Checks an expression and, if its kinds are valid, guards it. */
function walk(
  parsed: Parsed<Trino.ExpressionContext>,
  functions: Readonly<Record<string, AllowedFunction>>,
  { nameOf, written }: Names,
  read: Reading,
): Walked {
  if (parsed.status === "refused") return parsed;
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
  const refused = (): Refused => ({
    status: "refused",
    problems: problems.toSorted((a, b) => a.offset - b.offset),
  });
  scope.kindOf(tree);
  if (problems.length > 0) return refused();
  const guards: Guards = {
    scope,
    ...read,
    nameOf: (node) => written(node, partsOf(node), scope),
    guard: (node) => guardedNode(node, guards),
    trying: () => tryingOf(guards),
  };
  const guarded = guards.guard(tree);
  return problems.length > 0 ? refused() : { status: "walked", guarded };
}

const partsOf = (node: ParserRuleContext): readonly string[] =>
  (identifiersOf(node) ?? []).flatMap((identifier) => identifierText(identifier) ?? []);
