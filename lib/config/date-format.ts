import { clockReader } from "./time-zone.ts";

const months = [
  ...["January", "February", "March", "April", "May", "June"],
  ...["July", "August", "September", "October", "November", "December"],
];

/** The parts that are numbers: how many digits they may have, [fewest, most], and the hours of a 12-hour clock. */
const numbers = {
  YYYY: { part: "year", digits: [4, 4] },
  MM: { part: "month", digits: [2, 2] },
  M: { part: "month", digits: [1, 2] },
  DD: { part: "day", digits: [2, 2] },
  D: { part: "day", digits: [1, 2] },
  q: { part: "quarter", digits: [1, 1] },
  ww: { part: "week", digits: [2, 2] },
  HH: { part: "hour", digits: [2, 2] },
  hh: { part: "hour", digits: [2, 2], isOf12: true },
  h: { part: "hour", digits: [1, 2], isOf12: true },
  mm: { part: "minute", digits: [2, 2] },
  ss: { part: "second", digits: [2, 2] },
  SSS: { part: "millisecond", digits: [3, 3] },
} as const;

/** The parts that are words, in upper or lower case, by their English words in order. */
const words = {
  MMM: { part: "month", words: months.map((name) => name.slice(0, 3)) },
  MMMM: { part: "month", words: months },
  A: { part: "half", words: ["AM", "PM"] },
} as const;

export type DatePart =
  | (typeof numbers)[keyof typeof numbers]["part"]
  | (typeof words)[keyof typeof words]["part"];

/** One piece of a declared format: a part of the date, text between them, or a count since 1970-01-01 UTC. */
export type FormatToken =
  | NumberToken
  | { readonly kind: "word"; readonly part: DatePart; readonly words: readonly string[] }
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "epoch"; readonly unit: "seconds" | "milliseconds" };

interface NumberToken {
  readonly kind: "part";
  readonly part: DatePart;
  readonly digits: readonly [number, number];
  /** Whether it is the hour of a 12-hour clock. */
  readonly isOf12?: boolean;
}

export class InvalidDateFormat extends Error {
  override readonly name = "InvalidDateFormat";
  readonly format: string;
  constructor(format: string, problem: string) {
    super(
      `"${format}" is not a date format: ${problem}; write it with YYYY MM M MMM MMMM DD D HH hh h mm ss SSS A, ` +
        "such as DD/MM/YYYY or D MMM YYYY h:mm A, a period as YYYY-MM, YYYY-Qq, YYYY-Www or YYYY, or use epoch_seconds or epoch_milliseconds, or leave it out for ISO 8601",
    );
    this.format = format;
  }
}

/**
 * The tokens of a declared format such as `DD/MM/YYYY HH:mm`, whose dates are UTC. A format that could be read
 * in two ways (a two-digit year, `DMM` without a separator) is refused: dates are never guessed. A period (a month,
 * a quarter `Qq`, an ISO week `Www`, a year) is its first day.
 * @throws InvalidDateFormat
 */
export function parseDateFormat(format: string): readonly FormatToken[] {
  if (format === "epoch_seconds") return [{ kind: "epoch", unit: "seconds" }];
  if (format === "epoch_milliseconds") return [{ kind: "epoch", unit: "milliseconds" }];
  const tokens = [...format.matchAll(/UTC|GMT|([A-Za-z])\1*|[^A-Za-z]+/g)].map(([text]) =>
    tokenOf(text, format),
  );
  checkParts(tokens, format);
  return tokens;
}

function tokenOf(text: string, format: string): FormatToken {
  if (Object.hasOwn(numbers, text)) return { kind: "part", ...numbers[text as keyof typeof numbers] };
  if (Object.hasOwn(words, text)) return { kind: "word", ...words[text as keyof typeof words] };
  if (/\d/.test(text))
    throw new InvalidDateFormat(
      format,
      `"${text}" contains digits, which would be confused with those of the date`,
    );
  if (["T", "Z", "Q", "W", "UTC", "GMT"].includes(text) || !/[A-Za-z]/.test(text))
    return { kind: "literal", text };
  throw new InvalidDateFormat(format, problemWith(text));
}

