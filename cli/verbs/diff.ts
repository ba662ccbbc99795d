import type { Command } from "commander";
import { compareConfigs } from "../../lib/comparison/compare.ts";
import { comparisonMarkdown } from "../../lib/comparison/markdown.ts";
import { comparisonLines, isEqual } from "../../lib/comparison/text.ts";
import { headOf, NothingPublished, readChain } from "../../lib/pipeline/chain.ts";
import { DirectSteps } from "../../lib/pipeline/steps.ts";
import { compileProject } from "../../lib/project/compile.ts";
import { loadConfig } from "../../lib/project/load.ts";
import { openPublishedOf, outputOf } from "../open.ts";
import { projectDirectoryOf } from "../options.ts";
import { otherConfig } from "../other-config.ts";
import { FailureShown } from "../report-error.ts";
import type { DiffOptions } from "../usage/answers.ts";
import { WrongUsage } from "../wrong-usage.ts";

export async function diff(
  named: string | undefined,
  { date, format, exitCode }: DiffOptions,
  command: Command,
): Promise<void> {
  using output = outputOf(command);
  const directory = projectDirectoryOf(command);
  await using other = await otherConfig(named ?? directory, directory);
  const project = await compileProject(await loadConfig(other.directory));
  using opened = await openPublishedOf(command);
  const chain = await readChain(opened.services.store);
  const head = headOf(chain);
  if (head === undefined) throw new NothingPublished();
  const link = chain.links.findLast(({ as_of_date }) => as_of_date === (date ?? head.as_of_date));
  if (link === undefined)
    throw new WrongUsage(`${date} is not published; the newest day is ${head.as_of_date}.`);
  const comparison = await compareConfigs(new DirectSteps(output.progress), opened.services, {
    link,
    project,
  });
  output.progress.done();
  if (output.isJson || format === "json") output.json(comparison);
  else if (format === "markdown") output.line(comparisonMarkdown(comparison).trimEnd());
  else for (const line of comparisonLines(comparison)) output.line(line);
  if (exitCode && !isEqual(comparison)) throw new FailureShown();
}
