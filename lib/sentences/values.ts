/** What a value's text needs to know of its measure. */
export interface ValueWords {
  /** Its name for people, as within a sentence. */
  readonly label: string;
  readonly unit: string;
  /** Of a measure of words: these, with commas between them; its value is a word's place, from 1. */
  readonly words?: string | null;
}

/** What sentences need to know of a measure. */
export interface MeasureWords extends ValueWords {
  /** Of a measure that is 1 or 0: the sentence when it becomes 1, and 0. */
  readonly becomes_one: string | null;
  readonly becomes_zero: string | null;
}

const minus = "−";

/** @param least the decimals that are shown even if they are 0 */
const number = (value: number, decimals: number, least = 0): string =>
  new Intl.NumberFormat("en-US", { maximumFractionDigits: decimals, minimumFractionDigits: least })
    .format(value)
    .replace(/^-(?=[0.]*$)/, "")
    .replace("-", minus);

/** The fewest decimals, from `least` on, that show two numbers as different; `most` when none does. */
function decimalsFor(one: number, other: number, least: number, most = 3): number {
  for (let decimals = least; decimals < most; decimals += 1)
    if (one.toFixed(decimals) !== other.toFixed(decimals)) return decimals;
  return most;
}

const scaleOf = (unit: string): string | undefined => /^rating \d+-(\d+)$/.exec(unit)?.[1];

/** The unit behind a value, unless the label says it already. */
function unitBehind({ label, unit }: ValueWords): string {
  const scale = scaleOf(unit);
  if (scale !== undefined) return ` of ${scale}`;
  if (unit === "share") return " %";
  const isSaid = unit === "" || unit === "1 or 0" || unit.split(" ").some((word) => label.includes(word));
  return isSaid ? "" : ` ${unit}`;
}

const shown = (value: number, { unit }: ValueWords): number => (unit === "share" ? value * 100 : value);
const leastDecimals = (value: number, { unit }: ValueWords): number =>
  unit === "share" || Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : 1;

/** The word that a value stands for; undefined of a measure of numbers. */
const wordOf = (value: number, { words }: ValueWords): string | undefined =>
  words?.split(", ")[Math.round(value) - 1];

/** A value with its unit: `34 %`, `8.2 of 10`, `12 days`; or its word. */
export function valueText(value: number, words: ValueWords): string {
  const word = wordOf(value, words);
  if (word !== undefined) return word;
  if (words.unit === "1 or 0") return value === 0 ? "no" : "yes";
  const scaled = shown(value, words);
  const isTiny = scaled !== 0 && Math.abs(scaled) < 1;
  return `${number(scaled, isTiny ? 2 : leastDecimals(scaled, words))}${unitBehind(words)}`;
}

/** Two values that differ, with as many decimals as show it: `from 14 to 3`; or their words. */
export function fromTo(from: number, to: number, words: ValueWords): string {
  const [wordFrom, wordTo] = [wordOf(from, words), wordOf(to, words)];
  if (wordFrom !== undefined && wordTo !== undefined) return `from ${wordFrom} to ${wordTo}`;
  const [one, other] = [shown(from, words), shown(to, words)];
  const least = Math.max(leastDecimals(one, words), leastDecimals(other, words));
  const decimals = decimalsFor(one, other, least);
  const percent = words.unit === "share" ? " %" : "";
  return `from ${number(one, decimals)}${percent} to ${number(other, decimals)}${unitBehind(words)}`;
}

/** Points of a score, as few decimals as show that they are not 0: `12.1 points`, `0.02 points`. */
export function pointsOf(points: number): string {
  const size = Math.abs(points);
  const decimals = size > 0 && size < 0.05 ? Math.min(9, Math.ceil(-Math.log10(size)) + 1) : 1;
  return `${number(size, decimals, 1)} points`;
}

/** Points of a score with one decimal and their sign: `−12.1 points`. */
export const pointsText = (points: number): string => {
  const text = number(Math.abs(points), 1, 1);
  const sign = text === "0.0" ? "" : points < 0 ? minus : "+";
  return `${sign}${text} points`;
};

/** The most decimals of a score: bands are decided at nine. */
const mostDecimals = 9;

/** Whether a score is not shown as a whole number unless it is one. */
const staysOnSide = (score: number, decimals: number): boolean => {
  const shown = Number(score.toFixed(decimals));
  return !Number.isInteger(shown) || Math.abs(score - shown) < 1e-9;
};

/** The fewest decimals with which a score is not shown as a whole number that it is not: 44.98 is not 45. */
function scoreDecimals(score: number): number {
  let decimals = 1;
  while (decimals < mostDecimals && !staysOnSide(score, decimals)) decimals += 1;
  return decimals;
}

/** A score that stays on its side of the edges of bands, which are whole numbers mostly: 44.98 is not 45. */
export const scoreText = (score: number): string => number(score, scoreDecimals(score), 1);

/** Two scores with as many decimals as show that they differ: `46.0 → 44.8`, `45.1 → 44.98`. */
export function scoresText(from: number, to: number, arrow: string): string {
  const apart = Math.abs(from - to) < 1e-9 ? 1 : decimalsFor(from, to, 1);
  const text = (score: number) => number(score, Math.max(apart, scoreDecimals(score)), apart);
  return `${text(from)} ${arrow} ${text(to)}`;
}

/** Two scores on both sides of an edge, with as many decimals as show on which side each is. */
export function apart(from: number, to: number, edge: number): readonly [string, string] {
  const isShown = (score: number, decimals: number) =>
    Number(score.toFixed(decimals)) >= edge === Number(score.toFixed(mostDecimals)) >= edge;
  let decimals = 1;
  while (decimals < mostDecimals && !(isShown(from, decimals) && isShown(to, decimals))) decimals += 1;
  const text = (score: number) => number(score, Math.max(decimals, scoreDecimals(score)), 1);
  return [text(from), text(to)];
}

/** An edge of a band, as the config has it. */
export const edgeText = (edge: number): string => number(edge, mostDecimals);
