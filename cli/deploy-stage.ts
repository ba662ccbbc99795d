import { join } from "node:path";
import { type Cdk, CdkFailed } from "./cdk.ts";
import { WrongUsage } from "./wrong-usage.ts";

export interface DeployRequest {
  readonly stage: string;
  /** The folder of the project, absolute. */
  readonly directory: string;
  /** Only show what would change. */
  readonly diff: boolean;
  /** Deploy without asking. */
  readonly yes: boolean;
}

export interface DeployTools {
  readonly cdk: Cdk;
  /** Undefined without a terminal. */
  readonly ask: ((question: string) => Promise<boolean>) | undefined;
}

export type DeployOutcome = "shown" | "declined" | "deployed";

/** Synthesizes, shows what would change, asks, deploys. @throws WrongUsage, CdkFailed */
export async function deployStage(
  { stage, directory, diff, yes }: DeployRequest,
  { cdk, ask }: DeployTools,
): Promise<DeployOutcome> {
  if (!diff && !yes && ask === undefined)
    throw new WrongUsage(
      "There is no terminal to confirm on: use --yes to deploy without asking, or --diff to show the changes only.",
    );
  const run = async (verb: string, ...args: readonly string[]): Promise<void> => {
    const exitCode = await cdk([verb, ...args]);
    if (exitCode !== 0) throw new CdkFailed(verb, exitCode);
  };
  // Diff and deploy use the same synthesized templates, so what is shown is what is deployed.
  const synthesized = join("cdk.out", stage);
  const context = ["-c", `stage=${stage}`, "-c", `project=${directory}`];
  await run("synth", "--quiet", "--output", synthesized, ...context);
  await run("diff", "--app", synthesized);
  if (diff) return "shown";
  if (!yes && !(await ask?.(`Deploy this to the stage "${stage}"?`))) return "declined";
  await run("deploy", "--all", "--app", synthesized, "--require-approval", "never");
  return "deployed";
}
