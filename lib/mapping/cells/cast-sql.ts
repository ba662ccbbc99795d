import {
  type DatePart,
  type FormatToken,
  parseDateFormat,
  partsOf,
  patternOf,
} from "../../config/date-format.ts";
import type { ColumnType } from "../../models/model.ts";
import { literal } from "../text.ts";

/** The name of each type in a reason, after "not a ". */
export const wordFor: Readonly<Record<ColumnType, string>> = {
  varchar: "text",
  bigint: "whole number",
  integer: "whole number",
  double: "number",
  "decimal(18,2)": "number",
  "decimal(28,10)": "number",
  boolean: "boolean",
  date: "date",
  "timestamp(3)": "timestamp",
};

const wholeNumber = "^[+-]?[0-9]+([.]0*)?$";
const number = "^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$";
const clock = "(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?";
const isoDate = `^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ]${clock}(?: ?(?:[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?))?)?$`;

/**
 * The value of a text (an SQL expression, trimmed and not blank), or null if it is invalid. Engines differ in
 * the texts that a cast accepts, so a pattern decides what is a number or a date, and the cast only converts.
 */
export function castOf(text: string, type: ColumnType, format?: string): string {
  switch (type) {
    case "varchar":
      return text;
    case "boolean":
      return [
        "case",
        `    when lower(${text}) in ('true', 't', 'yes', 'y', '1') then true`,
        `    when lower(${text}) in ('false', 'f', 'no', 'n', '0') then false`,
        "end",
      ].join("\n");
    case "bigint":
    case "integer":
      return matching(text, wholeNumber, `try_cast(${extract(text, "^[+-]?[0-9]+")} as ${type})`);
    case "double":
      return matching(text, number, finite(`try_cast(${text} as double)`));
    case "decimal(18,2)":
    case "decimal(28,10)":
      return decimalOf(text, type);
    case "date":
      return format === undefined ? isoDateOf(text) : formattedOf(text, "date", parseDateFormat(format));
    case "timestamp(3)":
      return format === undefined ? isoTimestampOf(text) : formattedOf(text, type, parseDateFormat(format));
  }
}

/** Like `castOf`, but also to a decimal with other digits; used for casts in expressions of the config. */
export function readText(text: string, type: string): string {
  return isColumnType(type) ? castOf(text, type) : decimalOf(text, type);
}

const isColumnType = (type: string): type is ColumnType => Object.hasOwn(wordFor, type);

const decimalOf = (text: string, type: string): string =>
  matching(text, number, `try_cast(${text} as ${type})`);

const matching = (text: string, pattern: string, value: string): string =>
  `case when regexp_like(${text}, ${literal(pattern)}) then ${value} end`;

const extract = (text: string, pattern: string, group = 0): string =>
  `regexp_extract(${text}, ${literal(pattern)}, ${group})`;

/** A text such as 1e999 is a number to the pattern and infinite to the engines. */
const finite = (value: string): string =>
  `case when abs(${value}) <= 1.7976931348623157e308 then ${value} end`;

/** A day, or the UTC day of a moment. */
function isoDateOf(text: string): string {
  return [
    "case",
    `    when regexp_like(${text}, '^[0-9]{4}-[0-9]{2}-[0-9]{2}$') then try_cast(${text} as date)`,
    `    else cast(${isoTimestampOf(text).replaceAll("\n", "\n    ")} as date)`,
    "end",
  ].join("\n");
}

/**
 * Digits past the milliseconds are cut off, not rounded: rounding could reach the next day. Nearly every text
 * is UTC, and taking one apart is the dearest step of staging, so that offsets have a branch of their own.
 */
function isoTimestampOf(text: string): string {
  const day = `substr(${text}, 1, 10)`;
  const rest = `substr(${text}, 12)`;
  const isZulu = `substr(${text}, length(${text})) in ('Z', 'z')`;
  const unzoned = `case when ${isZulu} then substr(${text}, 1, length(${text}) - 1) else ${text} end`;
  const utcTime = `replace(substr(${unzoned}, 12, 12), ',', '.')`;
  const localTime = `replace(${extract(rest, "^[0-9:]+(?:[.,][0-9]{1,3})?")}, ',', '.')`;
  const offset = `replace(${extract(rest, "[+-][0-9:]+$")}, ':', '')`;
  const hours = `try_cast(substr(${offset}, 1, 3) as bigint)`;
  const minutes = `coalesce(try_cast(substr(${offset}, 1, 1) || substr(${offset}, 4, 2) as bigint), 0)`;
  return [
    "case",
    `    when not regexp_like(${text}, ${literal(isoDate)}) then null`,
    `    when length(${text}) = 10 then cast(try_cast(${text} as date) as timestamp(3))`,
    `    when strpos(${rest}, '+') > 0 or strpos(${rest}, '-') > 0 then cast(`,
    `        try_cast(${day} || ' ' || ${localTime} as timestamp(3))`,
    `        - interval '1' minute * (60 * ${hours} + ${minutes})`,
    "        as timestamp(3))",
    `    else try_cast(${day} || ' ' || ${utcTime} as timestamp(3))`,
    "end",
  ].join("\n");
}

