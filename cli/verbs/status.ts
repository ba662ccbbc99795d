import type { Command } from "commander";
import { pipelineStatus } from "../../lib/pipeline/status.ts";
import { streamsLines } from "../../lib/pipeline/stream-words.ts";
import { openPublishedOf, outputOf, targetOf, withTarget } from "../options.ts";
import { readingLines, retractedLine, tablesLine, unreadLines } from "../outcomes.ts";
import { formatTable } from "../table.ts";

export function addStatus(program: Command): void {
  withTarget(program.command("status"))
    .description("show the published days, waiting loads, and the freshness of each source")
    .action(async (_options: object, command: Command) => {
      const output = outputOf(command);
      using opened = await openPublishedOf(command);
      const status = await pipelineStatus(opened.services, opened.sources);
      if (output.isJson) return output.json(status);
      const { head, days, waiting, retracted, readings, streams, freshness, quality, identity, unread } =
        status;
      if (head === null) output.line("Nothing is published yet.");
      else {
        output.line(`Published up to ${head.as_of_date} (${days} days; run ${head.run_id}).`);
        output.line(tablesLine(opened.tables));
      }
      output.line(
        waiting.batches === 0
          ? "All landed data has been read."
          : `${waiting.batches} batches with ${waiting.records} records wait for the next run.`,
      );
      if (retracted !== null) output.line(retractedLine(retracted, targetOf(command).target));
      for (const line of readingLines(readings, targetOf(command).target)) output.line(line);
      if (streams.length > 0) for (const line of streamsLines(streams)) output.line(line);
      if (freshness.length > 0) output.line(`\nSources\n${formatTable(freshness)}`);
      if (quality.length > 0) output.line(`\nRecords of the latest run\n${formatTable(quality)}`);
      if (identity.length > 0) output.line(`\nAccount keys\n${formatTable(identity)}`);
      const lines = unreadLines(unread);
      if (lines.length > 0) output.line(`\n${lines.join("\n")}`);
    });
}
