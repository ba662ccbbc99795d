export const capitalised = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", timeZone: "UTC" });

/** A date within a sentence: `18 May`. @param date YYYY-MM-DD */
export const dayText = (date: string): string => day.format(new Date(`${date.slice(0, 10)}T00:00:00Z`));

/** `a`, `a and b`, `a, b and c`. */
export const listed = (words: readonly string[]): string =>
  new Intl.ListFormat("en-GB", { type: "conjunction" }).format(words);