function formattedOf(text: string, type: "date" | "timestamp(3)", tokens: readonly FormatToken[]): string {
  const [first] = tokens;
  if (first?.kind === "epoch") return epochOf(text, type, first.unit);
  const pattern = patternOf(tokens);
  const parts = partsOf(tokens);
  const part = (name: DatePart, digits: number): string | undefined => {
    const index = parts.findIndex((each) => each.part === name);
    const token = parts[index];
    if (token === undefined) return undefined;
    const said = extract(text, pattern, index + 1);
    return token.kind === "word" ? placeOf(said, token.words, digits) : `lpad(${said}, ${digits}, '0')`;
  };
  const [year, week] = [part("year", 4) ?? "", part("week", 2)];
  if (week !== undefined) return matching(text, pattern, dayAs(mondayOf(year, week), type));
  const month = part("month", 2) ?? firstMonthOf(part("quarter", 1));
  const day = [year, month, part("day", 2) ?? "'01'"].join(" || '-' || ");
  const hour = hourOf(part("hour", 2), part("half", 1));
  if (hour === undefined) return matching(text, pattern, dayAs(`try_cast(${day} as date)`, type));
  const second = [part("second", 2) ?? "'00'", part("millisecond", 3) ?? "'000'"].join(" || '.' || ");
  const time = [hour, part("minute", 2) ?? "'00'", second].join(" || ':' || ");
  const moment = `try_cast(${day} || ' ' || ${time} as timestamp(3))`;
  const value = type === "date" ? `cast(${moment} as date)` : moment;
  // DuckDB takes 24:00 for the next day's beginning.
  return matching(text, pattern, `case when ${hour} <= '23' then ${value} end`);
}

/** The place of a word among those of a part, from 1. */
function placeOf(said: string, words: readonly string[], digits: number): string {
  const places = words.map(
    (word, index) => `when ${literal(word.toLowerCase())} then '${String(index + 1).padStart(digits, "0")}'`,
  );
  return `case lower(${said}) ${places.join(" ")} end`;
}

/** The hour from 00 to 23; of a 12-hour clock with its half of the day, 1 or 2. */
function hourOf(hour: string | undefined, half: string | undefined): string | undefined {
  if (hour === undefined || half === undefined) return hour;
  const fromMidnight = `try_cast(${hour} as bigint) % 12 + case ${half} when '2' then 12 else 0 end`;
  return `lpad(cast(${fromMidnight} as varchar), 2, '0')`;
}

const firstMonthOf = (quarter: string | undefined): string =>
  quarter === undefined
    ? "'01'"
    : `case ${quarter} when '1' then '01' when '2' then '04' when '3' then '07' when '4' then '10' end`;

/** The Monday of an ISO week: the first is the one with 4 January in it; a 53rd there is only in long years. */
function mondayOf(year: string, week: string): string {
  const first = `date_trunc('week', try_cast(${year} || '-01-04' as date))`;
  const monday = `cast(${first} + interval '7' day * (cast(${week} as bigint) - 1) as date)`;
  const thursday = `cast(${monday} + interval '3' day as date)`;
  return `case when ${week} <= '52' or year(${thursday}) = cast(${year} as bigint) then ${monday} end`;
}

const dayAs = (day: string, type: "date" | "timestamp(3)"): string =>
  type === "date" ? day : `cast(${day} as timestamp(3))`;

/** Eleven digits of seconds reach the year 5138; more are no date, and an error to the engines. */
function epochOf(text: string, type: "date" | "timestamp(3)", unit: "seconds" | "milliseconds"): string {
  const [whole, kept, scale] =
    unit === "seconds"
      ? ["^-?[0-9]{1,11}([.][0-9]+)?$", "^-?[0-9]+([.][0-9]{1,3})?", ""]
      : ["^-?[0-9]{1,14}([.][0-9]+)?$", "^-?[0-9]+", " / 1000"];
  const seconds = `try_cast(${extract(text, kept)} as double)${scale}`;
  return matching(text, whole, `cast(from_unixtime(${seconds}) at time zone 'UTC' as ${type})`);
}
