import { join } from "node:path";
import { type Cdk, CdkFailed } from "./cdk.ts";
import { WrongUsage } from "./wrong-usage.ts";

export interface DeployRequest {
  readonly stage: string;
  /** The folder of the project, absolute. */
  readonly directory: string;
  /** Only show what would change. */
  readonly diff: boolean;
  /** Do not ask. */
  readonly yes: boolean;
}

export interface DeployTools {
  readonly cdk: Cdk;
  /** Undefined where there is nobody to ask. */
  readonly ask: ((question: string) => Promise<boolean>) | undefined;
}

export type DeployOutcome = "shown" | "declined" | "deployed";

/** Synthesizes, shows what would change, asks, deploys. @throws WrongUsage, CdkFailed */
export async function deployStage(
  { stage, directory, diff, yes }: DeployRequest,
  { cdk, ask }: DeployTools,
): Promise<DeployOutcome> {
  if (!diff && !yes && ask === undefined)
    throw new WrongUsage("There is no terminal to ask on: --yes deploys without asking, --diff only shows.");
  const run = async (verb: string, ...args: readonly string[]): Promise<void> => {
    const exitCode = await cdk([verb, ...args]);
    if (exitCode !== 0) throw new CdkFailed(verb, exitCode);
  };
  // What is shown is what is deployed: both take what was synthesized once.
  const synthesized = join("cdk.out", stage);
  const context = ["-c", `stage=${stage}`, "-c", `project=${directory}`];
  await run("synth", "--quiet", "--output", synthesized, ...context);
  await run("diff", "--app", synthesized);
  if (diff) return "shown";
  if (!yes && !(await ask?.(`Deploy this to the stage "${stage}"?`))) return "declined";
  await run("deploy", "--all", "--app", synthesized, "--require-approval", "never");
  return "deployed";
}
