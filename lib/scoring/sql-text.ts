/** Text as a SQL literal. */
export const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** A name as a quoted identifier: attributes may be called what SQL calls something else. */
export const name = (value: string): string => `"${value.replaceAll('"', '""')}"`;

/** The items of a SELECT, one a line. */
export const lines = (items: readonly string[]): string => items.join(",\n        ");
