import type { AccountChange } from "../reports/account-changes.ts";
import { isUnknownName } from "../warehouse/warehouse.ts";
import {
  type OpenAlert,
  type PublishedDay,
  type Reasons,
  readChanges,
  readTopDrivers,
} from "./read-published.ts";

const mostChanges = 3;

/** A change of fewer points since the episode's own day is told over a week instead: the account slid. */
const leastPoints = 2;
const slideDays = 7;

export const noReasons: Reasons = { changed_since: null, changes: [], top_drivers: [] };

/** What changed the score of an alert's account, and what holds it down, in words. */
export async function reasonsReader(day: PublishedDay): Promise<(alert: OpenAlert) => Reasons> {
  const [changes, drivers] = await Promise.all([
    known(readChanges(day), new Map<string, readonly AccountChange[]>()),
    known(readTopDrivers(day), new Map<string, readonly string[]>()),
  ]);
  return (open) => {
    const { account_id } = open.alert;
    const { told, slide } = toldChange(changes.get(account_id) ?? [], open.fromDate);
    return {
      changed_since: told?.from_date ?? null,
      changes: told === undefined ? [] : [...slide, ...sentencesOf(told)].slice(0, mostChanges),
      top_drivers: [...(drivers.get(account_id) ?? [])],
    };
  };
}

/** A day that an older version built lacks tables of reasons: its alerts are sent without them. */
const known = <T>(reading: Promise<T>, nothing: T): Promise<T> =>
  reading.catch((error: unknown) => {
    if (isUnknownName(error)) return nothing;
    throw error;
  });

interface ToldChange {
  readonly told: AccountChange | undefined;
  /** How it slid over the edge since its own day, before the reasons of the week. */
  readonly slide: readonly string[];
}

function toldChange(changes: readonly AccountChange[], fromDate: string | null): ToldChange {
  const own = changes.find(({ from_date }) => from_date === fromDate);
  const week = changes.find(({ horizon_days }) => horizon_days === slideDays);
  if (own === undefined) return { told: week, slide: [] };
  if (week === undefined || pointsOf(own) >= leastPoints) return { told: own, slide: [] };
  const isOwnEdge = own.lead !== null && own.band_from !== own.band_to && own.lead !== week.lead;
  return { told: week, slide: isOwnEdge ? [own.lead] : [] };
}

const pointsOf = ({ score_from, score_to }: AccountChange): number =>
  score_from === null || score_to === null ? Number.POSITIVE_INFINITY : Math.abs(score_to - score_from);

const sentencesOf = ({ lead, reasons }: AccountChange): string[] => [
  ...(lead === null ? [] : [lead]),
  ...reasons,
];
