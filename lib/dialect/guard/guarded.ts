import type { ParserRuleContext } from "antlr4ng";
import type { Kind } from "../kinds.ts";
import type { Scope } from "../scope.ts";

/** How an engine holds a value; the digits of a decimal decide whether a sum of two still is one. */
export interface Held {
  readonly kind: Kind;
  /** Of a decimal, or of a whole number written out. */
  readonly precision?: number;
  readonly scale?: number;
}

/** An expression that returns null where the original would fail. */
export interface Guarded extends Held {
  readonly sql: string;
  /** Conditions, never null; one of them is true on each row where the original fails. */
  readonly fails: readonly string[];
  /** As `fails`: that a sum of doubles has left their range. What the sum is part of has left it too. */
  readonly overflow?: string;
  /** Whether it is a literal, the same on each row. */
  readonly isLiteral?: boolean;
}

/** The value that a text represents, or null: an SQL expression over the text, and its type. */
export type ReadText = (text: string, type: string) => string;

/** The context of the guards of one expression. */
export interface Guards {
  readonly scope: Scope;
  readonly readText: ReadText;
  /** How long the SQL of a cast of a text may be; no limit to an expression that was accepted. */
  readonly longestCast: number;
  /** The SQL of a name, and its type in the engines. */
  nameOf(node: ParserRuleContext): Guarded;
  guard(node: ParserRuleContext): Guarded;
  /** The same guards for the values of a COALESCE, where a try_cast without a value is null and no failure. */
  trying(): Trying;
}

/** Guards, and the conditions that hold where a try_cast among what they guarded had no value. */
export interface Trying extends Guards {
  readonly tried: string[];
}

const isTrying = (guards: Guards): guards is Trying => "tried" in guards;

/** Where a try_cast fails: it is null in a COALESCE, which tells if no other value is there. */
export function triedFails(fails: readonly string[], guards: Guards): readonly string[] {
  if (!isTrying(guards)) return fails;
  guards.tried.push(...fails);
  return [];
}

export const failsOf = ({ fails, overflow }: Guarded): readonly string[] =>
  overflow === undefined ? fails : [...fails, overflow];

export const allFails = (parts: readonly Guarded[]): readonly string[] => [
  ...new Set(parts.flatMap(failsOf)),
];

/** Whether one of these conditions holds. */
export const anyOf = (conditions: readonly string[]): string =>
  conditions.length === 0 ? "false" : `(${conditions.join(" or ")})`;

/** That a value came of something that is no null, and is one. */
export const gaveNothing = (given: readonly string[], sql: string): string =>
  `(${[...given.map((each) => `${each} is not null`), `${sql} is null`].join(" and ")})`;

/** The text of a node with some of its parts written otherwise. */
export function rewritten(
  { source }: Scope,
  node: ParserRuleContext,
  parts: readonly { readonly node: ParserRuleContext; readonly sql: string }[],
): string {
  const whole = source.range(node);
  const places = parts
    .map(({ node: part, sql }) => ({ ...source.range(part), sql }))
    .toSorted((a, b) => a.start - b.start);
  let text = "";
  let end = whole.start;
  for (const { start, stop, sql } of places) {
    text += source.text.slice(end, start) + sql;
    end = stop;
  }
  return text + source.text.slice(end, whole.stop);
}

/** A node whose parts are guarded, and which cannot fail itself. */
export function ofParts(
  node: ParserRuleContext,
  nodes: readonly ParserRuleContext[],
  { scope, guard }: Guards,
  held: Held = { kind: scope.kindOf(node) },
): Guarded {
  const parts = nodes.map((part) => ({ node: part, ...guard(part) }));
  return { ...held, sql: rewritten(scope, node, parts), fails: allFails(parts) };
}
