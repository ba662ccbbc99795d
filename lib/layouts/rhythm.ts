import { daysBetween } from "../dates.ts";
import type { DraftSetting, DraftStream } from "./draft-types.ts";

/** The time after which a source counts as silent, where the dates of its files show a rhythm that all streams share. */
export function expectEvery(streams: readonly DraftStream[]): DraftSetting | undefined {
  const gaps = streams.map(({ settings, sample }) =>
    String(settings.path?.value).includes("{date}") ? usualGap(sample.group.dates) : undefined,
  );
  const [gap] = gaps;
  if (gap === undefined || gaps.some((each) => each !== gap)) return undefined;
  return {
    value: `${gap + 1}d`,
    evidence: `a file every ${gap === 1 ? "day" : `${gap} days`}; without one for longer, its measures become stale`,
  };
}

/** The median of the days between files. */
function usualGap(dates: readonly string[]): number | undefined {
  const gaps = dates.slice(1).map((date, index) => daysBetween(dates[index] ?? date, date));
  return gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)];
}
