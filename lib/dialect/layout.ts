/** Where the layout of a model's text departs from the house style. */
export interface LayoutProblem {
  readonly line: number;
  readonly message: string;
}

/**
 * The rules of layout that a parse tree does not show: a blank line between CTEs and before the last SELECT; in a
 * join's conditions the joined table stands on the left; no tabs, no spaces at the end of a line.
 */
export function layoutProblems(sql: string): readonly LayoutProblem[] {
  const lines = sql.split("\n");
  const problems: LayoutProblem[] = [];
  let joined: string | undefined;
  for (const [index, text] of lines.entries()) {
    const say = (message: string) => problems.push({ line: index + 1, message });
    const next = lines[index + 1] ?? "";
    if (text === ")," && next !== "") say("leave a blank line between CTEs");
    if (text === ")" && next.startsWith("select")) say("leave a blank line before the last SELECT");
    if (/\t|\s$/.test(text)) say("no tabs, and no spaces at the end of a line");
    joined = joinedIn(text) ?? (text.startsWith(")") ? undefined : joined);
    if (joined !== undefined && standsRight(text, joined))
      say(`write the column of ${joined}, which is joined, on the left`);
  }
  return problems;
}

/** The name of the table that a line joins, as the columns say it. */
function joinedIn(text: string): string | undefined {
  const [, table, alias] = /^\s+(?:inner|left|right|full|cross) join (\w+)(?: as (\w+))?/.exec(text) ?? [];
  return alias ?? table;
}

function standsRight(text: string, joined: string): boolean {
  const [, left, right] = /(?:^\s*|\bon\s+|\band\s+)(\w+)\.\w+ = (\w+)\.\w+\s*$/.exec(text) ?? [];
  return right === joined && left !== joined;
}
