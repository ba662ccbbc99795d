import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { STSClient } from "@aws-sdk/client-sts";
import { AccountOutOfReach } from "../aws/account-errors.ts";
import { StageNotDeployed } from "../aws/deployment.ts";
import { type OpenStage, openStage } from "../aws/open-stage.ts";
import type { RunConfig } from "../pipeline/compiled-project.ts";
import { accountChecks, readIdentity } from "./account.ts";
import { deployedConfig, folderConfig, judgeDeployed, publishedConfig } from "./deployed-config.ts";
import { type Check, examine, type Finding, fail, ok } from "./finding.ts";
import { inboxChecks } from "./inbox.ts";
import { quotaChecks } from "./quotas.ts";
import { runChecks } from "./runs.ts";
import { subscriptionChecks } from "./subscriptions.ts";

export interface StageQuestion {
  readonly stage: string;
  readonly region: string | undefined;
  /** The region that the shell names. */
  readonly shellRegion: string | undefined;
  /** The folder that may hold the stage's project. */
  readonly directory: string;
}

/** Checks a deployed stage and its account. */
export async function examineStage({
  stage,
  region,
  shellRegion,
  directory,
}: StageQuestion): Promise<readonly Finding[]> {
  const where = region === undefined ? {} : { region };
  const cloudFormation = new CloudFormationClient(where);
  const identity = { what: "identity" } as const;
  try {
    const { account, arn } = await readIdentity(new STSClient(where));
    const who = { ...identity, ...ok(`account ${account}, ${arn}`) };
    const folder = await folderConfig(directory);
    const opened = await openIfDeployed(stage, region);
    const clients = { lambda: new LambdaClient(where), serviceQuotas: new ServiceQuotasClient(where) };
    const needs = { sources: folder?.sources.length, isDeployed: opened !== undefined };
    const checks = [
      ...accountChecks(cloudFormation, { stage, shellRegion }),
      ...quotaChecks(clients, needs),
      ...(opened === undefined ? [] : await stageChecks(opened, folder)),
    ];
    return [who, ...(await examine(checks))];
  } catch (error) {
    // Whoever is not let in finds nothing else.
    if (!(error instanceof AccountOutOfReach)) throw error;
    return [{ ...identity, ...fail(error.message, "nothing else was checked") }];
  }
}

/** Whether a deployed stage was looked at; false without credentials, and before its first deployment. */
export const sawStage = (findings: readonly Finding[]): boolean =>
  findings.some(({ what }) => what === ofDeployment);

/** A check that only a deployed stage has. */
const ofDeployment = "sources";

async function openIfDeployed(stage: string, region: string | undefined): Promise<OpenStage | undefined> {
  try {
    return await openStage({ stage, region });
  } catch (error) {
    // Reported by the checks of its stacks.
    if (error instanceof StageNotDeployed) return undefined;
    throw error;
  }
}

async function stageChecks(
  { deployment, clients, services }: OpenStage,
  folder: RunConfig | undefined,
): Promise<readonly Check[]> {
  const { name, landFunctions, inboxBucket, dailyRunFunction } = deployment;
  // A failure to read it is reported by the check of the published day.
  const published = await publishedConfig(services.store).catch(() => undefined);
  const config = deployedConfig(landFunctions, [folder, published]);
  const deploy = `bellwether deploy --stage ${name}`;
  const again = `bellwether run --target aws --stage ${name}`;
  const now = services.clock();
  return [
    { what: ofDeployment, look: async () => judgeDeployed(landFunctions, folder, deploy) },
    ...inboxChecks(clients.s3, { sources: config?.sources ?? [], bucket: inboxBucket, now }),
    ...subscriptionChecks(clients.sns, deployment),
    ...runChecks(services, { lambda: clients.lambda, dailyRunFunction, again }),
  ];
}
