import { literal } from "../text.ts";

/** Blanks of any alphabet, tabs and line breaks. */
const blanks = String.raw`[\p{Z}\x09-\x0d]+`;

/**
 * A text cell (an SQL expression) as it is kept and compared: no blanks around it, and one blank for several within it;
 * null when nothing is left. Nearly every text has that form already, which is seen without a pattern.
 */
export function plainText(text: string): string {
  const hasForm = [
    `${text} between '!' and '~'`,
    `substr(${text}, -1) between '!' and '~'`,
    `strpos(${text}, '  ') = 0`,
    ...[9, 10, 160].map((code) => `strpos(${text}, chr(${code})) = 0`),
  ].join(" and ");
  return [
    "case",
    `    when ${hasForm} then ${text}`,
    `    else nullif(trim(regexp_replace(${text}, ${literal(blanks)}, ' ')), '')`,
    "end",
  ].join("\n");
}
