import { resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { type LocalProject, openProject } from "../lib/local/open-project.ts";
import { isDate } from "../lib/pipeline/dates.ts";
import { project } from "../lib/pipeline/publish.ts";
import { type Output, openOutput } from "./output.ts";

/** The options that every verb takes. */
export interface GlobalOptions {
  readonly project: string;
  readonly json: boolean;
}

export const globalOptions = (command: Command): GlobalOptions => command.optsWithGlobals<GlobalOptions>();

export const outputOf = (command: Command): Output => openOutput({ isJson: globalOptions(command).json });

/** Opens the project that the command is about. The caller disposes of it. */
export function openProjectOf(command: Command, inboxDirectory?: string): Promise<LocalProject> {
  const directory = resolve(globalOptions(command).project);
  return openProject({
    directory,
    ...(inboxDirectory === undefined ? {} : { inboxDirectory: resolve(inboxDirectory) }),
  });
}

/** Opens the project to read what is published: a run that was killed at its very end may have left it a day behind. */
export async function openPublishedOf(command: Command): Promise<LocalProject> {
  const opened = await openProjectOf(command);
  await project(opened.services);
  return opened;
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
