/** Of a group, a repetition, a class: what either engine's regular expressions do not know, or know otherwise. */
const strange: readonly (readonly [RegExp, string])[] = [
  [/\(\?(?!:|i\))/, "(?: ) and (?i) are the only groups with a ? that both engines know"],
  [/\\[1-9]/, "the engines cannot refer back to a group"],
  [/\\(?![dDwWsSbBtnrpP\W_])/, "a \\ stands before a sign, or one of d, w, s, b, t, n, r, p"],
  [/\\[pP](?!\{[A-Z][a-z]?\})/, "\\p names a category of characters, such as \\p{L}"],
  [/[*+?}]\+/, "a repetition cannot be repeated: put it in a group"],
  [/\{\d{4,}|\{\d*,\d{4,}/, "a repetition is limited to 999 times"],
  [/(?<!\\[pP]|\\)\{(?!\d+(?:,\d*)?\})/, "write a { that repeats nothing as \\{"],
];

/** Why a pattern cannot be searched for, on both engines; undefined when it can. */
export function reasonAgainstPattern(pattern: string): string | undefined {
  const escaped = pattern.replaceAll("\\\\", "");
  for (const [found, reason] of strange) if (found.test(escaped)) return reason;
  if (/\[[^\]]*\[/.test(escaped.replaceAll("\\[", "").replaceAll("\\]", "")))
    return "a [ within [ ] is written \\[";
  try {
    new RegExp(pattern.replace("(?i)", "").replace(/\\[pP]\{\w+\}/g, "x"));
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return `this is not a valid pattern: ${message.replace(/^.*: /, "").toLowerCase()}`;
  }
}
