import { literal } from "../text.ts";

/** Legal forms that may stand at the end of a company's name, as {@link companyName} has left them: S.A. is sa. */
const legalForms = [
  ...["inc", "incorporated", "corp", "corporation", "co", "company", "llc", "llp", "ltd", "limited", "plc"],
  ...["pty", "pte", "gmbh", "ag", "kg", "se", "sa", "sas", "sarl", "srl", "spa", "bv", "nv", "ab", "as"],
  ...["aps", "oy"],
];

/** Dots and apostrophes are dropped; other punctuation and blanks part words. */
const dropped = "[.'\u2018\u2019`]";
const between = String.raw`[\p{P}\p{Z}\p{Cc}\p{Cf}]+`;
const atEnd = `(?: (?:${legalForms.join("|")}))+$`;

/**
 * The form in which names of companies are compared: lower case, one blank between words, without punctuation and
 * legal forms at the end. Acme, Inc. and ACME are acme. Empty when nothing is left.
 */
export const companyName = (text: string): string =>
  text
    .normalize("NFC")
    .toLowerCase()
    .replace(new RegExp(dropped, "g"), "")
    .replace(new RegExp(between, "gu"), " ")
    .trim()
    .replace(new RegExp(atEnd), "");

/** The same in SQL, of an expression; null when nothing is left. */
export const companyNameSql = (text: string): string =>
  [
    "nullif(",
    "    regexp_replace(",
    "        trim(",
    "            regexp_replace(",
    `                regexp_replace(lower(normalize(${text})), ${literal(dropped)}, ''),`,
    `                ${literal(between)},`,
    "                ' '",
    "            )",
    "        ),",
    `        ${literal(atEnd)},`,
    "        ''",
    "    ),",
    "    ''",
    ")",
  ].join("\n");
