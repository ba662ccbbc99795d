import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { OpenStage } from "../lib/aws/open-stage.ts";
import type { Source } from "../lib/config/schema.ts";
import { type LocalProject, openProject } from "../lib/local/open-project.ts";
import { isDate } from "../lib/pipeline/dates.ts";
import { project } from "../lib/pipeline/publish.ts";
import type { Services } from "../lib/services.ts";
import { type Output, openOutput } from "./output.ts";
import { WrongUsage } from "./wrong-usage.ts";

/** The options that every verb takes. */
export interface GlobalOptions {
  readonly project: string;
  readonly json: boolean;
}

/** The options of verbs that can also be about a deployed stage. */
export interface TargetOptions {
  readonly target: Target;
  /** @default the stage that cdk.json names */
  readonly stage?: string;
}
export type Target = "local" | "aws";

export const globalOptions = (command: Command): GlobalOptions => command.optsWithGlobals<GlobalOptions>();

export const outputOf = (command: Command): Output => openOutput({ isJson: globalOptions(command).json });

export const projectDirectoryOf = (command: Command): string => resolve(globalOptions(command).project);

/** Lets a verb be about a deployed stage as well. */
export function withTarget(command: Command, otherwise: Target = "local"): Command {
  return command
    .addOption(
      new Option("--target <where>", "the project on this machine, or a stage that is deployed")
        .choices(["local", "aws"])
        .default(otherwise),
    )
    .addOption(stageOption("with --target aws: which stage"));
}

export const stageOption = (description: string): Option =>
  new Option("--stage <name>", `${description} (default: the one in cdk.json)`);

/** What the command is about. @throws WrongUsage */
export function targetOf(command: Command): TargetOptions {
  const options = command.opts<TargetOptions>();
  if (options.target === "local" && options.stage !== undefined)
    throw new WrongUsage("--stage goes with --target aws.");
  return options;
}

/** Opens the project that the command is about. The caller disposes of it. */
export function openProjectOf(
  command: Command,
  { inbox, compiled }: { readonly inbox?: string | undefined; readonly compiled?: string | undefined } = {},
): Promise<LocalProject> {
  return openProject({
    directory: projectDirectoryOf(command),
    ...(inbox === undefined ? {} : { inboxDirectory: resolve(inbox) }),
    ...(compiled === undefined ? {} : { compiled: resolve(compiled) }),
  });
}

/** A stage runs what was deployed. @throws WrongUsage */
export function assertCompiledHere({ compiled }: { readonly compiled?: string }, command: Command): void {
  if (compiled !== undefined && targetOf(command).target === "aws")
    throw new WrongUsage("--compiled is for this machine: a stage runs what was deployed.");
}

/** Of verbs that build days. */
export const compiledOption = [
  "--compiled <dir>",
  "a folder that compile wrote, to run instead of bellwether.yaml",
] as const;

/** The stage that the command is about, and the folder of its project. */
export async function stageOf(command: Command) {
  const { configuredStage } = await import("../lib/aws/configured-stage.ts");
  const configured = await configuredStage();
  const isNamed = command.getOptionValueSourceWithGlobals("project") === "cli";
  return {
    stage: command.opts<Pick<TargetOptions, "stage">>().stage ?? configured.stage,
    region: configured.region,
    directory: isNamed ? projectDirectoryOf(command) : configured.project,
  };
}

/** What AWS needs takes a moment to load, which verbs about this machine need not wait for. */
export async function openStageOf(command: Command): Promise<OpenStage> {
  const { openStage } = await import("../lib/aws/open-stage.ts");
  return openStage(await stageOf(command));
}

/** What is published, on this machine or of a stage. */
export interface Published extends Disposable {
  readonly services: Services;
  /** Where other tools find the published tables. */
  readonly tables: string;
  /** As the config has them; undefined of a stage, whose config is in what was deployed. */
  readonly sources?: readonly Source[] | undefined;
}

/** Opens what the command is to read of. The caller disposes of it. */
export async function openPublishedOf(command: Command): Promise<Published> {
  if (targetOf(command).target === "aws") {
    const { services, deployment } = await openStageOf(command);
    const { placeOfTables } = await import("../lib/aws/open-stage.ts");
    return { services, tables: placeOfTables(deployment), [Symbol.dispose]: () => {} };
  }
  const opened = await openProjectOf(command);
  // A run that was killed at its very end may have left it a day behind. A stage mends itself.
  await project(opened.services);
  const { services, duckDbFile } = opened;
  const { sources } = opened.project.config;
  return { services, tables: duckDbFile, sources, [Symbol.dispose]: () => opened[Symbol.dispose]() };
}

export function parseDate(text: string): string {
  if (!isDate(text)) throw new InvalidArgumentError("a date is written YYYY-MM-DD, such as 2026-03-31.");
  return text;
}

export function parseDays(text: string): number {
  const days = /^([1-9]\d{0,3})d$/.exec(text)?.[1];
  if (days === undefined) throw new InvalidArgumentError("a span of days is written 1d, 7d, 28d …");
  return Number(days);
}

/** A source, or one of its streams. */
export interface NamedStream {
  readonly source: string;
  readonly stream?: string | undefined;
}

/** `crm` or `crm.accounts`. @throws WrongUsage */
export function streamNamed(name: string): NamedStream {
  const [, source, stream] = /^([a-z][a-z0-9_]*)(?:[.]([a-z][a-z0-9_]*))?$/.exec(name) ?? [];
  if (source === undefined)
    throw new WrongUsage(
      `"${name}" names no source: write <source> or <source>.<stream>, such as crm.accounts.`,
    );
  return { source, stream };
}
