import type { Source } from "../config/schema.ts";
import { addDays, datesBetween } from "../dates.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import { readCursor } from "./cursor.ts";
import { fileMatcher, hasDate } from "./find-files.ts";

/** A stream with a file on almost all of certain weekdays, and the dates between them of which none has come. */
export interface MissingFiles {
  readonly source: string;
  readonly stream: string;
  /** The dates of its files, in order. */
  readonly dates: readonly string[];
  /** On how many days of a week there is a file: 7 for a daily feed, 1 for a weekly one. */
  readonly days_a_week: number;
  readonly missing: readonly string[];
}

/** The gaps in the dates of all files that these streams have landed; streams without a gap are left out. */
export async function missingFiles(
  store: ObjectStore,
  sources: readonly Source[],
): Promise<readonly MissingFiles[]> {
  const found: MissingFiles[] = [];
  for (const { name: source, streams } of sources)
    for (const [stream, { path }] of Object.entries(streams).filter(([, each]) => hasDate(each.path))) {
      const { files } = (await readCursor(store, source, stream)).cursor;
      const match = fileMatcher(path);
      const gaps = gapsIn(Object.keys(files).flatMap((key) => match(key)?.date ?? []));
      if (gaps !== undefined) found.push({ source, stream, ...gaps });
    }
  return found;
}

const fewestWeeks = 4;
const usualShare = 0.75;

/** The dates without a file on weekdays that usually have one; undefined without a rhythm or a gap. */
export function gapsIn(
  all: readonly string[],
): Pick<MissingFiles, "dates" | "days_a_week" | "missing"> | undefined {
  const dates = [...new Set(all)].toSorted();
  const [first, last] = [dates[0], dates.at(-1)];
  if (first === undefined || last === undefined || last < addDays(first, 7 * fewestWeeks - 1))
    return undefined;
  const there = new Set(dates);
  const weekdays = Map.groupBy(datesBetween(first, last, 1), weekdayOf);
  const usual = [...weekdays.values()].filter(
    (ofWeekday) => ofWeekday.filter((date) => there.has(date)).length >= usualShare * ofWeekday.length,
  );
  const missing = usual.flat().filter((date) => !there.has(date));
  return missing.length === 0 ? undefined : { dates, days_a_week: usual.length, missing: missing.toSorted() };
}

const weekdayOf = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay();

/**
 * Those of the gaps that new files have opened: they lie after the newest file that was there before.
 * @param isNew whether the files of a date are new
 */
export function newGaps(
  { dates, missing, ...stream }: MissingFiles,
  isNew: (date: string) => boolean,
): MissingFiles | undefined {
  const before = dates.findLast((date) => !isNew(date));
  const opened = missing.filter((date) => before === undefined || date > before);
  return opened.length === 0 ? undefined : { ...stream, dates, missing: opened };
}

/** The gaps of these days. */
export const gapsWithin = (
  all: readonly MissingFiles[],
  { from, to }: { readonly from: string; readonly to: string },
): readonly MissingFiles[] =>
  all
    .map((gaps) => ({ ...gaps, missing: gaps.missing.filter((date) => from <= date && date <= to) }))
    .filter(({ missing }) => missing.length > 0);
