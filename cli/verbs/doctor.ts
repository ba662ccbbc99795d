import type { Command } from "commander";
import { type Finding, findingLine, hasFailed } from "../../lib/doctor/finding.ts";
import { outputOf, projectDirectoryOf, stageOf, targetOf, withTarget } from "../options.ts";
import type { Output } from "../output.ts";

export function addDoctor(program: Command): void {
  withTarget(program.command("doctor"), "aws")
    .description("check a deployed stage and its AWS account, or this machine, and say what to fix")
    .action(async (_options: object, command: Command) => {
      const output = outputOf(command);
      if (targetOf(command).target === "aws") return reportOnStage(output, await stageOf(command));
      const { examineMachine } = await import("../../lib/doctor/machine.ts");
      report(output, await examineMachine(projectDirectoryOf(command)));
    });
}

export async function reportOnStage(
  output: Output,
  stage: Awaited<ReturnType<typeof stageOf>>,
): Promise<void> {
  const { examineStage } = await import("../../lib/doctor/stage.ts");
  const shellRegion = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  report(output, await examineStage({ ...stage, shellRegion }));
}

/** Prints all findings; the exit code is 1 if any check failed. */
function report(output: Output, findings: readonly Finding[]): void {
  if (output.isJson) output.json(findings);
  else for (const finding of findings) output.line(findingLine(finding));
  if (hasFailed(findings)) process.exitCode = 1;
}
