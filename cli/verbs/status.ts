import type { Command } from "commander";
import type { FailedDay } from "../../lib/pipeline/failed-days.ts";
import { plural } from "../../lib/plural.ts";
import { warningLine } from "../../lib/reports/audit-warnings.ts";
import { failedLandingLine } from "../../lib/reports/failed-landing-words.ts";
import { emptyFieldLines } from "../../lib/reports/field-counts.ts";
import { missingLine } from "../../lib/reports/missing-words.ts";
import { type PipelineStatus, pipelineStatus } from "../../lib/reports/status.ts";
import { streamsLines } from "../../lib/reports/stream-words.ts";
import { untoldLines } from "../../lib/reports/told-parts.ts";
import { unreadLines } from "../../lib/reports/unread-words.ts";
import type { UnfinishedWork } from "../../lib/storage/lease.ts";
import { openPublishedOf, outputOf } from "../open.ts";
import { targetFlags } from "../options.ts";
import { readingLines, retractedLine, tablesLine } from "../outcomes.ts";
import { formatTable } from "../table.ts";

export async function status(command: Command): Promise<void> {
  using output = outputOf(command);
  const target = targetFlags(command);
  using opened = await openPublishedOf(command);
  const status = await pipelineStatus(opened.services, opened.sources);
  if (output.isJson) return output.json(status);
  const { head, days, waiting, retracted, readings, gaps, warnings, streams, unread, empty, failed } = status;
  const { freshness, quality, identity } = status;
  if (head === null) output.line("Nothing is published yet.");
  else {
    output.line(`Published up to ${head.as_of_date} (${plural(days, "day")}; run ${head.run_id}).`);
    output.line(tablesLine(opened.tables));
  }
  for (const day of failed) output.say(failedLine(day, target));
  for (const landing of status.refused) output.say(failedLandingLine(landing));
  if (status.unfinished !== null) output.line(unfinishedLine(status.unfinished));
  output.line(waiting.batches === 0 ? "All landed data has been read." : waitingLine(waiting));
  if (retracted !== null) output.say(retractedLine(retracted, target));
  for (const line of readingLines(readings, target)) output.say(line);
  for (const gap of gaps) output.say(missingLine(gap));
  for (const warning of warnings) output.say(warningLine(warning));
  if (streams.length > 0) for (const line of streamsLines(streams)) output.say(line);
  if (freshness.length > 0) output.line(`\nSources\n${formatTable(freshness)}`);
  if (quality.length > 0) output.line(`\nRecords of the latest run\n${formatTable(quality)}`);
  if (identity.length > 0) output.line(`\nAccount keys\n${formatTable(identity)}`);
  const lines = [...unreadLines(unread), ...emptyFieldLines(empty), ...untoldLines(status.untold)];
  if (lines.length > 0) output.say(`\n${lines.join("\n")}`);
  output.say(`Next: ${nextVerb(status)}${target}`);
}

/** A day that failed, in the words of its error, and how to run it again. */
const failedLine = ({ as_of_date, failed_at, reason }: FailedDay, target: string): string =>
  `${as_of_date} failed at ${failed_at}: ${reason}\nTo run it again: ${runOf(as_of_date)}${target}`;

/** A run that was killed resumes with its unfinished stages. */
const unfinishedLine = ({ purpose, state }: UnfinishedWork): string =>
  state === "in progress"
    ? `In progress: ${purpose}.`
    : `Begun and not finished: ${purpose}. It was stopped before its end; the same command resumes it.`;

const waitingLine = ({ batches, records }: PipelineStatus["waiting"]): string =>
  `${plural(batches, "batch", "batches")} with ${plural(records, "record")} ${batches === 1 ? "waits" : "wait"} for the next run.`;

const runOf = (asOfDate: string): string => `bellwether run --date ${asOfDate}`;

function nextVerb({ head, waiting, failed }: PipelineStatus): string {
  const last = failed.at(-1);
  if (last !== undefined) return runOf(last.as_of_date);
  if (waiting.batches > 0) return "bellwether run";
  return head === null ? "bellwether land" : "bellwether alerts";
}
