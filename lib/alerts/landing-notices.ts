import type { FailedLanding } from "../landing/failed-landings.ts";
import type { Message } from "../notify/notifier.ts";
import { failedLandingLine } from "../reports/failed-landing-words.ts";
import type { Services } from "../services.ts";
import type { DetectedDay } from "./detect.ts";
import { sendNoticeOnce } from "./notices.ts";

/**
 * Notifies operators of each source with a stream that does not land: once from the first failure until all of its
 * streams land.
 * @returns the number of notices sent now
 * @throws MessagesRefused
 */
export async function noticeFailedLandings(
  services: Pick<Services, "store" | "notifier" | "clock">,
  { publishedHead: { asOfDate, isLive }, config: { company } }: DetectedDay,
  failed: readonly FailedLanding[],
): Promise<number> {
  if (!isLive) return 0;
  let sent = 0;
  for (const [source, landings] of Map.groupBy(failed, (landing) => landing.source)) {
    const message = landingMessage({ company, source, landings, asOfDate });
    if ((await sendNoticeOnce(services, message.id, message)) === "sent") sent += 1;
  }
  return sent;
}

function landingMessage({
  company,
  source,
  landings,
  asOfDate,
}: {
  readonly company: string;
  readonly source: string;
  readonly landings: readonly FailedLanding[];
  readonly asOfDate: string;
}): Message {
  const [since = ""] = landings.map(({ failing_since }) => failing_since).toSorted();
  return {
    id: `landing-${source}-${since.replaceAll(/[-:.]/g, "")}`,
    kind: "operator",
    route: null,
    subject: `Bellwether: files of ${source} do not land`,
    body: [
      `${company}: files of the source ${source} cannot be read, and nothing of them is counted.`,
      "",
      ...landings.map(failedLandingLine),
      "",
      "What to do: mend or replace the file, or correct the stream in bellwether.yaml. Files that can be read have " +
        "landed; until the others do, bellwether status lists them, and no further notice is sent.",
      "",
    ].join("\n"),
    attributes: { reason: "landing", source, as_of_date: asOfDate },
  };
}
