export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof weekdays)[number];

/** The days of `mon-fri`, `mon,wed` or `fri-mon,wed`, in week order; undefined for any other text. */
export function parseWeekdays(text: string): readonly Weekday[] | undefined {
  const days = new Set<number>();
  for (const part of text.toLowerCase().split(",")) {
    const [from, to = from, ...rest] = part
      .trim()
      .split("-")
      .map((day) => (weekdays as readonly string[]).indexOf(day.trim()));
    if (from === undefined || to === undefined || from < 0 || to < 0 || rest.length > 0) return undefined;
    for (let day = from; ; day = (day + 1) % weekdays.length) {
      days.add(day);
      if (day === to) break;
    }
  }
  return weekdays.filter((_, index) => days.has(index));
}
