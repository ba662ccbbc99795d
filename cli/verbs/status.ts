import type { Command } from "commander";
import { plural } from "../../lib/plural.ts";
import { warningLine } from "../../lib/reports/audit-warnings.ts";
import { emptyFieldLines } from "../../lib/reports/field-counts.ts";
import { type PipelineStatus, pipelineStatus } from "../../lib/reports/status.ts";
import { streamsLines } from "../../lib/reports/stream-words.ts";
import { unreadLines } from "../../lib/reports/unread-words.ts";
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
  const { head, days, waiting, retracted, readings, warnings, streams, unread, empty } = status;
  const { freshness, quality, identity } = status;
  if (head === null) output.line("Nothing is published yet.");
  else {
    output.line(`Published up to ${head.as_of_date} (${plural(days, "day")}; run ${head.run_id}).`);
    output.line(tablesLine(opened.tables));
  }
  output.line(waiting.batches === 0 ? "All landed data has been read." : waitingLine(waiting));
  if (retracted !== null) output.say(retractedLine(retracted, target));
  for (const line of readingLines(readings, target)) output.say(line);
  for (const warning of warnings) output.say(warningLine(warning));
  if (streams.length > 0) for (const line of streamsLines(streams)) output.say(line);
  if (freshness.length > 0) output.line(`\nSources\n${formatTable(freshness)}`);
  if (quality.length > 0) output.line(`\nRecords of the latest run\n${formatTable(quality)}`);
  if (identity.length > 0) output.line(`\nAccount keys\n${formatTable(identity)}`);
  const lines = [...unreadLines(unread), ...emptyFieldLines(empty)];
  if (lines.length > 0) output.say(`\n${lines.join("\n")}`);
  output.say(`Next: ${nextVerb({ isPublished: head !== null, batches: waiting.batches })}${target}`);
}

const waitingLine = ({ batches, records }: PipelineStatus["waiting"]): string =>
  `${plural(batches, "batch", "batches")} with ${plural(records, "record")} ${batches === 1 ? "waits" : "wait"} for the next run.`;

function nextVerb({
  isPublished,
  batches,
}: {
  readonly isPublished: boolean;
  readonly batches: number;
}): string {
  if (batches > 0) return "bellwether run";
  return isPublished ? "bellwether alerts" : "bellwether land";
}
