import type { Command } from "commander";
import { withExamples } from "../examples.ts";
import { stageOption, withTarget } from "../options.ts";

export interface DeployOptions {
  readonly yes: boolean;
  readonly diff: boolean;
}

export function addDeploy(program: Command): void {
  const verb = program
    .command("deploy")
    .description(
      "deploy a project (--project, or the one in cdk.json) to AWS as a stage: check, diff, confirm, deploy, doctor",
    )
    .addOption(stageOption("the stage"))
    .option("--diff", "only show what would change", false)
    .option("--yes", "deploy without asking for confirmation", false)
    .action(async (options: DeployOptions, command: Command) => {
      const { deploy } = await import("../verbs/deploy.ts");
      await deploy(options, command);
    });
  withExamples(verb, ["deploy --stage prod --diff", "deploy --stage prod"]);
}

export function addDoctor(program: Command): void {
  const verb = withTarget(program.command("doctor"), "aws")
    .description(
      "check a deployed stage and its AWS account, or without one the project on this machine, and say what to fix",
    )
    .action(async (_options: object, command: Command) => {
      const { doctor } = await import("../verbs/doctor.ts");
      await doctor(command);
    });
  withExamples(verb, ["doctor", "doctor --target local"]);
}
