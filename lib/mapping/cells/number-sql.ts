import type { NumberFormat } from "../../config/number-format.ts";
import { currencyCodes, currencySigns } from "../../words/currencies.ts";
import { literal } from "../text.ts";

/** Characters that look like a blank, an apostrophe or a minus: no-break, figure, thin and narrow blanks, ’ and −. */
const alike: readonly (readonly [code: number, plain: string])[] = [
  ...[0xa0, 0x2007, 0x2009, 0x202f].map((code) => [code, " "] as const),
  [0x2019, "'"],
  [0x2212, "-"],
];

/**
 * A number of a declared format (an SQL expression, a text) in plain digits such as -1234.5; null for a text that
 * has another form, as a number must never be misread: thousands are groups of three after a digit that is not 0.
 * A currency on one side is dropped; `(12)` and `12-` are negative.
 */
export function plainNumber(text: string, { thousands, decimal }: NumberFormat): string {
  const codes = alike.map(([code]) => `chr(${code})`).join(" || ");
  const seen = `trim(translate(${text}, ${codes}, ${literal(alike.map(([, plain]) => plain).join(""))}))`;
  const grouped = thousands === undefined ? "" : `[1-9][0-9]{0,2}(?:[${thousands}][0-9]{3})+|`;
  const digitFirst = `(?:${grouped}[0-9]+)(?:[${decimal}][0-9]*)?`;
  const number = `(?:${digitFirst}|[${decimal}][0-9]+)`;
  const currency = `(?:${currencySigns}|[A-Z]{3})`;
  // In kr.50 the point may be the decimal sign.
  const priced = `${currency}(?:[.] )? *`;
  const forms = [
    `[-+]? *(?:${number}|${priced}${digitFirst})`,
    `${priced}[-+] *${digitFirst}`,
    `[-+]? *${number} *${currency}[.]?`,
    `(?:${number}|${priced}${digitFirst}) *-`,
    `${number} *(?:- *${currency}[.]?|${currency}[.]? *-)`,
    `[(] *(?:${number}|${priced}${digitFirst}|${number} *${currency}[.]?) *[)]`,
  ];
  const code = `nullif(regexp_extract(${seen}, '[A-Z]{3}'), '')`;
  const isCurrency = `coalesce(strpos(${literal(` ${currencyCodes.join(" ")} `)}, ' ' || ${code} || ' ') > 0, true)`;
  const digits = `regexp_extract(${seen}, ${literal(number)})`;
  const ungrouped = thousands === undefined ? digits : `replace(${digits}, ${literal(thousands)}, '')`;
  const pointed = decimal === "." ? ungrouped : `replace(${ungrouped}, ${literal(decimal)}, '.')`;
  return [
    "case",
    `    when regexp_like(${seen}, ${literal(`^(?:${forms.join("|")})$`)})`,
    `        and ${isCurrency}`,
    `        then case when regexp_like(${seen}, '[-(]') then '-' else '' end || ${pointed}`,
    "end",
  ].join("\n");
}
