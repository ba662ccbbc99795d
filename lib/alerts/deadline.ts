import type { Config } from "../config/schema.ts";
import { addDays, dateOf, daysBetween } from "../dates.ts";
import type { Message } from "../notify/notifier.ts";
import { headOf, readChain } from "../pipeline/chain.ts";
import type { Services } from "../services.ts";
import { sendNoticeOnce } from "./notices.ts";

type Schedule = Config["schedule"];

/**
 * The newest day that is due: the day of the last run that started before the latest deadline. A run is for
 * the UTC day before its start, even where the local date is already the next day.
 *
 * A deadline inside the hour that spring skips counts as passed after that hour. A deadline inside the hour
 * that autumn repeats counts as passed after its second occurrence.
 */
export function dueDay(now: Date, { at, timezone, deadline }: Schedule): string {
  const { date, time } = clockOf(now, timezone);
  const runDate = time >= deadline ? date : addDays(date, -1);
  return addDays(dateOf(momentOf(runDate, at, timezone)), -1);
}

/** The date and time in a time zone. */
function clockOf(moment: Date, timezone: string): { readonly date: string; readonly time: string } {
  const { year, month, day, hour, minute } = Object.fromEntries(
    new Intl.DateTimeFormat("en-GB", {
      ...{ timeZone: timezone, hourCycle: "h23", year: "numeric" },
      ...{ month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" },
    })
      .formatToParts(moment)
      .map(({ type, value }) => [type, value]),
  );
  return { date: `${year}-${month}-${day}`, time: `${hour}:${minute}` };
}

/** When the clock of a time zone shows this. */
function momentOf(date: string, time: string, timezone: string): Date {
  const asUtc = Date.parse(`${date}T${time}Z`);
  const aheadAt = (moment: number): number => {
    const shown = clockOf(new Date(moment), timezone);
    return Date.parse(`${shown.date}T${shown.time}Z`) - moment;
  };
  // Asks for the UTC offset first at the approximate time and then at the result, because clocks may change
  // in between.
  return new Date(asUtc - aheadAt(asUtc - aheadAt(asUtc)));
}

/** Whole days from one date to another; 0 when the second is not later. */
export function daysBehind(published: string, due: string): number {
  return Math.max(0, daysBetween(published, due));
}

/**
 * Notifies operators, once per day, that the day was due and has not been published.
 * @returns how many days the newest published day is behind: 0 when it is in time, 1 while nothing is
 * published
 * @throws MessagesRefused
 */
export async function watchDeadline(
  services: Pick<Services, "store" | "notifier" | "clock">,
  { company, schedule }: Pick<Config, "company" | "schedule">,
): Promise<number> {
  const due = dueDay(services.clock(), schedule);
  const head = headOf(await readChain(services.store))?.as_of_date;
  if (head !== undefined && head >= due) return 0;
  await sendNoticeOnce(services, due, lateMessage({ company, due, head, schedule }));
  return head === undefined ? 1 : daysBehind(head, due);
}

interface Lateness {
  readonly company: string;
  readonly due: string;
  readonly head: string | undefined;
  readonly schedule: Schedule;
}

function lateMessage({ company, due, head, schedule: { deadline, timezone } }: Lateness): Message {
  const shown = head === undefined ? "Nothing is published yet." : `Readers see the day ${head}.`;
  return {
    id: `late-${due}`,
    kind: "operator",
    route: null,
    subject: `Bellwether: ${due} is not published`,
    body:
      `${company}: the day ${due} was due by ${deadline} (${timezone}) and is not published. ${shown} ` +
      "Accounts that have dropped since then trigger no alerts.\n\n" +
      "What to do: check why the last execution of daily-run failed or is slow, fix the cause, and start it " +
      `again: bellwether run --target aws --date ${due}. See no-published-run in the runbook.\n`,
    attributes: { reason: "late", as_of_date: due },
  };
}
