import { resolve } from "node:path";
import type { Command } from "commander";
import type { OpenStage } from "../lib/aws/open-stage.ts";
import type { Source } from "../lib/config/schema.ts";
import { type LocalProject, openProject } from "../lib/local/open-project.ts";
import { project } from "../lib/pipeline/publish.ts";
import type { Services } from "../lib/services.ts";
import { globalOptions, invocationFor, projectDirectoryOf, type TargetOptions, targetOf } from "./options.ts";
import { type Output, openOutput } from "./output.ts";

export const outputOf = (command: Command): Output =>
  openOutput({ isJson: globalOptions(command).json, invocation: invocationFor(command) });

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
