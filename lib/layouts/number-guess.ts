/** How the numbers of a column are written. */
export interface NumberGuess {
  /** The example that a mapping declares them by; undefined for digits with a decimal point. */
  readonly number: string | undefined;
  readonly fitting: number;
  readonly filled: number;
  /** True when 1.234 may be a thousand or one. */
  readonly isUnclear: boolean;
}

const plain = /^-?\d+(?:\.\d+)?$/;
const english = /^-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$/;
const continental = /^-?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?$/;
const withComma = /^-?\d{1,3}(?:\.\d{3})+,\d+$/;
/** A thousand, or one with three decimals: prices have two. */
const groupOfThree = /^-?[1-9]\d{0,2}\.\d{3}$/;
/** Beside a number and within it: signs and codes of currencies, blanks, apostrophes. */
const signs = /[€$£¥'’]|(?:USD|EUR|GBP|CHF|SEK|kr)(?![a-z])|[\s\u00a0\u202f]/gi;

/** What stands before three digits within a number. */
const groups = /(?<=\d)[ '](?=\d{3}(?!\d))/;

/** The form that most of a column's values have, if most are numbers. */
export function guessNumbers(values: ReadonlyMap<string, number>): NumberGuess | undefined {
  const texts = [...values];
  const filled = sum(texts);
  const fittingOf = (form: RegExp, bare: boolean): number =>
    sum(texts.filter(([text]) => form.test(bare ? text.replace(signs, "") : text)));
  const asPlain = fittingOf(plain, false);
  const [asEnglish, asContinental] = [fittingOf(english, true), fittingOf(continental, true)];
  const fitting = Math.max(asPlain, asEnglish, asContinental);
  if (fitting * 2 <= filled) return undefined;
  // 1.234 beside 1.234,56 is a thousand.
  const showsComma = texts.some(([text]) => withComma.test(text.replace(signs, "")));
  if (asPlain === fitting && !(showsComma && asContinental === fitting)) {
    const pointed = texts.filter(([text]) => plain.test(text) && text.includes("."));
    const isUnclear = pointed.length > 0 && pointed.every(([text]) => groupOfThree.test(text));
    return { number: undefined, fitting, filled, isUnclear };
  }
  const isUnclear = asEnglish === asContinental && !showsComma && texts.some(([text]) => /[.,]/.test(text));
  const decimal = asEnglish > asContinental || (asEnglish === asContinental && !showsComma) ? "." : ",";
  const usual = decimal === "." ? "," : ".";
  const thousands =
    [" ", "'"].find((sign) => texts.some(([text]) => groups.exec(text)?.[0] === sign)) ?? usual;
  return { number: `1${thousands}234${decimal}56`, fitting, filled, isUnclear };
}

const sum = (rows: readonly (readonly [string, number])[]): number =>
  rows.reduce((all, [, count]) => all + count, 0);
