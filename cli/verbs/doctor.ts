import type { Command } from "commander";
import { type Finding, findingLine, hasFailed } from "../../lib/doctor/finding.ts";
import { outputOf, stageOf } from "../open.ts";
import { projectDirectoryOf, targetOf } from "../options.ts";
import type { Output } from "../output.ts";
import { FailureShown } from "../report-error.ts";

export async function doctor(command: Command): Promise<void> {
  using output = outputOf(command);
  const { target } = targetOf(command);
  const isChosen = ["target", "stage"].some((name) => command.getOptionValueSource(name) === "cli");
  if (target === "aws") {
    const findings = await findingsOnStage(await stageOf(command));
    const { sawStage } = await import("../../lib/doctor/stage.ts");
    if (isChosen || sawStage(findings)) return report(output, findings);
    if (!output.isJson)
      output.say(
        "No stage is in reach, so this is the project on this machine. For the stage: bellwether doctor --target aws",
      );
  }
  const { examineMachine } = await import("../../lib/doctor/machine.ts");
  report(output, await examineMachine(projectDirectoryOf(command)));
}

type Stage = Awaited<ReturnType<typeof stageOf>>;

export const reportOnStage = async (output: Output, stage: Stage): Promise<void> =>
  report(output, await findingsOnStage(stage));

async function findingsOnStage(stage: Stage): Promise<readonly Finding[]> {
  const { examineStage } = await import("../../lib/doctor/stage.ts");
  const shellRegion = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  return examineStage({ ...stage, shellRegion });
}

/** Prints all findings; the exit code is 1 if any check failed. */
function report(output: Output, findings: readonly Finding[]): void {
  if (output.isJson) output.json(findings);
  else for (const finding of findings) output.say(findingLine(finding));
  if (hasFailed(findings)) throw new FailureShown();
}
