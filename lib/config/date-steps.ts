const dayMilliseconds = 86_400_000;

export type TruncatedTo = "week" | "month" | "quarter" | "year";

type Step = (date: string) => string | undefined;

/** So many days, months or years on; a month without that day ends the step at its last. */
export function shifted(count: number, unit: "day" | "month" | "year"): Step {
  if (unit === "day") return (date) => dateAt(Date.parse(date) + count * dayMilliseconds);
  const months = unit === "year" ? 12 * count : count;
  return (date) => {
    const [year, month, day] = partsOf(date);
    const first = utc(year, month - 1 + months, 1);
    const last = utc(year, month + months, 0);
    return dateAt(Math.min(first + (day - 1) * dayMilliseconds, last));
  };
}

/** The first day of the week (its Monday), month, quarter or year. */
export function truncated(to: TruncatedTo): Step {
  return (date) => {
    const [year, month, day] = partsOf(date);
    switch (to) {
      case "week": {
        const weekday = (new Date(utc(year, month - 1, day)).getUTCDay() + 6) % 7;
        return dateAt(utc(year, month - 1, day - weekday));
      }
      case "month":
        return dateAt(utc(year, month - 1, 1));
      case "quarter":
        return dateAt(utc(year, month - 1 - ((month - 1) % 3), 1));
      case "year":
        return dateAt(utc(year, 0, 1));
    }
  };
}

export const dayOfMonthEnd: Step = (date) => {
  const [year, month] = partsOf(date);
  return dateAt(utc(year, month, 0));
};

function partsOf(date: string): readonly [number, number, number] {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  return [year, month, day];
}

/** A year below 100 is that year, as `Date.UTC` would not have it. */
function utc(year: number, monthIndex: number, day: number): number {
  const date = new Date(0);
  return date.setUTCFullYear(year, monthIndex, day);
}

function dateAt(milliseconds: number): string | undefined {
  const date = new Date(milliseconds);
  const year = date.getUTCFullYear();
  return year >= 0 && year <= 9999 ? date.toISOString().slice(0, 10) : undefined;
}
