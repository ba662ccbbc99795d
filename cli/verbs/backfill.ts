import type { Command } from "commander";
import { datesBetween } from "../../lib/dates.ts";
import { gapsWithin, missingFiles } from "../../lib/landing/missing-files.ts";
import { backfill } from "../../lib/pipeline/history.ts";
import { thinnedDays } from "../../lib/pipeline/retained.ts";
import { DirectSteps } from "../../lib/pipeline/steps.ts";
import { missingLine } from "../../lib/reports/missing-words.ts";
import { streamReader } from "../../lib/reports/stream-report.ts";
import { historyReport, historyReportLines } from "../day-report.ts";
import { openProjectOf, outputOf } from "../open.ts";
import { targetFlags } from "../options.ts";
import { backfilledLine, thinnedLines } from "../outcomes.ts";
import type { Output } from "../output.ts";
import { stageHistoryReport } from "../stage-report.ts";
import { buildHistoryOnStage, isForStage } from "../stage-run.ts";
import type { BackfillOptions } from "../usage/days.ts";

export async function backfillDays(options: BackfillOptions, command: Command): Promise<void> {
  const { from, to, every: everyDays } = options;
  using output = outputOf(command);
  if (!isForStage(command)) return backfillHere(options, command, output);
  const built = await buildHistoryOnStage(command, { backfill: { from, to, everyDays } });
  if (built === undefined) return;
  if (!output.isJson) output.line(backfilledLine(built));
  const report = await stageHistoryReport(command, built);
  if (output.isJson) return output.json({ ...built, ...report });
  for (const line of historyReportLines(report, built)) output.say(line);
  output.say(`Next: bellwether status${targetFlags(command)}`);
}

async function backfillHere(
  { from, to, every, compiled }: BackfillOptions,
  command: Command,
  output: Output,
): Promise<void> {
  using opened = await openProjectOf(command, { compiled });
  const { services, project } = opened;
  const { retention } = project.config;
  const dates = datesBetween(from, to, every);
  const thinned = thinnedDays(dates, retention);
  if (!output.isJson) for (const line of thinnedLines(dates, thinned, retention)) output.line(line);
  const steps = new DirectSteps(output.progress);
  const built = await backfill(steps, services, { project, from, to, everyDays: every });
  const streams = streamReader({ ...services, queries: project.queries });
  const gaps = gapsWithin(await missingFiles(services.store, project.config.sources), { from, to });
  const report = await historyReport({ ...services, streams, sources: project.config.sources }, built);
  output.progress.done();
  if (output.isJson) return output.json({ ...built, thinned, gaps, ...report });
  output.line(backfilledLine(built));
  for (const gap of gaps) output.say(missingLine(gap));
  for (const line of historyReportLines(report, built)) output.say(line);
  output.say("Next: bellwether status");
}
