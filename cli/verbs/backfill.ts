import type { Command } from "commander";
import { datesBetween } from "../../lib/dates.ts";
import { backfill } from "../../lib/pipeline/history.ts";
import { thinnedDays } from "../../lib/pipeline/retained.ts";
import { DirectSteps } from "../../lib/pipeline/steps.ts";
import {
  assertCompiledHere,
  compiledOption,
  openProjectOf,
  outputOf,
  parseDate,
  parseDays,
  withTarget,
} from "../options.ts";
import { backfilledLine, thinnedLines } from "../outcomes.ts";
import type { Output } from "../output.ts";
import { buildHistoryOnStage, isForStage, noWait } from "../stage-run.ts";
import { WrongUsage } from "../wrong-usage.ts";

interface BackfillOptions {
  readonly from: string;
  readonly to: string;
  readonly every: number;
  readonly compiled?: string;
}

export function addBackfill(program: Command): void {
  withTarget(program.command("backfill"))
    .description("build past days from landed data and publish them together; sends no alerts")
    .requiredOption("--from <date>", "the first day, YYYY-MM-DD", parseDate)
    .requiredOption("--to <date>", "the last day, YYYY-MM-DD", parseDate)
    .option("--every <days>", "the interval between the days, such as 7d", parseDays, 1)
    .option(...compiledOption)
    .option(...noWait)
    .action(async (options: BackfillOptions, command: Command) => {
      const { from, to, every: everyDays } = options;
      if (from > to) throw new WrongUsage(`--from ${from} is after --to ${to}.`);
      assertCompiledHere(options, command);
      const output = outputOf(command);
      const built = isForStage(command)
        ? await buildHistoryOnStage(command, { backfill: { from, to, everyDays } })
        : await backfillHere(options, command, output);
      if (built === undefined) return;
      if (output.isJson) return output.json(built);
      output.line(backfilledLine(built));
    });
}

async function backfillHere(
  { from, to, every, compiled }: BackfillOptions,
  command: Command,
  output: Output,
) {
  using opened = await openProjectOf(command, { compiled });
  const { services, project } = opened;
  const { retention } = project.config;
  const dates = datesBetween(from, to, every);
  const thinned = thinnedDays(dates, retention);
  if (!output.isJson) for (const line of thinnedLines(dates, thinned, retention)) output.line(line);
  const steps = new DirectSteps(output.progress);
  const built = await backfill(steps, services, { project, from, to, everyDays: every });
  output.progress.done();
  return { ...built, thinned };
}
