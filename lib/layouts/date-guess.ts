import { dateReader } from "../config/date-format.ts";

/** How the dates of a column are written. */
export interface DateGuess {
  /** As a mapping declares it; undefined for ISO 8601. */
  readonly format: string | undefined;
  /** Of the filled rows, how many can be read with it. */
  readonly fitting: number;
  readonly filled: number;
  /** Of the other filled rows, how many are ISO 8601. */
  readonly alsoIso: number;
  /** The other format that fits as many: no day is over 12. */
  readonly rival: string | undefined;
}

const clocks = ["", " HH:mm", " HH:mm:ss", " h:mm A", " h:mm:ss A", "THH:mm:ss"];
const dayFirst = ["DD/MM/YYYY", "DD.MM.YYYY", "DD-MM-YYYY", "D/M/YYYY", "D.M.YYYY", "D-M-YYYY"];
const monthFirst = ["MM/DD/YYYY", "MM.DD.YYYY", "MM-DD-YYYY", "M/D/YYYY", "M.D.YYYY", "M-D-YYYY"];
const others = [
  "YYYY/MM/DD",
  "YYYY.MM.DD",
  "YYYYMMDD",
  "D MMM YYYY",
  "D MMMM YYYY",
  "MMM D, YYYY",
  "MMMM D, YYYY",
  "D-MMM-YYYY",
];
const formats: readonly (string | undefined)[] = [
  undefined,
  ...[...dayFirst, ...monthFirst, ...others].flatMap((date) => clocks.map((clock) => `${date}${clock}`)),
  ...["YYYY-MM-DD HH:mm:ss UTC", "YYYY-MM"],
];
const readers = formats.map((format) => ({ format, read: dateReader(format) }));

/** Days from 1980 to 2079 are dates; other numbers are not. */
const epochs = [
  { format: "epoch_seconds", digits: /^\d{9,10}(?:\.\d+)?$/ },
  { format: "epoch_milliseconds", digits: /^\d{12,13}$/ },
] as const;

/** Words that stand for a missing date, as every reader takes them. */
const isNothing = /^(?:-+|n\/?a|null|none|0000-00-00.*)$/i;

/** The format that most of a column's values have, if most have one. */
export function guessDates(values: ReadonlyMap<string, number>): DateGuess | undefined {
  const filled = [...values].filter(([text]) => !isNothing.test(text));
  const all = sum(filled);
  const fits = [
    ...readers.map(({ format, read }) => ({
      format,
      fitting: sum(filled.filter(([text]) => isYear(read(text)))),
    })),
    ...epochs.map(({ format, digits }) => ({
      format,
      fitting: sum(filled.filter(([text]) => digits.test(text))),
    })),
  ];
  const [best, ...further] = fits
    .filter(({ fitting }) => fitting > 0)
    .toSorted((a, b) => b.fitting - a.fitting);
  if (best === undefined || best.fitting * 2 < all) return undefined;
  const swapped = swappedOf(best.format);
  const rival = further.find(({ format, fitting }) => format === swapped && fitting === best.fitting);
  const iso = fits.find(({ format }) => format === undefined)?.fitting ?? 0;
  return { ...best, filled: all, rival: rival?.format, alsoIso: best.format === undefined ? 0 : iso };
}

const isYear = (date: string | undefined): boolean => date !== undefined && date >= "1900" && date < "2100";

/** The format with day and month the other way round. */
const swappedOf = (format: string | undefined): string | undefined => {
  const match = /^(D+)([/.-])(M+)\2(YYYY.*)$/.exec(format ?? "");
  return match === null ? "none" : `${match[3]}${match[2]}${match[1]}${match[2]}${match[4]}`;
};

const sum = (rows: readonly (readonly [string, number])[]): number =>
  rows.reduce((all, [, count]) => all + count, 0);
