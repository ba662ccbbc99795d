import { type Command, Option } from "commander";
import { runAndDetect } from "../../lib/alerts/run-and-detect.ts";
import { DayResult } from "../../lib/aws/run-results.ts";
import { dateOf } from "../../lib/dates.ts";
import { changedReadings } from "../../lib/landing/reading.ts";
import { repeatDays } from "../../lib/pipeline/history.ts";
import { stagedLoads } from "../../lib/pipeline/staged-loads.ts";
import { DirectSteps } from "../../lib/pipeline/steps.ts";
import { streamReports } from "../../lib/pipeline/stream-report.ts";
import { streamsLines } from "../../lib/pipeline/stream-words.ts";
import { unreadCells } from "../../lib/pipeline/unread-cells.ts";
import {
  assertCompiledHere,
  compiledOption,
  openProjectOf,
  outputOf,
  parseDate,
  withTarget,
} from "../options.ts";
import { dayLines, landedLines, readingLines, repeatedLine, tablesLine, unreadLines } from "../outcomes.ts";
import { buildHistoryOnStage, isForStage, noWait, runOnStage } from "../stage-run.ts";
import { WrongUsage } from "../wrong-usage.ts";

interface RunOptions {
  readonly date?: string;
  readonly again: boolean;
  readonly config: "plan" | "current";
  readonly compiled?: string;
}

export function addRun(program: Command): void {
  withTarget(program.command("run"))
    .description(
      "build, audit and publish a day from landed data, then send alerts; on a stage, today's run lands first",
    )
    .option("--date <date>", "the day, YYYY-MM-DD (default: today, UTC)", parseDate)
    .option("--again", "rebuild a published day and all later days", false)
    .addOption(
      new Option(
        "--config <which>",
        "with --again: use each day's own plan, or the current config (on a stage: the deployed one)",
      )
        .choices(["plan", "current"])
        .default("plan"),
    )
    .option(...compiledOption)
    .option(...noWait)
    .action(async (options: RunOptions, command: Command) => {
      if (options.config === "current" && !options.again)
        throw new WrongUsage("--config current requires --again.");
      assertCompiledHere(options, command);
      if (isForStage(command)) await runOnAws(options, command);
      else await runHere(options, command);
    });
}

async function runHere({ date, again, config, compiled }: RunOptions, command: Command): Promise<void> {
  const output = outputOf(command);
  using opened = await openProjectOf(command, { compiled });
  const { services, project } = opened;
  const asOfDate = date ?? dateOf(services.clock());
  const steps = new DirectSteps(output.progress);
  if (again) {
    const current = config === "current" ? { project } : {};
    const repeated = await repeatDays(steps, services, { from: asOfDate, ...current });
    output.progress.done();
    if (output.isJson) return output.json(repeated);
    return output.line(repeatedLine(repeated));
  }
  const outcome = await runAndDetect(steps, services, { project, asOfDate });
  const readings = await changedReadings(
    services.store,
    project.config.sources,
    await stagedLoads(services.store),
  );
  const streams = await streamReports({ ...services, queries: project.queries }, asOfDate);
  output.progress.done();
  if (output.isJson) return output.json({ ...outcome, readings, streams });
  const unread = unreadLines(await unreadCells(services, asOfDate));
  for (const line of [...dayLines(outcome), ...streamsLines(streams), ...readingLines(readings), ...unread])
    output.line(line);
  output.line(tablesLine(opened.duckDbFile));
}

async function runOnAws({ date, again, config }: RunOptions, command: Command): Promise<void> {
  const output = outputOf(command);
  const asOfDate = date ?? dateOf(new Date());
  if (again) {
    const repeated = await buildHistoryOnStage(command, { again: { from: asOfDate, config } });
    if (repeated === undefined) return;
    if (output.isJson) return output.json(repeated);
    return output.line(repeatedLine(repeated));
  }
  const outcome = await runOnStage(command, { asOfDate }, DayResult);
  if (outcome === undefined) return;
  if (output.isJson) return output.json(outcome);
  for (const line of [...landedLines(outcome.landed), ...dayLines(outcome)]) output.line(line);
}
