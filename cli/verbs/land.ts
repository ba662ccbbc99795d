import type { Command } from "commander";
import { type LandingOutcome, landProject, loadsOf } from "../../lib/landing/land.ts";
import { openProjectOf, outputOf, parseDate } from "../options.ts";
import type { Progress } from "../output.ts";
import { WrongUsage } from "../wrong-usage.ts";

interface LandOptions {
  readonly source?: string;
  readonly date?: string;
  readonly inbox?: string;
}

export function addLand(program: Command): void {
  program
    .command("land")
    .description("take in what is new of the exports")
    .option("--source <name>", "only this source")
    .option("--date <date>", "land as on this date, YYYY-MM-DD (default: today, UTC)", parseDate)
    .option("--inbox <dir>", "where the exports lie (default: the project's folder)")
    .action(async ({ source: only, date, inbox }: LandOptions, command: Command) => {
      const output = outputOf(command);
      using opened = await openProjectOf(command, inbox);
      const { project, services, inbox: files } = opened;
      const names = project.config.sources.map(({ name }) => name);
      if (only !== undefined && !names.includes(only))
        throw new WrongUsage(`No source is named "${only}"; there are ${names.join(", ")}.`);
      const landing = { ...services, inbox: files, reporter: bytesOn(output.progress) };
      const sources = project.config.sources.filter(({ name }) => only === undefined || name === only);
      const outcomes = await landProject(sources, landing, date === undefined ? {} : { landedOn: date });
      output.progress.done();
      if (output.isJson) output.json(outcomes.map(asDocument));
      else for (const outcome of outcomes) output.line(describe(outcome));
      loadsOf(outcomes);
    });
}

function bytesOn(progress: Progress): {
  bytes(source: string, stream: string, read: number, total: number): void;
} {
  const shown = new Map<string, number>();
  return {
    bytes: (source, stream, read, total) => {
      const name = `${source}.${stream}`;
      const percent = total === 0 ? 100 : Math.floor((100 * read) / total);
      const step = percent - (percent % 10);
      if (shown.get(name) === step) return;
      shown.set(name, step);
      progress.show(`landing ${name} ${step} %`);
    },
  };
}

function describe(outcome: LandingOutcome): string {
  const name = `${outcome.source}.${outcome.stream}`;
  switch (outcome.status) {
    case "landed": {
      const { landed, quarantined, files, batches } = outcome.load;
      const dates = batches.length > 1 ? ` on ${batches.length} dates` : "";
      const set = quarantined === 0 ? "" : `; ${quarantined} unreadable rows are in quarantine/`;
      return `${name}: ${landed} records from ${files.length} files landed${dates}${set}`;
    }
    case "unchanged":
      return `${name}: nothing new`;
    case "missing":
      return `${name}: no file matches ${outcome.path}`;
    case "early":
      return `${name}: ${outcome.files.join(", ")}: dated after today, and left until then`;
    case "failed":
      return `${name}: ${outcome.error.message}`;
  }
}

const asDocument = (outcome: LandingOutcome): object =>
  outcome.status === "failed" ? { ...outcome, error: outcome.error.message } : outcome;
