import type { Command } from "commander";
import { type Finding, findingLine, hasFailed } from "../../lib/doctor/finding.ts";
import { outputOf, stageOf } from "../open.ts";
import { projectDirectoryOf, targetOf } from "../options.ts";
import type { Output } from "../output.ts";
import { FailureShown } from "../report-error.ts";

export async function doctor(command: Command): Promise<void> {
  using output = outputOf(command);
  if (targetOf(command).target === "aws") return reportOnStage(output, await stageOf(command));
  const { examineMachine } = await import("../../lib/doctor/machine.ts");
  report(output, await examineMachine(projectDirectoryOf(command)));
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
  else for (const finding of findings) output.say(findingLine(finding));
  if (hasFailed(findings)) throw new FailureShown();
}
