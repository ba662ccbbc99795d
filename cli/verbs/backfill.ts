import type { Command } from "commander";
import { backfill } from "../../lib/pipeline/history.ts";
import { DirectSteps } from "../../lib/pipeline/steps.ts";
import { openProjectOf, outputOf, parseDate, parseDays } from "../options.ts";
import { WrongUsage } from "../wrong-usage.ts";

interface BackfillOptions {
  readonly from: string;
  readonly to: string;
  readonly every: number;
}

export function addBackfill(program: Command): void {
  program
    .command("backfill")
    .description("build days of history from what has landed, and publish them together; alerts nobody")
    .requiredOption("--from <date>", "the first day, YYYY-MM-DD", parseDate)
    .requiredOption("--to <date>", "the last day, YYYY-MM-DD", parseDate)
    .option("--every <days>", "how far the days lie apart, such as 7d", parseDays, 1)
    .action(async ({ from, to, every }: BackfillOptions, command: Command) => {
      if (from > to) throw new WrongUsage(`--from ${from} lies after --to ${to}.`);
      const output = outputOf(command);
      using opened = await openProjectOf(command);
      const { services, project } = opened;
      const steps = new DirectSteps(output.progress);
      const built = await backfill(steps, services, { project, from, to, everyDays: every });
      output.progress.done();
      if (output.isJson) return output.json(built);
      const resumed = built.resumed > 0 ? `, ${built.resumed} of them built before it was broken off` : "";
      output.line(`Published ${built.days} days of history, ${built.from} to ${built.to}${resumed}.`);
    });
}
