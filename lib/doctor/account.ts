import type { CloudFormationClient, Stack } from "@aws-sdk/client-cloudformation";
import { GetCallerIdentityCommand, type STSClient } from "@aws-sdk/client-sts";
import { inPlainWords } from "../aws/account-errors.ts";
import { describeStack, stacksOf } from "../aws/deployment.ts";
import { type Check, fail, ok, type Verdict, warn } from "./finding.ts";

export interface Identity {
  readonly account: string;
  readonly arn: string;
}

/** @throws AccountOutOfReach */
export async function readIdentity(sts: STSClient): Promise<Identity> {
  try {
    const { Account = "", Arn = "" } = await sts.send(new GetCallerIdentityCommand());
    return { account: Account, arn: Arn };
  } catch (error) {
    throw inPlainWords(error);
  }
}

/** The account, before anything of Bellwether is in it. */
export function accountChecks(
  cloudFormation: CloudFormationClient,
  { stage, shellRegion }: { readonly stage: string; readonly shellRegion: string | undefined },
): readonly Check[] {
  return [
    {
      what: "region",
      look: async () => judgeRegion({ region: await cloudFormation.config.region(), shellRegion }),
    },
    {
      what: "bootstrap",
      look: async () => {
        const region = await cloudFormation.config.region();
        return judgeBootstrap(await describeStack(cloudFormation, "CDKToolkit"), region);
      },
    },
    ...stacksOf(stage).map((name) => ({
      what: `stack ${name}`,
      look: async () => judgeStack(await describeStack(cloudFormation, name), stage),
    })),
  ];
}

/** Other tools use the shell's region, Bellwether uses cdk.json's. */
export function judgeRegion({
  region,
  shellRegion,
}: {
  readonly region: string;
  readonly shellRegion: string | undefined;
}): Verdict {
  if (shellRegion === undefined || shellRegion === region) return ok(region);
  return warn(
    `cdk.json has ${region}, the shell has ${shellRegion}; Bellwether uses cdk.json`,
    `pass --region ${region} to other tools, or change cdk.json`,
  );
}

/** The bootstrap version that CDK's DefaultStackSynthesizer requires by default. */
const oldestBootstrap = 6;

export function judgeBootstrap(toolkit: Stack | undefined, region: string): Verdict {
  const todo = `npx cdk bootstrap aws://<account>/${region}`;
  if (toolkit === undefined) return fail(`CDK is not bootstrapped in ${region}`, todo);
  const output = toolkit.Outputs?.find(({ OutputKey }) => OutputKey === "BootstrapVersion")?.OutputValue;
  const version = Number(output);
  if (!(version >= oldestBootstrap))
    return fail(
      `CDK was bootstrapped with version ${output ?? "?"}; version ${oldestBootstrap} is required`,
      todo,
    );
  return ok(`version ${version}`);
}

export function judgeStack(stack: Stack | undefined, stage: string): Verdict {
  const deploy = `bellwether deploy --stage ${stage}`;
  if (stack === undefined) return fail("it is not deployed", deploy);
  const { StackStatus: status = "", StackStatusReason: reason } = stack;
  const found = reason === undefined || reason === "" ? status : `${status} (${reason})`;
  if (status.endsWith("IN_PROGRESS"))
    return warn(found, "wait for the deployment to finish, and run doctor again");
  if (status.includes("FAILED") || status === "ROLLBACK_COMPLETE")
    return fail(found, `see its events in the CloudFormation console, fix the cause, then ${deploy}`);
  if (status === "UPDATE_ROLLBACK_COMPLETE")
    return warn(`${found}: its last deployment failed, and the previous version still runs`, deploy);
  return ok(status);
}
