import { parseDateFormat, showsClock } from "../../config/date-format.ts";
import { firstCertainClock, lastCertainClock, timeZoneName } from "../../config/time-zone.ts";
import { literal } from "../text.ts";

const isoClock = "^[0-9-]{10}[Tt ][0-9:.,]+$";

/**
 * Whether a text (an SQL expression) of a date format is a time without an offset, which a clock shows; undefined
 * when the format has no such times.
 */
export function isClockSql(text: string, format: string | undefined): string | undefined {
  if (format === undefined) return `regexp_like(${text}, ${literal(isoClock)})`;
  return showsClock(parseDateFormat(format)) ? `${text} is not null` : undefined;
}

/**
 * The instant (`timestamp(3)`, UTC) of a time on the clocks of a zone (a column). The engines disagree about times
 * that clocks skip or show twice, and agree about the clocks at an instant. So two instants are tried, by the
 * offsets of a day before and a day after; `lib/config/time-zone.ts` has the rule.
 */
export function instantSql(clock: string, timezone: string): string {
  const zone = literal(timeZoneName(timezone) ?? timezone);
  const clockAt = (instant: string) =>
    `cast(with_timezone(${instant}, 'UTC') at time zone ${zone} as timestamp(3))`;
  const byOffsetAt = (instant: string) =>
    `cast(${clock} + (${instant} - ${clockAt(instant)}) as timestamp(3))`;
  const earlier = byOffsetAt(`(${clock} - interval '1' day)`);
  const later = byOffsetAt(`(${clock} + interval '1' day)`);
  const isCertain = `${clock} between timestamp '${firstCertainClock}' and timestamp '${lastCertainClock}'`;
  return [
    "case",
    `    when not ${isCertain} then ${clock}`,
    `    when ${clockAt(later)} = ${clock}`,
    `        and ${clockAt(earlier)} <> ${clock}`,
    `        then ${later}`,
    `    else ${earlier}`,
    "end",
  ].join("\n");
}
