/** Every character that a JSON string must escape, of text that was decoded and so has no half characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among what JSON escapes
const escaped = /["\\\u0000-\u001f]/;

/** Text as a JSON string: `JSON.stringify`, which is left out where it would change nothing. */
export const quoted = (text: string): string => (escaped.test(text) ? JSON.stringify(text) : `"${text}"`);
