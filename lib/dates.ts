const dayMilliseconds = 24 * 60 * 60 * 1000;

/** The UTC date of a moment, `YYYY-MM-DD`. */
export function dateOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

export function addDays(date: string, days: number): string {
  return dateOf(new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMilliseconds));
}

/** The days from one date to a later one. */
export const daysBetween = (from: string, to: string): number =>
  (Date.parse(to) - Date.parse(from)) / dayMilliseconds;

export function isDate(text: string): boolean {
  const isShaped = /^\d{4}-\d{2}-\d{2}$/.test(text);
  return isShaped && !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && addDays(text, 0) === text;
}

/** `from`, then every so many days, and `to` itself. */
export function datesBetween(from: string, to: string, everyDays: number): string[] {
  const dates: string[] = [];
  for (let date = from; date < to; date = addDays(date, everyDays)) dates.push(date);
  return [...dates, to];
}
