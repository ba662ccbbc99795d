import { readdir, readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import {
  GetDurableExecutionCommand,
  GetDurableExecutionHistoryCommand,
  InvokeCommand,
  type LambdaClient,
} from "@aws-sdk/client-lambda";
import { boxEnvironment } from "../box.ts";

/** An execution that has ended, successfully or not. */
export interface EndedExecution {
  readonly status: string;
  readonly result: unknown;
  /** Name and message of the error of a failed execution. */
  readonly error: string;
}

const pollMilliseconds = 200;

/** Starts the daily run as the schedule or the command does; returns the execution's ARN. */
export async function start(
  lambda: LambdaClient,
  qualified: string,
  event: object,
  executionName?: string,
): Promise<string> {
  const [name = "", alias = ""] = qualified.split(":");
  const { DurableExecutionArn: arn } = await lambda.send(
    new InvokeCommand({
      ...{ FunctionName: name, Qualifier: alias, InvocationType: "Event", Payload: JSON.stringify(event) },
      ...(executionName === undefined ? {} : { DurableExecutionName: executionName }),
    }),
  );
  if (arn === undefined) throw new Error(`${qualified} is not a durable function`);
  return arn;
}

export async function ended(lambda: LambdaClient, arn: string): Promise<EndedExecution> {
  for (;;) {
    const {
      Status: status = "",
      Result,
      Error: error,
    } = await lambda.send(new GetDurableExecutionCommand({ DurableExecutionArn: arn }));
    if (status !== "RUNNING")
      return {
        status,
        result: Result === undefined ? undefined : JSON.parse(Result),
        error: error === undefined ? "" : `${error.ErrorType}: ${error.ErrorMessage}`,
      };
    await delay(pollMilliseconds);
  }
}

/** Waits until a step of the execution, or an item of one, has started or ended. */
export async function reached(
  lambda: LambdaClient,
  arn: string,
  {
    step,
    event,
  }: { readonly step: string; readonly event: "StepStarted" | "StepSucceeded" | "ContextStarted" },
): Promise<void> {
  for (;;) {
    if (await hasReached(lambda, arn, step, event)) return;
    const { Status: status, Error: error } = await lambda.send(
      new GetDurableExecutionCommand({ DurableExecutionArn: arn }),
    );
    if (status !== "RUNNING")
      throw new Error(`the execution ended (${status}) before "${step}": ${error?.ErrorMessage ?? ""}`);
    await delay(pollMilliseconds);
  }
}

async function hasReached(lambda: LambdaClient, arn: string, step: string, event: string): Promise<boolean> {
  for (let marker: string | undefined, isFirst = true; isFirst || marker !== undefined; isFirst = false) {
    const page = await lambda.send(
      new GetDurableExecutionHistoryCommand({
        ...{ DurableExecutionArn: arn, MaxItems: 1000 },
        ...(marker === undefined ? {} : { Marker: marker }),
      }),
    );
    if (page.Events?.some(({ Name, EventType }) => Name === step && EventType === event)) return true;
    marker = page.NextMarker;
  }
  return false;
}

/** Kills the process of a function, as Lambda may at any moment. */
export async function killFunction(functionName: string): Promise<number> {
  // Another stand-in on this machine may have functions with the same names.
  const ours = [
    `AWS_LAMBDA_FUNCTION_NAME=${functionName}`,
    `AWS_ENDPOINT_URL=${boxEnvironment().AWS_ENDPOINT_URL}`,
  ];
  let killed = 0;
  for (const entry of await readdir("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const environment = await readFile(`/proc/${entry}/environ`, "utf8").catch(() => "");
    const variables = new Set(environment.split("\0"));
    if (!ours.every((variable) => variables.has(variable))) continue;
    process.kill(Number(entry), "SIGKILL");
    killed += 1;
  }
  return killed;
}
