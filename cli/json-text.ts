/** `JSON.rawJSON` of ES2026, which Node has and TypeScript's library has not yet. */
declare global {
  interface JSON {
    rawJSON(text: string): object;
  }
}

/** A value as JSON for a person or a program. Integers beyond 2^53 are numbers with all their digits. */
export const jsonText = (value: unknown): string =>
  JSON.stringify(
    value,
    (_, inner: unknown) => (typeof inner === "bigint" ? JSON.rawJSON(String(inner)) : inner),
    2,
  );
