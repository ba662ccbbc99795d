import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { isDate } from "../lib/dates.ts";
import { type Invocation, invocationOf, shellWord } from "./invocation.ts";
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

/** How to start the command again for the same project. */
export function invocationFor(command: Command): Invocation {
  const isNamed = command.getOptionValueSourceWithGlobals("project") === "cli";
  return invocationOf({
    ...{ script: process.argv[1] ?? "", cwd: process.cwd(), env: process.env },
    project: isNamed ? globalOptions(command).project : undefined,
  });
}

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

/** The flags that name the command's target, for commands to paste: empty, or ` --target aws`. */
export function targetFlags(command: Command): string {
  const { target, stage } = targetOf(command);
  if (target === "local") return "";
  return stage === undefined ? " --target aws" : ` --target aws --stage ${shellWord(stage)}`;
}

/** The target of the command. @throws WrongUsage */
export function targetOf(command: Command): TargetOptions {
  const options = command.opts<TargetOptions>();
  if (options.target === "local" && options.stage !== undefined)
    throw new WrongUsage("--stage requires --target aws.");
  return options;
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

/** The option of verbs that start a run. */
export const noWait = ["--no-wait", "with --target aws: start it and return at once"] as const;

export interface WaitOption {
  /** False with `--no-wait`. */
  readonly wait: boolean;
}

/** Rejects --no-wait on this machine. @throws WrongUsage */
export function assertWaits({ wait }: WaitOption, command: Command): void {
  if (!wait && targetOf(command).target === "local") throw new WrongUsage("--no-wait requires --target aws.");
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
