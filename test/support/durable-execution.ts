import { randomUUID } from "node:crypto";
import {
  type CheckpointDurableExecutionRequest,
  type CheckpointDurableExecutionResponse,
  type DurableExecutionClient,
  DurableExecutionInvocationInputWithClient,
  type DurableLambdaHandler,
  type ErrorObject,
  type InvocationStatus,
  type Operation,
  type OperationUpdate,
} from "@aws/durable-execution-sdk-js";
import type { Context } from "aws-lambda";

/**
 * When an invocation dies: at its n-th checkpoint (from 0), before or after the service has received it.
 * The service receives nothing that it sends afterwards.
 */
export interface Death {
  readonly checkpoint: number;
  readonly isReceived: boolean;
}

/** One invocation of an execution: alive until it dies or its execution continues in another. */
export interface Life {
  isOver: boolean;
}

/** The result of an invocation: PENDING when its execution continues in another. */
export interface Ended {
  readonly Status: `${InvocationStatus}`;
  readonly Result?: string | undefined;
  readonly Error?: ErrorObject | undefined;
}

/**
 * The service behind durable functions, in memory and without waiting: it hands the checkpoints of an execution to its
 * next invocation, as Lambda does after one that waits or was killed.
 */
export class DurableExecution {
  readonly arn = `arn:aws:lambda:us-east-1:000000000000:function:f:live/durable-execution/${randomUUID()}/1`;
  readonly #operations = new Map<string, Operation>();
  /** All operations ever: the service forgets those below a finished one. */
  readonly names: string[] = [];
  invocations = 0;
  checkpoints = 0;

  constructor(event: unknown) {
    const id = randomUUID();
    const ExecutionDetails = { InputPayload: JSON.stringify(event) };
    const started = { StartTimestamp: new Date(), Status: "STARTED" as const };
    this.#operations.set(id, { Id: id, Type: "EXECUTION", ...started, ExecutionDetails });
  }

  /** Invokes until the execution has ended. */
  async run(handlerOf: (life: Life) => DurableLambdaHandler): Promise<Ended> {
    for (;;) {
      const output = await this.invoke(handlerOf);
      if (output !== "died" && output.Status !== "PENDING") return output;
    }
  }

  /** One invocation, killed at `death`. */
  async invoke(handlerOf: (life: Life) => DurableLambdaHandler, death?: Death): Promise<Ended | "died"> {
    this.invocations += 1;
    const life: Life = { isOver: false };
    const died = Promise.withResolvers<"died">();
    let checkpoints = 0;
    const client: DurableExecutionClient = {
      getExecutionState: async () => ({ Operations: [...this.#visible()] }),
      checkpoint: async (request) => {
        if (life.isOver) return new Promise(() => {});
        const dies = death !== undefined && checkpoints === death.checkpoint;
        checkpoints += 1;
        const response = dies && !death.isReceived ? undefined : this.#checkpoint(request);
        if (!dies && response !== undefined) return response;
        life.isOver = true;
        died.resolve("died");
        return new Promise(() => {});
      },
    };
    const Operations = [...this.#visible()].map((operation) => this.#wake(operation));
    const input = new DurableExecutionInvocationInputWithClient(
      { DurableExecutionArn: this.arn, CheckpointToken: "1", InitialExecutionState: { Operations } },
      client,
    );
    const context = {
      functionName: "f",
      awsRequestId: randomUUID(),
      getRemainingTimeInMillis: () => 900_000,
    } as Context;
    const output = await Promise.race([handlerOf(life)(input, context), died.promise]);
    life.isOver = true;
    return output;
  }

  #checkpoint({ Updates = [] }: CheckpointDurableExecutionRequest): CheckpointDurableExecutionResponse {
    if (Updates.length > 0) this.checkpoints += 1;
    const updated = Updates.map((update) => this.#update(update));
    // An empty checkpoint asks which operations are ready: all are, as nothing waits here.
    const ready =
      Updates.length > 0 ? [] : [...this.#operations.values()].map((operation) => this.#wake(operation));
    return { CheckpointToken: "1", NewExecutionState: { Operations: [...updated, ...ready] } };
  }

  #update(update: OperationUpdate): Operation {
    const id = update.Id ?? "";
    const before = this.#operations.get(id);
    if (before === undefined) this.names.push(`${update.SubType} ${update.Name}`);
    const attempt = before?.StepDetails?.Attempt ?? 0;
    const StartTimestamp = before?.StartTimestamp ?? new Date();
    const { ParentId, Name, Type, SubType, Payload: Result, Error: failure } = update;
    const { ReplayChildren } = update.ContextOptions ?? {};
    const common = { Id: id, ParentId, Name, Type, SubType, StartTimestamp };
    const details = (Attempt: number) =>
      Type === "CONTEXT"
        ? { ContextDetails: { Result, Error: failure, ReplayChildren } }
        : { StepDetails: { Attempt, Result, Error: failure } };
    const operation: Operation =
      update.Action === "START"
        ? { ...before, ...common, Status: "STARTED" }
        : update.Action === "RETRY"
          ? {
              ...common,
              Status: "PENDING",
              StepDetails: { Attempt: attempt + 1, Result, Error: failure, NextAttemptTimestamp: new Date() },
            }
          : {
              ...{ ...common, EndTimestamp: new Date(), ...details(attempt + 1) },
              Status: update.Action === "FAIL" ? "FAILED" : "SUCCEEDED",
            };
    this.#operations.set(id, operation);
    return operation;
  }

  #wake(operation: Operation): Operation {
    if (operation.Status !== "PENDING") return operation;
    const ready: Operation = { ...operation, Status: "READY" };
    this.#operations.set(operation.Id ?? "", ready);
    return ready;
  }

  /** Leaves out operations below a finished context, which are not replayed. */
  *#visible(): Iterable<Operation> {
    for (const operation of this.#operations.values()) {
      const parent = this.#operations.get(operation.ParentId ?? "");
      const isFinished = parent?.EndTimestamp !== undefined && parent.ContextDetails?.ReplayChildren !== true;
      if (isFinished) this.#operations.delete(operation.Id ?? "");
      else yield operation;
    }
  }
}
