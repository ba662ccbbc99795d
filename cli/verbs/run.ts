import { type Command, Option } from "commander";
import { dateOf } from "../../lib/pipeline/dates.ts";
import { repeatDays } from "../../lib/pipeline/history.ts";
import { type DayOutcome, runAndDetect } from "../../lib/pipeline/run-and-detect.ts";
import { DirectSteps } from "../../lib/pipeline/steps.ts";
import { openProjectOf, outputOf, parseDate } from "../options.ts";
import { WrongUsage } from "../wrong-usage.ts";

interface RunOptions {
  readonly date?: string;
  readonly again: boolean;
  readonly config: "plan" | "current";
}

export function addRun(program: Command): void {
  program
    .command("run")
    .description("build, audit and publish a day from what has landed, then send what it found")
    .option("--date <date>", "the day, YYYY-MM-DD (default: today, UTC)", parseDate)
    .option("--again", "run a published day, and the days after it, once more", false)
    .addOption(
      new Option("--config <which>", "with --again: by each day's own plan, or by the config as it is now")
        .choices(["plan", "current"])
        .default("plan"),
    )
    .action(async ({ date, again, config }: RunOptions, command: Command) => {
      if (config === "current" && !again) throw new WrongUsage("--config current goes with --again.");
      const output = outputOf(command);
      using opened = await openProjectOf(command);
      const { services, project } = opened;
      const asOfDate = date ?? dateOf(services.clock());
      const steps = new DirectSteps(output.progress);
      if (again) {
        const current = config === "current" ? { project } : {};
        const repeated = await repeatDays(steps, services, { from: asOfDate, ...current });
        output.progress.done();
        if (output.isJson) return output.json(repeated);
        return output.line(`Ran ${repeated.days} days again, ${repeated.from} to ${repeated.to}.`);
      }
      const outcome = await runAndDetect(steps, services, { project, asOfDate });
      output.progress.done();
      if (output.isJson) return output.json(outcome);
      for (const line of outcomeLines(outcome)) output.line(line);
      output.line(`Every published table, for a BI tool: ${opened.duckDbFile}`);
    });
}

function outcomeLines({ run, detection }: DayOutcome): string[] {
  const { sent, digests, baseline } = detection;
  const day =
    run.outcome === "published"
      ? `${run.as_of_date} is published (run ${run.run_id}).`
      : `${run.as_of_date} is already published, and nothing has landed for it since.`;
  if (baseline > 0)
    return [day, `${baseline} alerts were open when Bellwether went live: summed up in ${digests} messages.`];
  return [day, sent === 0 ? "No new alert." : `${sent} alerts sent, and ${digests} digests.`];
}
