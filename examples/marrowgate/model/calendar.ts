import { type Day, dateOf, day } from "../../northwind-cloud/calendar.ts";

export { addMonths, type Day, dateOf, day, epochSeconds, isWeekend } from "../../northwind-cloud/calendar.ts";

/** Nine months. The first day's exports bring what the systems knew by then. */
export const firstDay = day("2025-12-31");
export const lastDay = day("2026-09-30");

/** A moment in milliseconds since 1970, UTC. */
export type Moment = number;

const dayMilliseconds = 24 * 60 * 60 * 1000;

export const momentOf = (of: Day, secondOfDay: number): Moment => of * dayMilliseconds + secondOfDay * 1000;
export const dayOf = (of: Moment): Day => Math.floor(of / dayMilliseconds);
export const secondsOf = (of: Moment): number => Math.floor(of / 1000);

/** 2026-03-01T09:12:44Z */
export const isoSeconds = (of: Moment): string => new Date(of).toISOString().replace(/\.\d{3}Z$/, "Z");

/** From the first day up to one day, each. */
export function daysUpTo(to: Day): readonly Day[] {
  return Array.from(
    { length: Math.max(0, Math.min(to, lastDay) - firstDay + 1) },
    (_, index) => firstDay + index,
  );
}

/** Weekly exports come on Wednesdays: the first and the last day are both one. */
export const isWeekly = (on: Day): boolean => (on - firstDay) % 7 === 0;

export const isMonthEnd = (on: Day): boolean => dateOf(on + 1).endsWith("-01");
