import { type Command, Option } from "commander";
import { withExamples } from "../examples.ts";
import {
  assertCompiledHere,
  assertWaits,
  compiledOption,
  noWait,
  parseDate,
  parseDays,
  type WaitOption,
  withTarget,
} from "../options.ts";
import { WrongUsage } from "../wrong-usage.ts";

export interface RunOptions extends WaitOption {
  readonly date?: string;
  readonly again: boolean;
  readonly config: "plan" | "current";
  readonly compiled?: string;
}

export function addRun(program: Command): void {
  const verb = withTarget(program.command("run"))
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
      assertWaits(options, command);
      const { run } = await import("../verbs/run.ts");
      await run(options, command);
    });
  withExamples(verb, [
    "run",
    "run --date 2026-03-31",
    "run --date 2026-03-31 --again --config current",
    "run --target aws --no-wait",
  ]);
}

export interface BackfillOptions extends WaitOption {
  readonly from: string;
  readonly to: string;
  readonly every: number;
  readonly compiled?: string;
}

export function addBackfill(program: Command): void {
  const verb = withTarget(program.command("backfill"))
    .description("build past days from landed data and publish them together; sends no alerts")
    .requiredOption("--from <date>", "the first day, YYYY-MM-DD", parseDate)
    .requiredOption("--to <date>", "the last day, YYYY-MM-DD", parseDate)
    .option("--every <days>", "the interval between the days, such as 7d", parseDays, 1)
    .option(...compiledOption)
    .option(...noWait)
    .action(async (options: BackfillOptions, command: Command) => {
      const { from, to } = options;
      if (from > to) throw new WrongUsage(`--from ${from} is after --to ${to}.`);
      assertCompiledHere(options, command);
      assertWaits(options, command);
      const { backfillDays } = await import("../verbs/backfill.ts");
      await backfillDays(options, command);
    });
  withExamples(verb, [
    "backfill --from 2026-01-01 --to 2026-03-31",
    "backfill --from 2026-01-01 --to 2026-03-31 --every 7d",
  ]);
}

export interface RollbackOptions {
  readonly to: string;
}

export function addRollback(program: Command): void {
  const verb = program
    .command("rollback")
    .description(
      "make an earlier day the latest published day again; the next run rereads the batches of later days",
    )
    .requiredOption("--to <date>", "the day, YYYY-MM-DD", parseDate)
    .action(async (options: RollbackOptions, command: Command) => {
      const { rollback } = await import("../verbs/rollback.ts");
      await rollback(options, command);
    });
  withExamples(verb, ["rollback --to 2026-03-30"]);
}
