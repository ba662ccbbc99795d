import { z } from "zod";
import type { FailedLanding } from "../landing/failed-landings.ts";
import type { Message } from "../notify/notifier.ts";
import type { StreamCounts, StreamReader, StreamReport } from "../reports/stream-report.ts";
import { streamLines } from "../reports/stream-words.ts";
import type { Services } from "../services.ts";
import { documentBody, readDocument } from "../storage/documents.ts";
import type { DetectedDay } from "./detect.ts";
import { type NoticeOutcome, sendNoticeOnce } from "./notices.ts";
import { withoutRows } from "./without-rows.ts";

const Checked = z.object({ run_id: z.string() });

/** The run whose streams were checked last, so that a detection between two runs asks the warehouse nothing. */
const checkedKey = "state/alerts/notices/checked-streams.json";

/**
 * Notifies operators of each source with a stream that went silent or degraded: once an episode, which lasts from the
 * first day on which one of its streams is unfit to the first on which none is.
 * @param failed streams that do not land, of which a notice of its own says why they are silent
 * @returns the number of notices sent now
 * @throws MessagesRefused
 */
export async function noticeUnfitSources(
  services: Pick<Services, "store" | "notifier" | "clock"> & { readonly streams: StreamReader },
  { publishedHead: head, config }: DetectedDay,
  failed: readonly FailedLanding[] = [],
): Promise<number> {
  if (!head.isLive) return 0;
  const checked = await readDocument(services.store, checkedKey, Checked);
  if (checked?.value.run_id === head.runId) return 0;
  const { asOfDate } = head;
  const isFailed = ({ source, stream, reason }: StreamCounts) =>
    reason === "silent" && failed.some((each) => each.source === source && each.stream === stream);
  const counts = (await services.streams.counts({ asOfDate })).filter(
    (stream) => isUnfit(stream) && !isFailed(stream),
  );
  const streams = counts.length === 0 ? [] : await services.streams.withExamples({ asOfDate }, counts);
  const outcomes: NoticeOutcome[] = [];
  for (const [source, unfit] of Map.groupBy(streams, (stream) => stream.source)) {
    const shown = await Promise.all(unfit.map((stream) => withoutRows(services.store, stream)));
    const message = unfitMessage({ company: config.company, source, unfit: shown, asOfDate });
    outcomes.push(await sendNoticeOnce(services, message.id, message));
  }
  // Who claimed a notice may have been killed: the next detection looks again.
  if (!outcomes.includes("claimed by another"))
    await services.store.put(checkedKey, documentBody({ run_id: head.runId }));
  return outcomes.filter((outcome) => outcome === "sent").length;
}

/** A stream that has never had a row is not connected yet, and `status` says so. */
const isUnfit = ({ status, reason }: StreamCounts): boolean =>
  status !== "fresh" && (status !== "never_connected" || (reason !== "silent" && reason !== "empty"));

interface UnfitSource {
  readonly company: string;
  readonly source: string;
  readonly unfit: readonly StreamReport[];
  readonly asOfDate: string;
}

function unfitMessage({ company, source, unfit, asOfDate }: UnfitSource): Message {
  const since = unfit[0]?.source_unfit_since ?? asOfDate;
  const isSilent = unfit.every(({ reason }) => reason === "silent");
  return {
    id: `source-${source}-${since}`,
    kind: "operator",
    route: null,
    subject: isSilent
      ? `Bellwether: ${source} is silent since ${since}`
      : `Bellwether: data of ${source} cannot be used since ${since}`,
    body: [
      isSilent
        ? `${company}: nothing new has landed of the source ${source}.`
        : `${company}: streams of the source ${source} cannot be used.`,
      ...unfit.flatMap((stream) => streamLines(stream)),
      "",
      "Until usable rows land, its measures keep their last good values for their hold_days and have none after " +
        "that; customer success gets no alert for it.",
      "",
      isSilent
        ? "What to do: check whether its exports still arrive. See source-late in the runbook."
        : "What to do: check the export. If its format or its keys changed, correct the mapping in bellwether.yaml and " +
          `read the landed data again: bellwether land --again ${source}. See source-late in the runbook.`,
      "",
    ].join("\n"),
    attributes: { reason: "source", source, as_of_date: asOfDate },
  };
}
