import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, test } from "vitest";
import { configuredStage } from "../../lib/aws/configured-stage.ts";
import { readDeployment } from "../../lib/aws/deployment.ts";
import { aDeployment, describedStage, named } from "../support/deployment.ts";

function cloudFormation() {
  const client = new CloudFormationClient({ region: "eu-central-1" });
  return { client, mock: mockClient(client) };
}

describe("a deployed stage", () => {
  test("lists its resources in the output of its pipeline stack", async () => {
    const { client, mock } = cloudFormation();
    mock
      .on(DescribeStacksCommand, { StackName: "Bellwether-demo-Pipeline" })
      .resolves({ Stacks: [describedStage()] });
    expect(await readDeployment({ cloudFormation: client, stage: "demo" })).toEqual(aDeployment);
  });

  test.each([
    [
      named("ValidationError", "Stack with id x does not exist"),
      /not deployed in eu-central-1.*deploy --stage demo/,
    ],
    [named("CredentialsProviderError", "Could not load"), /^there are no credentials for AWS: sign in/],
    [
      named("ExpiredToken", "The security token is expired"),
      /^the credentials for AWS have expired: sign in again/,
    ],
    [named("InvalidClientTokenId", "Not valid"), /^AWS does not know these credentials/],
    [named("AccessDenied", "Not authorized"), /^these credentials may not read the deployment/],
    [Object.assign(new Error("connect"), { code: "ECONNREFUSED" }), /^AWS cannot be reached/],
    [new Error("Region is missing"), /^no region is set: set region in cdk.json/],
    [named("ThrottlingException", "Rate exceeded"), /^Rate exceeded$/],
  ])("reports why it cannot be read, and what to do: %s", async (thrown, sentence) => {
    const { client, mock } = cloudFormation();
    mock.on(DescribeStacksCommand).rejects(thrown);
    await expect(readDeployment({ cloudFormation: client, stage: "demo" })).rejects.toThrow(sentence);
  });

  test("does not count as deployed if half deployed, or deployed by another version", async () => {
    const { client, mock } = cloudFormation();
    const read = () => readDeployment({ cloudFormation: client, stage: "demo" });
    mock.on(DescribeStacksCommand).resolves({ Stacks: [{ ...describedStage(), Outputs: [] }] });
    await expect(read()).rejects.toThrow("the stack Bellwether-demo-Pipeline is CREATE_COMPLETE");
    const Outputs = [{ OutputKey: "Stage", OutputValue: '{"name":"demo"}' }];
    mock.on(DescribeStacksCommand).resolves({ Stacks: [{ ...describedStage(), Outputs }] });
    await expect(read()).rejects.toThrow("deployed by another version");
  });

  test("defaults to the stage, region and project of cdk.json", async () => {
    const directory = await mkdtemp(join(tmpdir(), "bellwether-cdk-"));
    const file = join(directory, "cdk.json");
    await writeFile(file, JSON.stringify({ context: { region: "eu-west-1", project: "shop" } }));
    expect(await configuredStage(pathToFileURL(file))).toEqual({
      ...{ stage: "prod", region: "eu-west-1", project: join(directory, "shop/") },
    });
    await rm(directory, { recursive: true });
    expect(await configuredStage()).toMatchObject({ stage: "prod", region: "us-east-1" });
  });
});
