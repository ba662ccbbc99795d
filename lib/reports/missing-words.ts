import { addDays } from "../dates.ts";
import type { MissingFiles } from "../landing/missing-files.ts";
import { plural } from "../plural.ts";

const mostSpans = 5;

export function missingLine({ source, stream, dates, days_a_week, missing }: MissingFiles): string {
  const spans = spansOf(missing);
  const further = spans.slice(mostSpans).reduce((sum, span) => sum + span.length, 0);
  const shown = [
    ...spans.slice(0, mostSpans).map(spanText),
    ...(further > 0 ? [plural(further, "further day")] : []),
  ];
  const last = shown.pop();
  const none = shown.length === 0 ? last : `${shown.join(", ")} and ${last}`;
  return `${source}.${stream}: ${dates.length} ${rhythmOf(days_a_week)}, none of ${none}`;
}

function rhythmOf(daysAWeek: number): string {
  if (daysAWeek === 7) return "daily files";
  return daysAWeek === 1 ? "weekly files" : `files, usually on ${daysAWeek} days a week`;
}

const spanText = (span: readonly string[]): string =>
  span.length === 1 ? String(span[0]) : `${span[0]} to ${span.at(-1)}`;

/** Days that follow each other, together. */
function spansOf(dates: readonly string[]): readonly string[][] {
  const spans: string[][] = [];
  for (const date of dates) {
    const span = spans.at(-1);
    if (span?.at(-1) === addDays(date, -1)) span.push(date);
    else spans.push([date]);
  }
  return spans;
}
