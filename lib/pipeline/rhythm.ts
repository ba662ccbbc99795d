import { z } from "zod";
import { daysBetween } from "../dates.ts";

/** How often a stream usually delivers, learned from the dates of its deliveries. */
export const Rhythm = z.object({
  last: z.iso.date(),
  /** The number of gaps between deliveries so far. */
  gaps: z.int().min(0),
  /** Of about the last eight gaps, in days; 0 before the first. */
  mean_gap_days: z.number().min(0),
});
export type Rhythm = z.infer<typeof Rhythm>;

const gapsRemembered = 8;
const fewestGaps = 3;
const usualGaps = 3;
const fewestDays = 2;

/** The rhythm after further deliveries; earlier or equal dates change nothing. */
export function rhythmAfter(rhythm: Rhythm | undefined, dates: readonly string[]): Rhythm | undefined {
  return [...dates].toSorted().reduce((known, date) => afterDelivery(known, date), rhythm);
}

function afterDelivery(rhythm: Rhythm | undefined, date: string): Rhythm {
  if (rhythm === undefined) return { last: date, gaps: 0, mean_gap_days: 0 };
  if (date <= rhythm.last) return rhythm;
  const gaps = rhythm.gaps + 1;
  // A long silence is no rhythm: it counts as the longest gap that was still usual.
  const gap = Math.min(daysBetween(rhythm.last, date), usualSilence(rhythm) ?? Number.POSITIVE_INFINITY);
  const weight = 1 / Math.min(gaps, gapsRemembered);
  return { last: date, gaps, mean_gap_days: rhythm.mean_gap_days + weight * (gap - rhythm.mean_gap_days) };
}

/** Three usual gaps, at least two days; null before four deliveries. */
function usualSilence(rhythm: Rhythm | undefined): number | null {
  if (rhythm === undefined || rhythm.gaps < fewestGaps) return null;
  return Math.max(fewestDays, usualGaps * rhythm.mean_gap_days);
}

/** Whole days without a delivery after which a stream is late by its own rhythm, as its age is counted in whole days. */
export function expectedEvery(rhythm: Rhythm | undefined): number | null {
  const days = usualSilence(rhythm);
  return days === null ? null : Math.round(days);
}
