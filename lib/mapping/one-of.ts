import { literal } from "./text.ts";

/**
 * Whether a text (an SQL expression) is one of these words; null where the text is. A long IN would do, but DuckDB
 * makes a join of it, and works the text out for every row, whatever CASE stands around it.
 */
export const isOneOf = (text: string, words: readonly string[]): string =>
  `regexp_like(${text}, ${literal(`^(?:${words.map(escaped).join("|")})\\z`)})`;

const escaped = (word: string): string => word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
