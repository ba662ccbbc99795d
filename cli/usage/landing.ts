import type { Command } from "commander";
import { withExamples } from "../examples.ts";
import { parseDate, withTarget } from "../options.ts";
import { WrongUsage } from "../wrong-usage.ts";

export interface LandOptions {
  readonly source?: string;
  readonly again?: string;
  readonly date?: string;
  readonly inbox?: string;
}

export function addLand(program: Command): void {
  const verb = withTarget(program.command("land"))
    .description("land new export files")
    .option("--source <name>", "only this source")
    .option(
      "--again <source[.stream]>",
      "read its landed data again under the current mapping, then land new files",
    )
    .option("--date <date>", "land as on this date, YYYY-MM-DD (default: today, UTC)", parseDate)
    .option("--inbox <dir>", "the folder of the exports (default: the project's folder)")
    .action(async (options: LandOptions, command: Command) => {
      if (options.source !== undefined && options.again !== undefined)
        throw new WrongUsage("--again already names the source: leave out --source.");
      const { land } = await import("../verbs/land.ts");
      await land(options, command);
    });
  withExamples(verb, ["land", "land --source crm", "land --again crm.accounts", "land --date 2026-03-31"]);
}

export interface OverrideOptions {
  readonly score?: number;
  readonly reason: string;
  readonly expiresOn?: string;
  readonly author?: string;
  readonly withdraw: boolean;
}

export function addOverride(program: Command): void {
  const verb = program
    .command("override")
    .description(
      "set the score of an account by hand, until a day: appends to the project's file of overrides",
    )
    .argument("<account>", "its account_id, its name, or the beginning of one")
    .requiredOption("--reason <text>", "why; everybody who reads the score reads it")
    .option("--score <points>", "the score, 0 to 100", Number)
    .option("--expires-on <date>", "the first day without it, at most a year from today", parseDate)
    .option("--author <name>", "who sets it (default: git's user.email, or your login)")
    .option("--withdraw", "end the account's override", false)
    .action(async (account: string, options: OverrideOptions, command: Command) => {
      const { override } = await import("../verbs/override.ts");
      await override(account, options, command);
    });
  withExamples(verb, [
    'override acme --score 80 --reason "renewal signed" --expires-on 2026-12-31',
    'override acme --withdraw --reason "the renewal fell through"',
  ]);
}

export interface RetractOptions {
  readonly load?: string;
  readonly all: boolean;
  readonly dryRun: boolean;
}

export function addRetract(program: Command): void {
  const verb = withTarget(program.command("retract"))
    .description("retract loads: the next run ignores them; their records stay in raw")
    .argument("<source[.stream]>", "the source or stream, such as crm or crm.accounts")
    .option("--load <id>", "this load")
    .option("--all", "all loads, if there are several", false)
    .option("--dry-run", "list the loads without retracting them", false)
    .action(async (name: string, options: RetractOptions, command: Command) => {
      const { retractLoads } = await import("../verbs/retract.ts");
      await retractLoads(name, options, command);
    });
  withExamples(verb, [
    "retract crm.accounts --dry-run",
    "retract crm.accounts --load <id>",
    "retract crm.accounts --all",
  ]);
}
