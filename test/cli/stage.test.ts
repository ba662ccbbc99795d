import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import {
  type ExecutionStatus,
  GetDurableExecutionCommand,
  GetDurableExecutionHistoryCommand,
  InvokeCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { mockClient } from "aws-sdk-client-mock";
import { Command } from "commander";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { addQuery } from "../../cli/usage/answers.ts";
import { addBackfill, addRun } from "../../cli/usage/days.ts";
import { describedStage } from "../support/deployment.ts";

/** The published tables of the mocked stage tell nothing; test/cli/stage-report.test.ts reads some. */
vi.mock("../../cli/stage-report.ts", () => {
  const report = { warnings: [], streams: [], unread: [], empty: [], untold: [] };
  return { stageDayReport: async () => report, stageHistoryReport: async () => report };
});

const cloudFormation = mockClient(CloudFormationClient);
const athena = mockClient(AthenaClient);
const lambda = mockClient(LambdaClient);

let said = "";
beforeEach(() => {
  for (const mock of [cloudFormation, athena, lambda]) mock.reset();
  cloudFormation
    .on(DescribeStacksCommand, { StackName: "Bellwether-demo-Pipeline" })
    .resolves({ Stacks: [describedStage()] });
  said = "";
  vi.stubEnv("npm_command", undefined);
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    said += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** Runs a verb in this process, with AWS mocked. */
async function bellwether(...args: readonly string[]): Promise<string> {
  const program = new Command("bellwether")
    .option("--project <dir>", "", ".")
    .option("--json", "", false)
    .exitOverride();
  for (const add of [addRun, addBackfill, addQuery]) add(program);
  await program.parseAsync([...args, "--target", "aws", "--stage", "demo"], { from: "user" });
  return said;
}

test("query reads a stage in the workgroup for BI, without a project", async () => {
  athena.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: "q1" });
  athena.on(GetQueryExecutionCommand).resolves({ QueryExecution: { Status: { State: "SUCCEEDED" } } });
  athena.on(GetQueryResultsCommand).resolves({
    ResultSet: {
      ResultSetMetadata: { ColumnInfo: [{ Name: "n", Type: "bigint" }] },
      Rows: [{ Data: [{ VarCharValue: "n" }] }, { Data: [{ VarCharValue: "7" }] }],
    },
  });
  const empty = await mkdtemp(join(tmpdir(), "bellwether-stage-"));
  expect(await bellwether("--project", empty, "query", "select 7 as n", "--format", "json")).toBe(
    '[\n  {\n    "n": 7\n  }\n]\n',
  );
  expect(athena.commandCalls(StartQueryExecutionCommand)[0]?.args[0].input).toMatchObject({
    WorkGroup: "bellwether-demo-bi",
    QueryExecutionContext: { Database: "bellwether_demo" },
  });
  await rm(empty, { recursive: true });
});

describe("a run on a stage", () => {
  const arn = "arn:aws:lambda:eu-central-1:000000000000:function:f:1/durable-execution/a/";
  const execution = (id: string, Status: ExecutionStatus, rest: object) =>
    lambda.on(GetDurableExecutionCommand, { DurableExecutionArn: `${arn}${id}` }).resolves({
      ...{ DurableExecutionArn: `${arn}${id}`, DurableExecutionName: id, FunctionArn: "f" },
      ...{ StartTimestamp: new Date(0), Status, ...rest },
    });
  const answering = (id: string, result: object) =>
    execution(id, "SUCCEEDED", { Result: JSON.stringify(result) });
  const events = () =>
    lambda.commandCalls(InvokeCommand).map(({ args }) => JSON.parse(String(args[0].input.Payload)));
  beforeEach(() => {
    lambda.on(InvokeCommand).resolves({ DurableExecutionArn: `${arn}1` });
    lambda.on(GetDurableExecutionHistoryCommand).resolves({ Events: [] });
  });

  test("reports what landed, and otherwise the same as a run on one machine", async () => {
    answering("1", {
      landed: [
        { source: "crm", records: 3, problem: null },
        { source: "billing", records: 0, problem: "invoices: its first line is not a header" },
      ],
      run: { outcome: "published", as_of_date: "2026-03-01", run_id: "r1" },
      detection: { sent: 2, digests: 1, baseline: 0, alreadySent: 0 },
    });
    expect(await bellwether("run", "--date", "2026-03-01")).toBe(
      "crm: 3 records landed\n" +
        "billing: 0 records landed; invoices: its first line is not a header\n" +
        "2026-03-01 is published (run r1).\n2 alerts and 1 digest sent.\n" +
        "Next: bellwether status --target aws --stage demo\n",
    );
    expect(events()).toEqual([{ asOfDate: "2026-03-01" }]);
  });

  test("is only started with --no-wait, and says where to follow it", async () => {
    expect(await bellwether("run", "--date", "2026-03-01", "--no-wait")).toMatch(
      /^Started: bellwether status --target aws --stage demo shows when it is published/,
    );
    expect(lambda.commandCalls(GetDurableExecutionCommand)).toHaveLength(0);
  });

  test("that fails reports the error", async () => {
    execution("1", "FAILED", { Error: { ErrorType: "LeaseTaken", ErrorMessage: "a run is under way" } });
    await expect(bellwether("run")).rejects.toThrow("LeaseTaken: a run is under way");
  });

  test("of history is followed over several executions, and reported as one", async () => {
    const part = { from: "2026-01-01", to: "2026-01-31", days: 31 };
    answering("1", { ...part, resumed: 2, isDone: false, continuedIn: `${arn}2` });
    answering("2", { ...part, resumed: 16, isDone: true });
    expect(await bellwether("backfill", "--from", "2026-01-01", "--to", "2026-01-31")).toBe(
      "Published 31 days of history, 2026-01-01 to 2026-01-31, 2 of them resumed from an interrupted backfill.\n" +
        "Next: bellwether status --target aws --stage demo\n",
    );
    expect(events()).toEqual([{ backfill: { from: "2026-01-01", to: "2026-01-31", everyDays: 1 } }]);
    said = "";
    answering("1", { ...part, days: 1, resumed: 0, isDone: true });
    expect(await bellwether("run", "--date", "2026-01-01", "--again", "--config", "current")).toBe(
      "Rebuilt 1 day, 2026-01-01 to 2026-01-31, by the current config.\n" +
        "Next: bellwether status --target aws --stage demo\n",
    );
    expect(events()[1]).toEqual({ again: { from: "2026-01-01", config: "current" } });
  });
});

test("missing credentials are one sentence, and a local command takes no stage", async () => {
  const command = join(import.meta.dirname, "../../cli/start.js");
  const { PATH = "" } = process.env;
  // No profile, no key, and no metadata service.
  const env = { PATH, HOME: tmpdir(), AWS_EC2_METADATA_DISABLED: "true" };
  const run = (...args: readonly string[]) =>
    new Promise<{ readonly code: unknown; readonly stderr: string }>((resolve) => {
      execFile(process.execPath, [command, ...args], { env }, (error, _stdout, stderr) =>
        resolve({ code: error?.code ?? 0, stderr }),
      );
    });
  const [unknown, local, alone] = await Promise.all([
    run("query", "select 1", "--target", "aws"),
    run("status", "--stage", "demo"),
    run("run", "--no-wait"),
  ]);
  expect(unknown).toEqual({
    code: 1,
    stderr: expect.stringMatching(/^there are no credentials for AWS: .*\n$/),
  });
  expect(local).toEqual({ code: 2, stderr: "--stage requires --target aws.\n" });
  expect(alone).toEqual({ code: 2, stderr: "--no-wait requires --target aws.\n" });
});
