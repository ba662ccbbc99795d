import { createHash } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import {
  type Event,
  GetDurableExecutionCommand,
  type GetDurableExecutionResponse,
  InvokeCommand,
  type LambdaClient,
  paginateGetDurableExecutionHistory,
} from "@aws-sdk/client-lambda";
import type { z } from "zod";
import type { DailyRunEvent } from "./events.ts";
import type { Deployment } from "./stage.ts";

/** An execution of daily-run failed. */
export class ExecutionFailed extends Error {
  override readonly name = "ExecutionFailed";
  readonly executionArn: string;
  readonly status: string | undefined;
  /** The error that was thrown. */
  readonly errorName: string | undefined;
  constructor({ DurableExecutionArn = "", Status, Error: thrown }: GetDurableExecutionResponse) {
    const said = [thrown?.ErrorType, thrown?.ErrorMessage].filter(
      (part) => part !== undefined && part !== "",
    );
    const how = said.length === 0 ? `the execution is ${Status}` : said.join(": ");
    super(`${how}\n(${DurableExecutionArn})`);
    this.executionArn = DurableExecutionArn;
    this.status = Status;
    this.errorName = thrown?.ErrorType;
  }
}

/**
 * Starts an execution of daily-run, through its alias. The same event started twice within a minute, as by a
 * command that is repeated because its answer was lost, is one execution.
 * @returns its ARN
 */
export async function startExecution({
  lambda,
  deployment,
  event,
  now,
}: {
  readonly lambda: LambdaClient;
  readonly deployment: Pick<Deployment, "name" | "dailyRunFunction">;
  readonly event: DailyRunEvent;
  readonly now: Date;
}): Promise<string> {
  const { DurableExecutionArn } = await lambda.send(
    new InvokeCommand({
      FunctionName: deployment.dailyRunFunction,
      InvocationType: "Event",
      Payload: JSON.stringify(event),
      DurableExecutionName: executionName(deployment.name, event, now),
    }),
  );
  if (DurableExecutionArn === undefined)
    throw new Error(`${deployment.dailyRunFunction} was started, but Lambda returned no execution to follow`);
  return DurableExecutionArn;
}

/** Unlike for any other stage of the account and any other event; equal within a minute. At most 64 characters. */
function executionName(stage: string, event: DailyRunEvent, now: Date): string {
  const kind = "backfill" in event ? "backfill" : "again" in event ? "again" : "run";
  const hash = createHash("sha256").update(JSON.stringify(event)).digest("hex").slice(0, 12);
  const minute = now.toISOString().slice(0, 16).replace(/\D/g, "");
  return `${stage}-${kind}-${hash}-${minute}`;
}

interface FollowOptions<S extends z.ZodType> {
  readonly lambda: LambdaClient;
  readonly executionArn: string;
  readonly schema: S;
  /** Called once for each step, when it starts. A stage is a step over several items. */
  readonly onStep: (name: string, isStage: boolean) => void;
  /** Ends the following, not the execution. */
  readonly signal: AbortSignal;
  /** Between two looks, given how many there were. @default from 1 to 10 seconds */
  readonly pause?: (looks: number) => Promise<void>;
}

/**
 * Waits for an execution to finish, and returns its result.
 * @throws ExecutionFailed; AbortError when the signal came first
 */
export async function followExecution<S extends z.ZodType>({
  lambda,
  executionArn,
  schema,
  onStep,
  signal,
  pause = (looks) => setTimeout(Math.min(1.25 ** looks, 10) * 1_000, undefined, { signal }),
}: FollowOptions<S>): Promise<z.infer<S>> {
  const newSteps = stepsOf(lambda, executionArn);
  for (let looks = 0; ; looks += 1) {
    signal.throwIfAborted();
    const execution = await lambda.send(
      new GetDurableExecutionCommand({ DurableExecutionArn: executionArn }),
    );
    for (const { name, isStage } of await newSteps()) onStep(name, isStage);
    if (execution.Status === "SUCCEEDED") return schema.parse(JSON.parse(execution.Result ?? "null"));
    if (execution.Status !== "RUNNING") throw new ExecutionFailed(execution);
    await pause(looks);
  }
}

interface StartedStep {
  readonly name: string;
  readonly isStage: boolean;
}

/**
 * Returns, on each call, the steps that have started since the last one: only steps of the
 * workflow itself, not nested ones.
 */
function stepsOf(lambda: LambdaClient, executionArn: string): () => Promise<readonly StartedStep[]> {
  const known = new Set<string>();
  let read = 0;
  return async () => {
    const events = await eventsAfter(lambda, executionArn, read);
    read = events.at(-1)?.EventId ?? read;
    return events.flatMap(({ EventType, Id = "", Name, ParentId }) => {
      const isStart = EventType === "StepStarted" || EventType === "ContextStarted";
      // A step that is tried again begins again.
      if (!isStart || ParentId || Name === undefined || known.has(Id)) return [];
      known.add(Id);
      return [{ name: Name, isStage: EventType === "ContextStarted" }];
    });
  };
}

/** Reads from the newest event backwards, to skip events already read. Returns the oldest first. */
async function eventsAfter(lambda: LambdaClient, executionArn: string, eventId: number): Promise<Event[]> {
  const events: Event[] = [];
  const pages = paginateGetDurableExecutionHistory(
    { client: lambda, pageSize: 100 },
    { DurableExecutionArn: executionArn, ReverseOrder: true, IncludeExecutionData: false },
  );
  for await (const { Events = [] } of pages) {
    const later = Events.filter(({ EventId = 0 }) => EventId > eventId);
    events.push(...later);
    if (later.length < Events.length) break;
  }
  return events.reverse();
}
