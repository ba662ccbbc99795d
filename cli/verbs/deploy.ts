import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import { loadConfig } from "../../lib/project/load.ts";
import { pinnedCdk } from "../cdk.ts";
import { deployStage } from "../deploy-stage.ts";
import { outputOf, stageOf, stageOption } from "../options.ts";
import { countsOf, projectLine } from "../outcomes.ts";
import { reportOnStage } from "./doctor.ts";

interface DeployOptions {
  readonly yes: boolean;
  readonly diff: boolean;
}

export function addDeploy(program: Command): void {
  program
    .command("deploy")
    .description(
      "deploy a project (--project, or the one in cdk.json) to AWS as a stage: check, diff, confirm, deploy, doctor",
    )
    .addOption(stageOption("the stage"))
    .option("--diff", "only show what would change", false)
    .option("--yes", "deploy without asking for confirmation", false)
    .action(async ({ yes, diff }: DeployOptions, command: Command) => {
      const output = outputOf(command);
      const { stage, region, directory } = await stageOf(command);
      const project = await loadConfig(directory);
      if (!output.isJson) output.line(projectLine(countsOf(project)));
      const cdk = pinnedCdk(output.isJson ? "stderr" : "stdout");
      const request = { stage, directory, diff, yes };
      const outcome = await deployStage(request, { cdk, ask: process.stdin.isTTY ? ask : undefined });
      if (outcome === "deployed") return reportOnStage(output, { stage, region, directory });
      if (outcome === "declined") output.line("Nothing was deployed.");
    });
}

async function ask(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
