import { checkPredicate, type KnownColumns } from "../../dialect/expression.ts";
import type { Problem } from "../../dialect/source-text.ts";
import type { Finding, Path } from "../problem.ts";

/** The problems of a predicate; empty when it is valid. */
export function predicateFindings(
  path: Path,
  predicate: string | undefined,
  columns: KnownColumns,
): readonly Finding[] {
  if (predicate === undefined) return [];
  const checked = checkPredicate(predicate, columns);
  return checked.status === "accepted" ? [] : expressionFindings(path, predicate, checked.problems);
}

/** The problems of an expression, as findings at their place in the config. */
export const expressionFindings = (
  path: Path,
  found: string,
  problems: readonly Problem[],
): readonly Finding[] =>
  problems.map(({ message, offset }) => ({
    path,
    found,
    offset,
    expected: "an expression",
    reason: `${message}${quotedHint(found.slice(offset))}`,
  }));

/** A path of the record around an element is no plain name in SQL. */
function quotedHint(rest: string): string {
  const [path] = /^\^[\w.[\]]+/.exec(rest) ?? [];
  return path === undefined ? "" : `: write ${JSON.stringify(path)}, with its quotes`;
}
