import { sqlPath } from "./sql-path.ts";

/** How the numbers of a column are written. */
export interface NumberGuess {
  /** An SQL expression that reads them; undefined for digits with a decimal point. */
  readonly sql: string | undefined;
  readonly fitting: number;
  readonly filled: number;
  /** True when 1.234 may be a thousand or one. */
  readonly isUnclear: boolean;
}

const plain = /^-?\d+(?:\.\d+)?$/;
const english = /^-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$/;
const continental = /^-?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?$/;
/** Beside a number: signs and codes of currencies, blanks. */
const signs = /[€$£¥]|(?:USD|EUR|GBP|CHF|SEK|kr)(?![a-z])|[\s\u00a0\u202f]/gi;

/** The form that most of a column's values have, if most are numbers. */
export function guessNumbers(path: string, values: ReadonlyMap<string, number>): NumberGuess | undefined {
  const texts = [...values];
  const filled = sum(texts);
  const fittingOf = (form: RegExp, bare: boolean): number =>
    sum(texts.filter(([text]) => form.test(bare ? text.replace(signs, "") : text)));
  const asPlain = fittingOf(plain, false);
  const [asEnglish, asContinental] = [fittingOf(english, true), fittingOf(continental, true)];
  const fitting = Math.max(asPlain, asEnglish, asContinental);
  if (fitting * 2 <= filled) return undefined;
  if (asPlain === fitting) return { sql: undefined, fitting, filled, isUnclear: false };
  const beside = new Set(texts.flatMap(([text]) => text.match(signs) ?? []));
  const isEnglish = asEnglish >= asContinental;
  const [thousands, point] = isEnglish ? [",", "."] : [".", ","];
  const bare = [...beside, ...(texts.some(([text]) => text.includes(thousands)) ? [thousands] : [])].reduce(
    (sql, sign) => `replace(${sql}, '${sign}', '')`,
    sqlPath(path),
  );
  const isUnclear = asEnglish === asContinental && texts.some(([text]) => /[.,]/.test(text));
  return { sql: point === "," ? `replace(${bare}, ',', '.')` : bare, fitting, filled, isUnclear };
}

const sum = (rows: readonly (readonly [string, number])[]): number =>
  rows.reduce((all, [, count]) => all + count, 0);