function problemWith(text: string): string {
  if (/^Y+$/i.test(text) && text !== "yyyy")
    return "a year that is not four digits is ambiguous (YYYY); give its century with an expression such as cast('20' || substr(day, 7, 2) || '-' || … as date)";
  if (text === "yyyy") return "the year is written YYYY, in capitals";
  if (text === "d" || text === "dd")
    return "the day is written D or DD, in capitals (mm is minutes, MM months)";
  if (text === "H") return "the hour is written HH, 00 to 23";
  if (text === "a") return "AM or PM is written A";
  return `"${text}" is unknown`;
}

/** The bounds of each part. */
const needs: readonly (readonly [DatePart, DatePart])[] = [
  ["day", "month"],
  ["hour", "day"],
  ["minute", "hour"],
  ["second", "minute"],
  ["millisecond", "second"],
];

function checkParts(tokens: readonly FormatToken[], format: string): void {
  const named = partsOf(tokens).map(({ part }) => part);
  const repeated = named.find((part, index) => named.indexOf(part) !== index);
  if (repeated !== undefined) throw new InvalidDateFormat(format, `the ${repeated} appears twice`);
  for (const [part, larger] of needs) {
    if (named.includes(part) && !named.includes(larger))
      throw new InvalidDateFormat(
        format,
        `the ${larger} is missing${larger === "month" ? " (MM; mm is minutes)" : ""}`,
      );
  }
  const isOf12 = tokens.some((token) => token.kind === "part" && token.isOf12 === true);
  if (isOf12 !== named.includes("half"))
    throw new InvalidDateFormat(
      format,
      isOf12
        ? "hours 1 to 12 need AM or PM (A); hours 0 to 23 are HH"
        : "AM or PM (A) needs hours 1 to 12 (hh or h)",
    );
  if (!named.includes("year")) throw new InvalidDateFormat(format, "the year is missing");
  const periods = (["month", "quarter", "week"] as const).filter((part) => named.includes(part));
  if (periods.length > 1)
    throw new InvalidDateFormat(format, `it has both a ${periods[0]} and a ${periods[1]}`);
  const unclear = tokens.some((token, index) => {
    const next = tokens[index + 1];
    if (token.kind !== "part" || next?.kind !== "part") return false;
    return token.digits[0] !== token.digits[1] || next.digits[0] !== next.digits[1];
  });
  if (unclear) throw new InvalidDateFormat(format, "D and M need a separator on each side, or two digits");
}

/** The parts of a format, in the order of their groups in {@link patternOf}. */
export const partsOf = (tokens: readonly FormatToken[]) =>
  tokens.filter((token) => token.kind === "part" || token.kind === "word");

/** Whether dates of a format are times without an offset, which a clock shows. */
export const showsClock = (tokens: readonly FormatToken[]): boolean =>
  partsOf(tokens).some(({ part }) => part === "hour") &&
  !tokens.some((token) => token.kind === "literal" && ["Z", "UTC", "GMT"].includes(token.text));

/** A regular expression (RE2 and JavaScript alike) that a date of these parts matches whole, a group per part. */
export function patternOf(tokens: readonly FormatToken[]): string {
  const pieces = tokens.map((token) => {
    if (token.kind === "epoch") return "(-?[0-9]+)(?:[.][0-9]+)?";
    if (token.kind === "literal") return token.text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    if (token.kind === "word") return `(${token.words.map(inAnyCase).join("|")})`;
    const [fewest, most] = token.digits;
    if (token.isOf12) return fewest === 2 ? "(0[1-9]|1[0-2])" : "(0?[1-9]|1[0-2])";
    if (token.part === "quarter") return "([1-4])";
    if (token.part === "week") return "(0[1-9]|[1-4][0-9]|5[0-3])";
    return fewest === most ? `([0-9]{${fewest}})` : `([0-9]{${fewest},${most}})`;
  });
  return `^${pieces.join("")}$`;
}

