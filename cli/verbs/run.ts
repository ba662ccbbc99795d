import type { Command } from "commander";
import { reportFailedDay } from "../../lib/alerts/failed-days.ts";
import { runAndDetect } from "../../lib/alerts/run-and-detect.ts";
import { DayResult } from "../../lib/aws/run-results.ts";
import { dateOf } from "../../lib/dates.ts";
import { changedReadings } from "../../lib/landing/reading.ts";
import { openState } from "../../lib/local/open-project.ts";
import { repeatDays } from "../../lib/pipeline/history.ts";
import { stagedLoads } from "../../lib/pipeline/staged-loads.ts";
import { DirectSteps } from "../../lib/pipeline/steps.ts";
import { streamReader } from "../../lib/reports/stream-report.ts";
import { dayReport, dayReportLines, historyReport, historyReportLines } from "../day-report.ts";
import { commandAfterRun } from "../next-step.ts";
import { openProjectOf, outputOf } from "../open.ts";
import { projectDirectoryOf, targetFlags } from "../options.ts";
import { dayLines, landedLines, readingLines, repeatedLine, tablesLine } from "../outcomes.ts";
import { stageDayReport, stageHistoryReport } from "../stage-report.ts";
import { buildHistoryOnStage, isForStage, runOnStage } from "../stage-run.ts";
import type { RunOptions } from "../usage/days.ts";

export async function run(options: RunOptions, command: Command): Promise<void> {
  if (isForStage(command)) await runOnAws(options, command);
  else if (options.again) await runHere(options, command);
  else await reportingFailure(options, command);
}

/** A folder without a project has no days, and one that cannot be written keeps no record of them. */
const placeless: ReadonlySet<string> = new Set(["NoProject", "FolderNotWritable"]);

/** Operators hear of a day that failed, and `status` shows it, whatever the cause: the config may be at fault. */
async function reportingFailure(options: RunOptions, command: Command): Promise<void> {
  const begunAt = new Date();
  try {
    await runHere(options, command);
  } catch (error) {
    if (error instanceof Error && placeless.has(error.name)) throw error;
    const state = await openState(projectDirectoryOf(command));
    await reportFailedDay(state, { asOfDate: options.date ?? dateOf(begunAt), error, begunAt });
    throw error;
  }
}

async function runHere({ date, again, config, compiled }: RunOptions, command: Command): Promise<void> {
  using output = outputOf(command);
  using opened = await openProjectOf(command, { compiled });
  const { services, project } = opened;
  const { sources } = project.config;
  const asOfDate = date ?? dateOf(services.clock());
  const steps = new DirectSteps(output.progress);
  const streams = streamReader({ ...services, queries: project.queries });
  if (again) {
    const current = config === "current" ? { project } : {};
    const repeated = await repeatDays(steps, services, { from: asOfDate, ...current });
    const report = await historyReport({ ...services, streams, sources }, repeated);
    output.progress.done();
    if (output.isJson) return output.json({ ...repeated, ...report });
    output.line(repeatedLine(repeated, config));
    for (const line of historyReportLines(report, repeated)) output.say(line);
    return output.say("Next: bellwether status");
  }
  const outcome = await runAndDetect(steps, services, { project, asOfDate, streams });
  const readings = await changedReadings(services.store, sources, await stagedLoads(services.store));
  const report = await dayReport({ ...services, streams, sources }, { asOfDate });
  output.progress.done();
  if (output.isJson) return output.json({ ...outcome, readings, ...report });
  const told = dayReportLines(report);
  for (const line of [...dayLines(outcome), ...told, ...readingLines(readings)]) output.say(line);
  output.line(tablesLine(opened.duckDbFile));
  output.say(`Next: ${await commandAfterRun(services, asOfDate)}`);
}

async function runOnAws({ date, again, config }: RunOptions, command: Command): Promise<void> {
  using output = outputOf(command);
  const asOfDate = date ?? dateOf(new Date());
  if (again) {
    const repeated = await buildHistoryOnStage(command, { again: { from: asOfDate, config } });
    if (repeated === undefined) return;
    // What is published is said even if its tables cannot be read.
    if (!output.isJson) output.line(repeatedLine(repeated, config));
    const report = await stageHistoryReport(command, repeated);
    if (output.isJson) return output.json({ ...repeated, ...report });
    for (const line of historyReportLines(report, repeated)) output.say(line);
    return output.say(`Next: bellwether status${targetFlags(command)}`);
  }
  const outcome = await runOnStage(command, { asOfDate }, DayResult);
  if (outcome === undefined) return;
  if (!output.isJson)
    for (const line of [...landedLines(outcome.landed), ...dayLines(outcome)]) output.line(line);
  const report = await stageDayReport(command, { asOfDate });
  if (output.isJson) return output.json({ ...outcome, ...report });
  for (const line of dayReportLines(report)) output.say(line);
  output.say(`Next: bellwether status${targetFlags(command)}`);
}
