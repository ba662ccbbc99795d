/** `JSON.rawJSON` of ES2026, which Node has and TypeScript's library has not yet. */
declare global {
  interface JSON {
    rawJSON(text: string): object;
  }
}

/**
 * A value as JSON for a person or a program. Integers beyond 2^53 are numbers with all their digits.
 * @param indent the blanks of a level. @default all in one line
 */
export const jsonText = (value: unknown, indent = 0): string =>
  JSON.stringify(
    value,
    (_, inner: unknown) => (typeof inner === "bigint" ? JSON.rawJSON(String(inner)) : inner),
    indent,
  );

/** JSON that does not depend on the order of keys, only on the order of lists. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
