import type { Message } from "../notify/notifier.ts";
import { headOf, readChain } from "../pipeline/chain.ts";
import { type FailedDay, recordFailure } from "../pipeline/failed-days.ts";
import type { Services } from "../services.ts";
import { type NoticeOutcome, sendNoticeOnce } from "./notices.ts";

/** Errors after which the day is not the worse: another run is at work, or the day asked for is not the next one. */
const harmless: ReadonlySet<string> = new Set(["LeaseTaken", "LeaseLost", "DateBehindHead"]);

/**
 * Remembers that a day's run failed and notifies operators, once from the first failure until a day is published.
 * On AWS an alarm does so: run-failed in the runbook.
 * @returns undefined when the error is no failure of the day
 * @throws MessagesRefused
 */
export async function reportFailedDay(
  services: Pick<Services, "store" | "notifier" | "clock">,
  {
    asOfDate,
    error,
    begunAt,
  }: { readonly asOfDate: string; readonly error: unknown; readonly begunAt: Date },
): Promise<NoticeOutcome | undefined> {
  if (error instanceof Error && harmless.has(error.name)) return undefined;
  const head = headOf(await readChain(services.store));
  // Something failed after the day was published.
  if (head?.as_of_date === asOfDate && Date.parse(head.published_at) >= begunAt.getTime()) return undefined;
  const failure = await recordFailure(services.store, { asOfDate, error, now: services.clock() });
  const message = failedMessage(failure, head?.as_of_date);
  return sendNoticeOnce(services, message.id, message);
}

function failedMessage(
  { as_of_date, failed_at, failing_since, error, reason }: FailedDay,
  head: string | undefined,
): Message {
  const shown = head === undefined ? "Nothing is published yet." : `Readers see the day ${head}.`;
  return {
    id: `failed-since-${failing_since.replace(/[-:.]/g, "")}`,
    kind: "operator",
    route: null,
    subject: `Bellwether: the run of ${as_of_date} failed`,
    body:
      `The run of ${as_of_date} failed at ${failed_at}, and the day is not published. ${shown} ` +
      `Accounts that have dropped since then trigger no alerts.\n\n${error}: ${reason}\n\n` +
      `What to do: fix the cause, and run the day again: bellwether run --date ${as_of_date}. ` +
      "Until a day is published, bellwether status lists the runs that fail, and no further notice is sent.\n",
    attributes: { reason: "failed", as_of_date },
  };
}
