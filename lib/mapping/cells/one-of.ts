import { escaped, literal } from "../text.ts";

/**
 * Whether a text (an SQL expression) is one of these words; null if the text is. DuckDB turns a long IN into
 * a join, which evaluates the text for every row regardless of a surrounding CASE.
 */
export const isOneOf = (text: string, words: readonly string[]): string =>
  `regexp_like(${text}, ${literal(`^(?:${words.map(escaped).join("|")})\\z`)})`;
