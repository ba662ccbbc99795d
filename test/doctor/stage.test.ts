import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudFormationClient, DescribeStacksCommand, type Stack } from "@aws-sdk/client-cloudformation";
import { EntityNotFoundException, GlueClient } from "@aws-sdk/client-glue";
import {
  GetAccountSettingsCommand,
  GetDurableExecutionCommand,
  LambdaClient,
  ListDurableExecutionsByFunctionCommand,
} from "@aws-sdk/client-lambda";
import { GetObjectCommand, ListObjectsV2Command, NoSuchKey, S3Client } from "@aws-sdk/client-s3";
import {
  ListAWSDefaultServiceQuotasCommand,
  ListServiceQuotasCommand,
  ServiceQuotasClient,
} from "@aws-sdk/client-service-quotas";
import { ListSubscriptionsByTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Finding, findingLine } from "../../lib/doctor/finding.ts";
import { examineStage } from "../../lib/doctor/stage.ts";
import { aDeployment, describedStage, named } from "../support/deployment.ts";
import { shopYaml } from "../support/shop.ts";

const mocks = {
  sts: mockClient(STSClient),
  cloudFormation: mockClient(CloudFormationClient),
  lambda: mockClient(LambdaClient),
  quotas: mockClient(ServiceQuotasClient),
  sns: mockClient(SNSClient),
  s3: mockClient(S3Client),
  glue: mockClient(GlueClient),
};
const { sts, cloudFormation, lambda, quotas, sns, s3, glue } = mocks;

const stack = (StackName: string, rest: Partial<Stack> = {}) =>
  cloudFormation.on(DescribeStacksCommand, { StackName }).resolves({
    Stacks: [{ StackName, CreationTime: new Date(0), StackStatus: "CREATE_COMPLETE", ...rest }],
  });

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "bellwether-doctor-"));
  await writeFile(join(directory, "bellwether.yaml"), shopYaml);
  for (const mock of Object.values(mocks)) mock.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: "111122223333", Arn: "arn:aws:iam::111122223333:me" });
  cloudFormation
    .on(DescribeStacksCommand)
    .rejects(named("ValidationError", "Stack with id x does not exist"));
  stack("CDKToolkit", { Outputs: [{ OutputKey: "BootstrapVersion", OutputValue: "30" }] });
  lambda
    .on(GetAccountSettingsCommand)
    .resolves({ AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 945 } });
  quotas.on(ListServiceQuotasCommand).resolves({ Quotas: [] });
  quotas
    .on(ListAWSDefaultServiceQuotasCommand)
    .resolves({ Quotas: [{ QuotaName: "Active DML queries", Value: 150 }] });
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const examine = async (folder: string = directory) =>
  examineStage({ stage: "demo", region: "eu-central-1", shellRegion: undefined, directory: folder });
const brief = (findings: readonly Finding[]) => findings.map(({ status, what }) => `${status} ${what}`);

test("without access doctor reports only that", async () => {
  sts.on(GetCallerIdentityCommand).rejects(named("ExpiredToken", "The token is expired"));
  expect((await examine()).map(findingLine)).toEqual([
    "fail  identity — the credentials for AWS have expired: sign in again (aws login, or aws sso login). " +
      "AWS says: The token is expired; nothing else was checked",
  ]);
});

test("before a stage is deployed, doctor checks its account", async () => {
  expect(brief(await examine())).toEqual([
    "ok identity",
    "ok region",
    "ok bootstrap",
    "fail stack Bellwether-demo-Data",
    "fail stack Bellwether-demo-Pipeline",
    "ok concurrent Lambda executions",
    "ok active Athena queries",
  ]);
});

test("doctor checks a stage from its sources to its last run, with or without its project", async () => {
  stack("Bellwether-demo-Data");
  stack("Bellwether-demo-Pipeline", describedStage());
  s3.on(GetObjectCommand).rejects(new NoSuchKey({ message: "none", $metadata: {} }));
  s3.on(ListObjectsV2Command).resolves({ Contents: [] });
  const accounts = { Key: "crm/accounts.csv", Size: 1, ETag: "e", LastModified: new Date() };
  s3.on(ListObjectsV2Command, { Prefix: "crm/accounts" }).resolves({ Contents: [accounts] });
  s3.on(ListObjectsV2Command, { Prefix: "crm/links" }).resolves({
    Contents: [{ ...accounts, Key: "crm/links.csv" }],
  });
  glue.rejects(new EntityNotFoundException({ message: "none", $metadata: {} }));
  const to = (TopicArn: string, SubscriptionArn: string) =>
    sns
      .on(ListSubscriptionsByTopicCommand, { TopicArn })
      .resolves({ Subscriptions: [{ Endpoint: "cs@example.com", SubscriptionArn }] });
  to(aDeployment.alertsTopicArn, "PendingConfirmation");
  to(aDeployment.operatorsTopicArn, "arn:aws:sns:eu-central-1:111122223333:t:1");
  const DurableExecutionArn = "arn:execution";
  const execution = { DurableExecutionArn, DurableExecutionName: "n", FunctionArn: "f" };
  const failed = { ...execution, StartTimestamp: new Date(0), Status: "FAILED" as const };
  lambda
    .on(ListDurableExecutionsByFunctionCommand, { FunctionName: "bellwether-demo-daily-run" })
    .resolves({ DurableExecutions: [failed] });
  lambda
    .on(GetDurableExecutionCommand, { DurableExecutionArn })
    .resolves({ ...failed, Error: { ErrorType: "AuditsFailed", ErrorMessage: "3 rows" } });

  const findings = await examine();
  expect(brief(findings).slice(3)).toEqual([
    "ok stack Bellwether-demo-Data",
    "ok stack Bellwether-demo-Pipeline",
    "ok concurrent Lambda executions",
    "ok active Athena queries",
    "ok sources",
    "ok source crm",
    "warn source billing",
    "warn source helpdesk",
    "warn source surveys",
    "warn source product",
    "warn subscribers of alerts",
    "ok subscribers of operator notices",
    "warn published day",
    "fail last run",
    "ok published tables",
  ]);
  expect(findings.map(findingLine)).toContain(
    "fail  last run — FAILED, started 1970-01-01T00:00:00.000Z: AuditsFailed: 3 rows; " +
      "fix the cause, then bellwether run --target aws --stage demo for its day",
  );

  const without = brief(await examine(tmpdir()));
  expect(without.filter((line) => / source /.test(line))).toEqual([]);
  expect(without).toContain("ok sources");
});
