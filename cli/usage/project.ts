import { type Command, Option } from "commander";
import { withExamples } from "../examples.ts";
import { parseDate } from "../options.ts";

export interface InitOptions {
  readonly dbt?: string;
  readonly schema: string;
  readonly from?: string;
  readonly inbox?: string;
}

export function addInit(program: Command): void {
  const verb = program
    .command("init")
    .description(
      "write a bellwether.yaml to start from, with --from drafted from a folder of exports; or, with --dbt, describe a project's tables to dbt",
    )
    .option("--from <folder>", "the folder of the exports, below the project's: their layouts are recognised")
    .option(
      "--inbox <dir>",
      "with --from: the folder in which the config's paths begin, where exports stay outside the project's folder",
    )
    .option("--dbt <file>", "write the project's published tables to this file, as a dbt source")
    .addOption(new Option("--schema <name>", "with --dbt: the database of the tables").default("main"))
    .action(async (options: InitOptions, command: Command) => {
      const { init } = await import("../verbs/init.ts");
      await init(options, command);
    });
  withExamples(verb, [
    "init",
    "init --from exports",
    "init --from /srv/exports --inbox /srv/exports",
    "init --dbt sources.yml",
  ]);
}

export interface InboxOptions {
  readonly inbox?: string;
}

export function addCheck(program: Command): void {
  const verb = program
    .command("check")
    .description(
      "report every mistake in bellwether.yaml and measures/*.sql, mapped paths that the exports do not have, and data landed under an older mapping",
    )
    .option("--inbox <dir>", "the folder of the exports (default: the project's folder)")
    .action(async (options: InboxOptions, command: Command) => {
      const { check } = await import("../verbs/check.ts");
      await check(options, command);
    });
  withExamples(verb, ["check", "check --json"]);
}

export function addPreview(program: Command): void {
  const verb = program
    .command("preview")
    .argument("[source[.stream]]", "only this source or stream")
    .description("read the present exports through the mapping, without landing them")
    .option("--inbox <dir>", "the folder of the exports (default: the project's folder)")
    .action(async (named: string | undefined, options: InboxOptions, command: Command) => {
      const { preview } = await import("../verbs/preview.ts");
      await preview(named, options, command);
    });
  withExamples(verb, ["preview", "preview crm.accounts"]);
}

export interface CompileOptions {
  readonly out?: string;
}

export function addCompile(program: Command): void {
  const verb = program
    .command("compile")
    .description("compile the project to a folder of SQL and rows, to read, diff and run")
    .option("--out <dir>", "the folder (default: compiled, in the project's folder)")
    .action(async (options: CompileOptions, command: Command) => {
      const { compile } = await import("../verbs/compile.ts");
      await compile(options, command);
    });
  withExamples(verb, ["compile", "compile --out /tmp/compiled"]);
}

export interface ShowOptions {
  readonly date?: string;
  readonly tables: boolean;
  readonly diff?: string;
}

export function addShow(program: Command): void {
  const verb = program
    .command("show")
    .description("print a model's SQL as it runs on a day, to paste into the Athena console or DuckDB")
    .argument("<model>", "its table, or the name of an audit or a query")
    .option(
      "--date <date>",
      "the day, YYYY-MM-DD (default: the newest published day, otherwise today)",
      parseDate,
    )
    .option("--tables", "first print the tables that it read on that day, as views for DuckDB", false)
    .option(
      "--diff <other>",
      "print the difference from another project instead: its folder, a compiled folder, or a git ref",
    )
    .action(async (model: string, options: ShowOptions, command: Command) => {
      const { show } = await import("../verbs/show.ts");
      await show(model, options, command);
    });
  withExamples(verb, ["show scores", "show scores --tables", "show staged_crm_accounts --diff main"]);
}
