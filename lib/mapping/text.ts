/** Text as an SQL literal. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A pattern that only this text matches, on every engine. */
export const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** The text with every line after the first moved in by so many levels of four spaces. */
export const indented = (text: string, levels: number): string =>
  text.replaceAll("\n", `\n${" ".repeat(4 * levels)}`);

/** A CTE that selects these columns. */
export const cte = (name: string, columns: readonly string[], from: string): string =>
  `${name} as (\n    select\n        ${columns.join(",\n        ")}\n    from ${from}\n)`;
