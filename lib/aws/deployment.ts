import { type CloudFormationClient, DescribeStacksCommand, type Stack } from "@aws-sdk/client-cloudformation";
import { z } from "zod";
import { inPlainWords } from "./account-errors.ts";
import { Deployment } from "./stage.ts";

/** The stacks of a stage, in the order in which they are deployed. */
export const stacksOf = (stage: string): readonly [data: string, pipeline: string] => [
  `Bellwether-${stage}-Data`,
  `Bellwether-${stage}-Pipeline`,
];

/** The stage that was named has not been deployed, or not there. */
export class StageNotDeployed extends Error {
  override readonly name = "StageNotDeployed";
  readonly stage: string;
  readonly region: string;
  constructor(stage: string, region: string, why: string) {
    super(
      `the stage "${stage}" is not deployed in ${region} (${why}): deploy it with "bellwether deploy --stage ${stage}"; ` +
        "if it is deployed elsewhere, set its region in cdk.json",
    );
    this.stage = stage;
    this.region = region;
  }
}

/**
 * The resources of a stage, from the output of its pipeline stack. @throws StageNotDeployed,
 * AccountOutOfReach
 */
export async function readDeployment({
  cloudFormation,
  stage,
}: {
  readonly cloudFormation: CloudFormationClient;
  readonly stage: string;
}): Promise<Deployment> {
  const [, pipeline] = stacksOf(stage);
  const stack = await describeStack(cloudFormation, pipeline);
  const region = await cloudFormation.config.region();
  const notDeployed = (why: string) => new StageNotDeployed(stage, region, why);
  if (stack === undefined) throw notDeployed(`there is no stack ${pipeline}`);
  const output = stack.Outputs?.find(({ OutputKey }) => OutputKey === "Stage")?.OutputValue;
  if (output === undefined) throw notDeployed(`the stack ${pipeline} is ${stack.StackStatus}`);
  const deployment = Deployment.safeParse(jsonOf(output));
  if (deployment.success) return deployment.data;
  throw notDeployed(`it was deployed by another version: ${z.prettifyError(deployment.error)}`);
}

/** A stack; undefined when it does not exist. @throws AccountOutOfReach */
export async function describeStack(
  cloudFormation: CloudFormationClient,
  name: string,
): Promise<Stack | undefined> {
  try {
    return (await cloudFormation.send(new DescribeStacksCommand({ StackName: name }))).Stacks?.[0];
  } catch (error) {
    // CloudFormation has no error of its own for it.
    if (error instanceof Error && error.name === "ValidationError" && /does not exist/.test(error.message))
      return undefined;
    throw inPlainWords(error);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
