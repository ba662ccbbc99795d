import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import type { Holder } from "../storage/lease.ts";
import { type Clients, clientsOf } from "./clients.ts";
import { readDeployment } from "./deployment.ts";
import { type StageServices, servicesOf } from "./services.ts";
import type { Deployment } from "./stage.ts";

/** A deployed stage, as one sees it who did not deploy it. */
export interface OpenStage {
  readonly deployment: Deployment;
  readonly clients: Clients;
  /** For reading: its queries run in the workgroup for BI, whose rights and costs are kept apart. */
  readonly services: StageServices;
}

/** A reader takes no lease and does not check for holders. */
const reader: Holder = { id: "a reader", fateOf: async () => "unknown" };

/** @throws StageNotDeployed, AccountOutOfReach */
export async function openStage({
  stage,
  region,
}: {
  readonly stage: string;
  readonly region: string | undefined;
}): Promise<OpenStage> {
  const cloudFormation = new CloudFormationClient(region === undefined ? {} : { region });
  const deployment = await readDeployment({ cloudFormation, stage });
  const clients = clientsOf(deployment);
  const forReaders = { ...deployment, workgroup: deployment.biWorkgroup };
  return { deployment, clients, services: servicesOf(forReaders, { holder: reader, clients }) };
}

/** Where the published tables of a stage are queried, for people and their tools. */
export const placeOfTables = ({ region, biWorkgroup, publishedDatabase }: Deployment): string =>
  `Athena, database ${publishedDatabase}, workgroup ${biWorkgroup}: ` +
  `https://${region}.console.aws.amazon.com/athena/home?region=${region}#/query-editor`;
