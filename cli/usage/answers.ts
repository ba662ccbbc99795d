import { type Command, Option } from "commander";
import { withExamples } from "../examples.ts";
import { parseDate, withTarget } from "../options.ts";
import { WrongUsage } from "../wrong-usage.ts";

export function addStatus(program: Command): void {
  const verb = withTarget(program.command("status"))
    .description("show the published days, waiting loads, and the freshness of each source")
    .action(async (_options: object, command: Command) => {
      const { status } = await import("../verbs/status.ts");
      await status(command);
    });
  withExamples(verb, ["status", "status --target aws --stage prod"]);
}

export interface QueryOptions {
  readonly format?: "table" | "csv" | "json";
  readonly build: boolean;
  readonly date?: string;
}

export function addQuery(program: Command): void {
  const verb = withTarget(program.command("query"))
    .description("run a SELECT over the published tables, or over the tables of a run")
    .argument("<sql>", "the SELECT")
    .addOption(new Option("--format <format>", "how to print the rows").choices(["table", "csv", "json"]))
    .option("--build", "query all tables of a run, including internal ones and its inputs", false)
    .option("--date <date>", "with --build: the run of this published day (default: the newest)", parseDate)
    .action(async (sql: string, options: QueryOptions, command: Command) => {
      if (options.date !== undefined && !options.build) throw new WrongUsage("--date requires --build.");
      const { query } = await import("../verbs/query.ts");
      await query(sql, options, command);
    });
  withExamples(verb, [
    'query "select * from account_health_current order by score"',
    'query "select * from portfolio_metrics" --format csv',
    'query --build "select * from records_accounts limit 10"',
  ]);
}

export interface ExplainOptions {
  readonly date?: string;
  readonly since?: string;
  readonly verbose: boolean;
}

export function addExplain(program: Command): void {
  const verb = withTarget(program.command("explain"))
    .description("explain the score of an account: every point, why it changed, and missing measures")
    .argument("<account>", "its account_id, its name, or the beginning of one")
    .option("--date <date>", "on this published day (default: the newest)", parseDate)
    .option("--since <date>", "what changed the score since this published day", parseDate)
    .option("--verbose", "the whole tables of components and measures", false)
    .action(async (account: string, options: ExplainOptions, command: Command) => {
      const { explainAccount } = await import("../verbs/explain.ts");
      await explainAccount(account, options, command);
    });
  withExamples(verb, [
    "explain A-1001",
    "explain acme --date 2026-05-31 --since 2026-05-12",
    "explain acme --json",
  ]);
}

export interface DiffOptions {
  readonly date?: string;
  readonly format?: "text" | "markdown" | "json";
  readonly exitCode: boolean;
}

export function addDiff(program: Command): void {
  const verb = withTarget(program.command("diff"))
    .description("show how scores, bands and alerts of a published day would differ under another config")
    .argument("[config]", "a folder, its bellwether.yaml, or a git ref (default: the project as it is now)")
    .option("--date <date>", "of this published day (default: the newest)", parseDate)
    .addOption(new Option("--format <format>", "how to print it").choices(["text", "markdown", "json"]))
    .option("--exit-code", "exit with 1 if anything differs", false)
    .action(async (config: string | undefined, options: DiffOptions, command: Command) => {
      const { diff } = await import("../verbs/diff.ts");
      await diff(config, options, command);
    });
  withExamples(verb, ["diff", "diff main", "diff ../proposed/bellwether.yaml --format markdown"]);
}

export interface LintOptions {
  readonly date?: string;
  readonly strict: boolean;
}

export function addLint(program: Command): void {
  const verb = withTarget(program.command("lint"))
    .description("review the scorecards against the data: what to change, and which accounts it concerns")
    .option("--date <date>", "of this published day (default: the newest)", parseDate)
    .option("--strict", "exit with 1 if anything is found", false)
    .action(async (options: LintOptions, command: Command) => {
      const { lintScorecards } = await import("../verbs/lint.ts");
      await lintScorecards(options, command);
    });
  withExamples(verb, ["lint", "lint --strict", "lint --target aws --stage prod"]);
}

export function addAlerts(program: Command): void {
  const verb = withTarget(program.command("alerts"))
    .description("list the open alerts and those that closed in the last 30 days")
    .action(async (_options: object, command: Command) => {
      const { alerts } = await import("../verbs/alerts.ts");
      await alerts(command);
    });
  withExamples(verb, ["alerts", "alerts --json"]);
}
