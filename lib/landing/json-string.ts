/** Every character that a JSON string must escape, of text that was decoded and so has no half characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among what JSON escapes
const escaped = /["\\\u0000-\u001f]/;

/** Whether a text needs no escaping in a JSON string. */
export const isPlain = (text: string): boolean => !escaped.test(text);

/** Text as a JSON string: `JSON.stringify`, which is left out where it would change nothing. */
export const quoted = (text: string): string => (isPlain(text) ? `"${text}"` : JSON.stringify(text));
