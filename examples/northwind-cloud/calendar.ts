/** A day, counted from 1970-01-01: days are added and compared often here. */
export type Day = number;

const dayMilliseconds = 24 * 60 * 60 * 1000;

export const day = (date: string): Day => Date.parse(`${date}T00:00:00Z`) / dayMilliseconds;
export const dateOf = (of: Day): string => new Date(of * dayMilliseconds).toISOString().slice(0, 10);

/** As the CRM writes it: 31.12.2026. */
export const europeanDate = (of: Day): string => dateOf(of).split("-").reverse().join(".");
export const epochSeconds = (of: Day): number => of * 24 * 60 * 60;

export function isWeekend(of: Day): boolean {
  const weekday = new Date(of * dayMilliseconds).getUTCDay();
  return weekday === 0 || weekday === 6;
}

/** The same day of the month, some months on; the month's last where it has no such day. */
export function addMonths(to: Day, months: number): Day {
  const from = new Date(to * dayMilliseconds);
  const first = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return first.getTime() / dayMilliseconds + Math.min(from.getUTCDate(), last) - 1;
}

/** The 150 days of the demo. */
export const firstDay = day("2026-02-01");
export const lastDay = day("2026-06-30");
/** The exports came once a week, on Sundays, until this day; in the last five weeks they came each night. */
const lastWeekly = day("2026-05-24");
export const firstDaily = day("2026-05-27");
/** From here on the demo's days run live, and find what they alert. */
export const firstLive = day("2026-06-17");

/** What one export brings: the days since the one before it, or at first all that the systems know. */
export interface Period {
  readonly since: Day;
  readonly on: Day;
  readonly isFirst: boolean;
}

export const covers = ({ since, on }: Period, of: Day): boolean => of >= since && of <= on;

/** How far back the first exports reach. */
const historyDays = 190;

/** The days on which the systems export, in order; those of a part of the demo bring their history as well. */
export function periods(from: Day = firstDay, to: Day = lastDay): readonly Period[] {
  const weekly = Array.from({ length: (lastWeekly - firstDay) / 7 + 1 }, (_, week) => firstDay + 7 * week);
  const daily = Array.from({ length: lastDay - firstDaily + 1 }, (_, index) => firstDaily + index);
  const days = [...weekly, ...daily].filter((on) => on >= from && on <= to);
  return days.map((on, index) => {
    const previous = days[index - 1];
    return { on, since: previous === undefined ? on - historyDays : previous + 1, isFirst: index === 0 };
  });
}

/** The nights by how their days are built: weekly, nightly, and as in production, which at least the last two are. */
export function waysToBuild(
  nights: readonly Period[],
): Readonly<Record<"weekly" | "nightly" | "live", readonly Period[]>> {
  const liveSince = Math.min(firstLive, nights.at(-2)?.on ?? firstLive);
  const [before, live] = [
    nights.filter(({ on }) => on < liveSince),
    nights.filter(({ on }) => on >= liveSince),
  ];
  return {
    weekly: before.filter(({ on }) => on <= lastWeekly),
    nightly: before.filter(({ on }) => on > lastWeekly),
    live,
  };
}
