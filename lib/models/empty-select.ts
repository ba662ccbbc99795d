import type { Column } from "./model.ts";

/** A SELECT of these columns and no row. */
export const emptySelect = (columns: readonly Column[]): string =>
  `    select\n${columns.map(({ name, type }) => `        cast(null as ${type}) as ${name}`).join(",\n")}\n    where false`;