/** Not by a flag: the regular expressions of the engines and of JavaScript have no spelling of it in common. */
const inAnyCase = (word: string): string =>
  [...word].map((letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`).join("");

const dayMilliseconds = 86_400_000;

/** The Monday of an ISO week: the first is the one with 4 January in it; a 53rd there is only in long years. */
function mondayOf(year: number, week: number): string | undefined {
  const fourth = new Date(0);
  fourth.setUTCFullYear(year, 0, 4);
  const first = fourth.getTime() - ((fourth.getUTCDay() + 6) % 7) * dayMilliseconds;
  const monday = first + 7 * (week - 1) * dayMilliseconds;
  return new Date(monday + 3 * dayMilliseconds).getUTCFullYear() === year ? dateAt(monday) : undefined;
}

const isoPattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?: ?(Z|[+-]\d{2}(?::?\d{2})?))?)?$/i;

/**
 * Reads the UTC date of dates of one declared format; of times without an offset, on the clocks of `timezone`.
 * @throws InvalidDateFormat
 */
export function dateReader(
  format: string | undefined,
  timezone?: string,
): (text: string) => string | undefined {
  const inZone = timezone === undefined ? asUtc : clockReader(timezone);
  if (format === undefined) return (text) => isoDateOf(text, inZone);
  const tokens = parseDateFormat(format);
  const pattern = new RegExp(patternOf(tokens));
  const [first] = tokens;
  if (first?.kind === "epoch") {
    const milliseconds = first.unit === "seconds" ? 1000 : 1;
    return (text) => {
      const trimmed = text.trim();
      return pattern.test(trimmed) ? dateAt(Math.floor(Number(trimmed) * milliseconds)) : undefined;
    };
  }
  const parts = partsOf(tokens);
  const ofClock = showsClock(tokens) ? inZone : asUtc;
  return (text) => {
    const match = pattern.exec(text.trim());
    if (match === null) return undefined;
    const values = parts.map(
      (token, index) => [token.part, numberOf(token, match[index + 1] ?? "")] as const,
    );
    const at = (part: DatePart): number | undefined => values.find(([name]) => name === part)?.[1];
    const [year, week, quarter] = [at("year") ?? 0, at("week"), at("quarter")];
    if (week !== undefined) return mondayOf(year, week);
    const month = at("month") ?? (quarter === undefined ? 1 : 3 * quarter - 2);
    const half = at("half");
    const hour = half === undefined ? at("hour") : ((at("hour") ?? 0) % 12) + 12 * (half - 1);
    const [minute, second] = [at("minute"), at("second")];
    return dateOf({ year, month, day: at("day") ?? 1, hour, minute, second, offsetMinutes: 0 }, ofClock);
  };
}

const asUtc = (clock: number): number => clock;

/** The number that a part of a date is; the words of a part count from 1. */
function numberOf(token: FormatToken, text: string): number {
  if (token.kind !== "word") return Number(text);
  return token.words.findIndex((word) => word.toLowerCase() === text.toLowerCase()) + 1;
}

/**
 * The UTC date (`YYYY-MM-DD`) of a date or date-time in the source's format; undefined when the text does not
 * have that format or is not a calendar date. Default format: ISO 8601, in UTC unless it has an offset.
 * @throws InvalidDateFormat
 */
export function utcDateOf(text: string, format: string | undefined): string | undefined {
  return dateReader(format)(text);
}

function isoDateOf(text: string, inZone: (clock: number) => number): string | undefined {
  const match = isoPattern.exec(text.trim());
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((digits) => Number(digits ?? 0));
  const ofClock = match[4] !== undefined && match[7] === undefined ? inZone : asUtc;
  const offsetMinutes = offsetMinutesOf(match[7]);
  return dateOf({ year, month, day, hour, minute, second, offsetMinutes }, ofClock);
}

function offsetMinutesOf(offset: string | undefined): number {
  if (offset === undefined || offset.toUpperCase() === "Z") return 0;
  const digits = offset.slice(1).replace(":", "");
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0);
  return offset.startsWith("-") ? -minutes : minutes;
}

interface Moment {
  readonly year: number | undefined;
  readonly month: number | undefined;
  readonly day: number | undefined;
  readonly hour: number | undefined;
  readonly minute: number | undefined;
  readonly second: number | undefined;
  readonly offsetMinutes: number;
}

function dateOf(moment: Moment, ofClock: (clock: number) => number) {
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, offsetMinutes } = moment;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return dateAt(ofClock(date.getTime() + ((hour * 60 + minute - offsetMinutes) * 60 + second) * 1000));
}

function dateAt(milliseconds: number): string | undefined {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return undefined;
  const year = date.getUTCFullYear();
  return year >= 0 && year <= 9999 ? date.toISOString().slice(0, 10) : undefined;
}
