import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { buffer } from "node:stream/consumers";
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { readDeployment } from "../../../lib/aws/deployment.ts";
import type { Deployment } from "../../../lib/aws/stage.ts";
import { boxEnvironment } from "../box.ts";

const checkout = new URL("../../../", import.meta.url).pathname;
const cdkCommand = createRequire(import.meta.url).resolve("aws-cdk/bin/cdk");
/** The stand-in's account. */
const account = "000000000000";

export interface Deploying {
  readonly stage: string;
  /** The folder of bellwether.yaml. */
  readonly project: string;
  /** CDK's output folder. */
  readonly output: string;
}

/** Deploys a project to the stand-in with the CDK command, like a first deployment to an account. */
export async function deploy({ stage, project, output }: Deploying): Promise<Deployment> {
  const { AWS_REGION: region = "" } = boxEnvironment();
  await cdk(["bootstrap", `aws://${account}/${region}`], output);
  const context = [`stage=${stage}`, `region=${region}`, `project=${project}`, "alarmEmail=ops@example.com"];
  await cdk(
    ["deploy", "--all", "--require-approval", "never", ...context.flatMap((pair) => ["-c", pair])],
    output,
  );
  return readDeployment({ cloudFormation: new CloudFormationClient({}), stage });
}

async function cdk(args: readonly string[], output: string): Promise<void> {
  const child = spawn(process.execPath, [cdkCommand, ...args, "--output", output, "--ci"], {
    cwd: checkout,
    env: {
      ...process.env,
      ...boxEnvironment(),
      CDK_DISABLE_VERSION_CHECK: "1",
      CDK_DEFAULT_ACCOUNT: account,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, errors, [code]] = await Promise.all([
    buffer(child.stdout),
    buffer(child.stderr),
    once(child, "exit") as Promise<[number | null]>,
  ]);
  if (code !== 0) throw new Error(`cdk ${args[0]} ended with ${code}:\n${out}\n${errors}`);
}
