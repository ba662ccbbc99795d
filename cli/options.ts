import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { OpenStage } from "../lib/aws/open-stage.ts";
import type { Source } from "../lib/config/schema.ts";
import { isDate } from "../lib/dates.ts";
import { type LocalProject, openProject } from "../lib/local/open-project.ts";
import { project } from "../lib/pipeline/publish.ts";
import type { Services } from "../lib/services.ts";
import { type Output, openOutput } from "./output.ts";
import { WrongUsage } from "./wrong-usage.ts";

/** The options of every verb. */
export interface GlobalOptions {
  readonly project: string;
  readonly json: boolean;
}

/** The options of verbs that also work on a deployed stage. */
export interface TargetOptions {
  readonly target: Target;
  /** @default the stage in cdk.json */
  readonly stage?: string;
}
export type Target = "local" | "aws";

export const globalOptions = (command: Command): GlobalOptions => command.optsWithGlobals<GlobalOptions>();

export const outputOf = (command: Command): Output => openOutput({ isJson: globalOptions(command).json });

export const projectDirectoryOf = (command: Command): string => resolve(globalOptions(command).project);

/** Lets a verb work on a deployed stage as well. */
export function withTarget(command: Command, otherwise: Target = "local"): Command {
  return command
    .addOption(
      new Option("--target <where>", "the project on this machine, or a deployed stage")
        .choices(["local", "aws"])
        .default(otherwise),
    )
    .addOption(stageOption("with --target aws: the stage"));
}

export const stageOption = (description: string): Option =>
  new Option("--stage <name>", `${description} (default: the one in cdk.json)`);

/** The target of the command. @throws WrongUsage */
export function targetOf(command: Command): TargetOptions {
  const options = command.opts<TargetOptions>();
  if (options.target === "local" && options.stage !== undefined)
    throw new WrongUsage("--stage requires --target aws.");
  return options;
}

/** Opens the command's project. The caller disposes of it. */
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

/** Rejects --compiled for a stage, which runs its deployment. @throws WrongUsage */
export function assertCompiledHere({ compiled }: { readonly compiled?: string }, command: Command): void {
  if (compiled !== undefined && targetOf(command).target === "aws")
    throw new WrongUsage("--compiled works only on this machine: a stage runs what was deployed.");
}

/** The option of verbs that build days. */
export const compiledOption = [
  "--compiled <dir>",
  "run this folder, written by compile, instead of bellwether.yaml",
] as const;

/** The command's stage, and the folder of its project. */
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

/** Loads the AWS modules on demand, so that local verbs start faster. */
export async function openStageOf(command: Command): Promise<OpenStage> {
  const { openStage } = await import("../lib/aws/open-stage.ts");
  return openStage(await stageOf(command));
}

/** The published tables, on this machine or of a stage. */
export interface Published extends Disposable {
  readonly services: Services;
  /** Where other tools find the tables. */
  readonly tables: string;
  /** The sources of the config; undefined for a stage, whose config is in its deployment. */
  readonly sources?: readonly Source[] | undefined;
}

/** Opens the published tables for the command. The caller disposes of them. */
export async function openPublishedOf(command: Command): Promise<Published> {
  if (targetOf(command).target === "aws") {
    const { services, deployment } = await openStageOf(command);
    const { placeOfTables } = await import("../lib/aws/open-stage.ts");
    return { services, tables: placeOfTables(deployment), [Symbol.dispose]: () => {} };
  }
  const opened = await openProjectOf(command);
  // A run that was killed at its very end may have left the file one day behind. A stage repairs itself.
  await project(opened.services);
  const { services, duckDbFile } = opened;
  const { sources } = opened.project.config;
  return { services, tables: duckDbFile, sources, [Symbol.dispose]: () => opened[Symbol.dispose]() };
}

export function parseDate(text: string): string {
  if (!isDate(text)) throw new InvalidArgumentError("expected a date as YYYY-MM-DD, such as 2026-03-31.");
  return text;
}

export function parseDays(text: string): number {
  const days = /^([1-9]\d{0,3})d$/.exec(text)?.[1];
  if (days === undefined) throw new InvalidArgumentError("expected a number of days such as 1d, 7d or 28d.");
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
      `"${name}" is not a source: write <source> or <source>.<stream>, such as crm.accounts.`,
    );
  return { source, stream };
}
