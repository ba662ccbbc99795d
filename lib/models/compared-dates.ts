import { addDays } from "../dates.ts";

/** Stands for "no such day": a date before any fact, so that a model that reads that day reads nothing. */
export const noDate = "0001-01-01";

/** How many days ago the day may be with which a model compares, newest and oldest. */
const ages = {
  change_1d_from: [1, 2],
  change_7d_from: [7, 14],
  change_30d_from: [30, 60],
  movement_7d_from: [7, 13],
  movement_30d_from: [30, 36],
  movement_90d_from: [90, 96],
} as const;

/** The earlier days of its chain that a run reads, by the placeholder for their date in SQL. */
export type ComparedDate = "previous_date" | keyof typeof ages | "year_from";

export const comparedDateNames: readonly ComparedDate[] = [
  "previous_date",
  ...(Object.keys(ages) as (keyof typeof ages)[]),
  "year_from",
];

/**
 * The date of each compared day, `YYYY-MM-DD`; {@link noDate} where the chain has none.
 * - `previous_date`: the latest day before
 * - `change_<n>d_from`: the latest day n to 2n days earlier
 * - `movement_<n>d_from`: the latest day n to n + 6 days earlier, so that a weekly chain has one
 * - `year_from`: the latest day of the first of the 12 months that end with the last whole month
 * @param past the days of the chain before, oldest first
 */
export function comparedDates(asOfDate: string, past: readonly string[]): Record<ComparedDate, string> {
  const newestBetween = (oldest: string, newest: string): string =>
    past.findLast((date) => date >= oldest && date <= newest) ?? noDate;
  const byAge = Object.fromEntries(
    Object.entries(ages).map(([name, [newest, oldest]]) => [
      name,
      newestBetween(addDays(asOfDate, -oldest), addDays(asOfDate, -newest)),
    ]),
  ) as Record<keyof typeof ages, string>;
  // A month that ends today is whole.
  const [year = 0, month = 0] = addDays(asOfDate, 1).split("-").map(Number);
  const firstMonth = `${String(year - 1).padStart(4, "0")}-${String(month).padStart(2, "0")}`;
  return {
    previous_date: past.at(-1) ?? noDate,
    ...byAge,
    year_from: newestBetween(`${firstMonth}-01`, `${firstMonth}-31`),
  };
}
