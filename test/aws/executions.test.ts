import {
  type ExecutionStatus,
  GetDurableExecutionCommand,
  GetDurableExecutionHistoryCommand,
  InvokeCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { followExecution, startExecution } from "../../lib/aws/executions.ts";
import { DayResult } from "../../lib/aws/run-results.ts";
import { aDeployment } from "../support/deployment.ts";

const executionArn = "arn:aws:lambda:eu-central-1:000000000000:function:f:1/durable-execution/a/b";
const lambda = new LambdaClient({ region: "eu-central-1" });
const mock = mockClient(lambda);
beforeEach(() => mock.reset());

describe("starting an execution", () => {
  const started = async (event: Parameters<typeof startExecution>[0]["event"], now: string) => {
    mock.on(InvokeCommand).resolves({ StatusCode: 202, DurableExecutionArn: executionArn });
    const arn = await startExecution({ lambda, deployment: aDeployment, event, now: new Date(now) });
    expect(arn).toBe(executionArn);
    return mock.commandCalls(InvokeCommand).at(-1)?.args[0].input;
  };

  test("invokes the alias asynchronously", async () => {
    expect(await started({ asOfDate: "2026-03-01" }, "2026-03-02T10:00:00Z")).toMatchObject({
      FunctionName: "bellwether-demo-daily-run:live",
      InvocationType: "Event",
      Payload: '{"asOfDate":"2026-03-01"}',
    });
  });

  test("twice within a minute is one execution, and another event or a later start is another one", async () => {
    const nameOf = async (...args: Parameters<typeof started>) =>
      (await started(...args))?.DurableExecutionName;
    const again = { again: { from: "2026-03-01", config: "plan" } } as const;
    const first = await nameOf({ asOfDate: "2026-03-01" }, "2026-03-02T10:00:00Z");
    expect(await nameOf({ asOfDate: "2026-03-01" }, "2026-03-02T10:00:59Z")).toBe(first);
    const others = [
      await nameOf({ asOfDate: "2026-03-01" }, "2026-03-02T10:01:00Z"),
      await nameOf({ asOfDate: "2026-03-02" }, "2026-03-02T10:00:00Z"),
      await nameOf(again, "2026-03-02T10:00:00Z"),
    ];
    expect(new Set([first, ...others]).size).toBe(4);
    for (const name of [first, ...others]) expect(name).toMatch(/^demo-[\w-]{1,59}$/);
  });
});

describe("following an execution", () => {
  const result: DayResult = {
    landed: [{ source: "crm", records: 3, problem: null }],
    rebuilt: null,
    run: { outcome: "published", as_of_date: "2026-03-01", run_id: "r1", warnings: [] },
    detection: { sent: 1, digests: 1, baseline: 0, alreadySent: 0, notices: 0 },
  };
  const execution = (Status: ExecutionStatus, rest: object = {}) => ({
    ...{ DurableExecutionArn: executionArn, DurableExecutionName: "n", FunctionArn: "f" },
    ...{ StartTimestamp: new Date(0), Status, ...rest },
  });
  const event = (EventId: number, Name: string, rest: object = {}) => ({
    ...{ EventId, Id: Name, Name, EventType: "StepStarted" as const, ...rest },
  });
  const steps: string[] = [];
  const follow = (signal: AbortSignal = new AbortController().signal) =>
    followExecution({
      ...{ lambda, executionArn, schema: DayResult, signal },
      onStep: (name) => steps.push(name),
      pause: async () => {},
    });
  beforeEach(() => {
    steps.length = 0;
  });

  test("reports each step of the workflow once, as it starts, and returns the result", async () => {
    mock
      .on(GetDurableExecutionCommand)
      .resolvesOnce(execution("RUNNING"))
      .resolves(execution("SUCCEEDED", { Result: JSON.stringify(result) }));
    const early = [event(1, "choose the date"), event(2, "open the run")];
    const late = [
      event(3, "records", { EventType: "ContextStarted" }),
      event(4, "start accounts", { ParentId: "records" }),
      event(5, "open the run"),
      event(6, "publish", { EventType: "StepSucceeded" }),
      event(7, "publish"),
    ];
    mock
      .on(GetDurableExecutionHistoryCommand)
      .resolvesOnce({ Events: early.toReversed() })
      .resolvesOnce({ Events: late.toReversed(), NextMarker: "1" })
      .resolvesOnce({ Events: early.toReversed(), NextMarker: "2" });
    expect(await follow()).toEqual(result);
    expect(steps).toEqual(["choose the date", "open the run", "records", "publish"]);
  });

  test("reports the name and message of a failure", async () => {
    const thrown = { ErrorType: "AuditsFailed", ErrorMessage: "months_add_up: 3 rows" };
    mock.on(GetDurableExecutionHistoryCommand).resolves({ Events: [] });
    mock.on(GetDurableExecutionCommand).resolves(execution("FAILED", { Error: thrown }));
    await expect(follow()).rejects.toMatchObject({
      errorName: "AuditsFailed",
      message: `AuditsFailed: months_add_up: 3 rows\n(${executionArn})`,
    });
    mock.on(GetDurableExecutionCommand).resolves(execution("TIMED_OUT"));
    await expect(follow()).rejects.toThrow("the execution is TIMED_OUT");
  });

  test("stops when asked to, without stopping the execution", async () => {
    const interrupt = new AbortController();
    interrupt.abort();
    await expect(follow(interrupt.signal)).rejects.toThrow(/abort/i);
    expect(mock.calls()).toHaveLength(0);
  });
});
