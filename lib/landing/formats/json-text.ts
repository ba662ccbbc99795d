/** Matches numbers with a fraction, an exponent or very many digits, and -0; times match as well. */
const likeOddNumber = /[[:,\s](?:-?[0-9]+[.eE]|-0|-?[0-9]{40})/;
const oddNumber = /(?:"\s*:|[[,])\s*(?:-?[0-9]+[.eE]|-0(?![0-9])|-?[0-9]{40})/;

/** Whether a JSON text may hold a number that engines write in another way than it does. */
export const hasOddNumber = (text: string): boolean => likeOddNumber.test(text) && oddNumber.test(text);

/** The JSON text with each such number as a string of its own characters: `49.90`, `1e3`, `-0`, thirty digits. */
export const withNumbersAsText = (text: string): string =>
  text.replace(/"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*/gs, (token) =>
    token.startsWith('"') || isWrittenAlike(token) ? token : `"${token}"`,
  );

/** V8, DuckDB and Trino write integers, and the shortest form of a double without an exponent, alike. */
function isWrittenAlike(number: string): boolean {
  if (/[eE]/.test(number) || number.length >= 40) return false;
  if (!number.includes(".")) return number !== "-0";
  const shortest = String(Number(number));
  return shortest === number || `${shortest}.0` === number;
}

/**
 * The JSON text with U+FFFD for each escaped surrogate without its other half, which is legal to V8, and no JSON to
 * DuckDB: what is left of a character at which a tool cut a text.
 */
export function withWholeCharacters(text: string): string {
  if (!text.includes("\\ud") && !text.includes("\\uD")) return text;
  return text.replace(pairOrEscape, (found) => (found.length === 6 ? "\\ufffd" : found));
}

/** A pair of surrogates, one alone, or any other escape. */
const pairOrEscape =
  /\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}|\\./gs;

/** How deep the brackets of a JSON text go, as far as `enough` asks. */
export function depthOf(text: string, enough: number): number {
  if (text.length <= 2 * enough || !hasMore(text, enough)) return 0;
  let depth = 0;
  let deepest = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (isInString) {
      if (character === "\\") index += 1;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === "{" || character === "[") {
      depth += 1;
      deepest = Math.max(deepest, depth);
      if (deepest > enough) return deepest;
    } else if (character === "}" || character === "]") depth -= 1;
  }
  return deepest;
}

function hasMore(text: string, brackets: number): boolean {
  let found = 0;
  for (const bracket of "[{")
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      found += 1;
      if (found > brackets) return true;
    }
  return false;
}
