import type { DateGuess } from "./date-guess.ts";
import { sqlPath } from "./sql-path.ts";

/** One date in two forms: two digits for the day and the month in most rows, ISO 8601 in the others. */
export interface MixedDates {
  /** For a field. A cast that fails is a bad cell, so that the form decides before it is read. */
  readonly sql: string;
  /** For `backdate`, which landing evaluates by itself: it knows no CASE, and takes the first cast that succeeds. */
  readonly landing: string;
}

/** A text of two digits for the day and the month as ISO 8601; undefined for another format. */
export function isoOf(column: string, format: string): string | undefined {
  if (!/^(?:DD([/.-])MM|MM([/.-])DD)[/.-]YYYY$/.test(format)) return undefined;
  const part = (name: string, length: number): string =>
    `substr(${column}, ${format.indexOf(name) + 1}, ${length})`;
  return `${part("YYYY", 4)} || '-' || ${part("MM", 2)} || '-' || ${part("DD", 2)}`;
}

/** The expressions for a column with dates in both forms; undefined when one format is enough, or does not fit. */
export function mixedDates(path: string, { format = "", alsoIso }: DateGuess): MixedDates | undefined {
  const column = sqlPath(path);
  const iso = alsoIso === 0 ? undefined : isoOf(column, format);
  if (iso === undefined) return undefined;
  return {
    sql: `case when substr(${column}, 5, 1) = '-' then ${column} else ${iso} end`,
    landing: `coalesce(try_cast(${iso} as date), try_cast(${column} as date))`,
  };
}
