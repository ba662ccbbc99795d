import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import { loadConfig } from "../../lib/project/load.ts";
import { pinnedCdk } from "../cdk.ts";
import { deployStage } from "../deploy-stage.ts";
import { outputOf, stageOf } from "../open.ts";
import { countsOf, projectLine } from "../outcomes.ts";
import type { DeployOptions } from "../usage/stage.ts";
import { reportOnStage } from "./doctor.ts";

export async function deploy({ yes, diff }: DeployOptions, command: Command): Promise<void> {
  using output = outputOf(command);
  const { stage, region, directory } = await stageOf(command);
  const project = await loadConfig(directory);
  if (!output.isJson) output.line(projectLine(countsOf(project)));
  const cdk = pinnedCdk(output.isJson ? "stderr" : "stdout");
  const request = { stage, directory, diff, yes };
  const outcome = await deployStage(request, { cdk, ask: process.stdin.isTTY ? ask : undefined });
  if (outcome === "deployed") return reportOnStage(output, { stage, region, directory });
  if (outcome === "declined") output.line("Nothing was deployed.");
}

async function ask(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
