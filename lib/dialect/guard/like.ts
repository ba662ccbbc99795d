import type { Trino } from "../grammar.ts";
import { type Guarded, type Guards, ofParts } from "./guarded.ts";

/** `like`: a pattern with an escape must be a literal, so that it ends nowhere but where it should. */
export function guardedLike(
  node: Trino.PredicatedContext,
  predicate: Trino.LikeContext,
  guards: Guards,
): Guarded {
  const [pattern, escapedBy] = predicate.valueExpression();
  if (pattern !== undefined && escapedBy !== undefined) {
    const [patternText, escapeText] = [writtenOut(pattern.getText()), writtenOut(escapedBy.getText())];
    const reason = reasonAgainstEscape(patternText, escapeText);
    if (reason !== undefined) guards.scope.refuse(escapeText === undefined ? escapedBy : pattern, reason);
  }
  return ofParts(node, [node.valueExpression(), ...predicate.valueExpression()], guards, { kind: "boolean" });
}

/** The characters of a text that is written out; undefined for any other expression. */
const writtenOut = (text: string): string | undefined =>
  /^'(?:[^']|'')*'$/.test(text) ? text.slice(1, -1).replaceAll("''", "'") : undefined;

function reasonAgainstEscape(pattern: string | undefined, sign: string | undefined): string | undefined {
  if (pattern === undefined || sign === undefined) return "a pattern with an escape must be a literal";
  if ([...sign].length !== 1) return "an escape is one character";
  const characters = [...pattern];
  for (let index = 0; index < characters.length; index += 1) {
    if (characters[index] !== sign) continue;
    index += 1;
    if (!["%", "_", sign].includes(characters[index] ?? "")) return `expected %, _ or ${sign} after ${sign}`;
  }
  return undefined;
}
