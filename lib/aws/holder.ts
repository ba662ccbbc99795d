import { GetDurableExecutionCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import type { Holder } from "../storage/lease.ts";

const isExecution = (id: string): boolean => id.startsWith("arn:") && id.includes("/durable-execution/");

/** A durable execution as a lease holder: others can check whether it still runs. */
export function executionHolder({
  lambda,
  executionArn,
}: {
  readonly lambda: LambdaClient;
  readonly executionArn: string;
}): Holder {
  return { id: executionArn, fateOf: (id) => fateOfExecution(lambda, id) };
}

/**
 * A chain of executions, each of which starts the next, as one lease holder. It renews the lease while it
 * works, because a successful execution does not show whether the next one has started.
 */
export function chainHolder({
  lambda,
  firstExecutionArn,
}: {
  readonly lambda: LambdaClient;
  readonly firstExecutionArn: string;
}): Holder {
  return { id: `chain of ${firstExecutionArn}`, fateOf: (id) => fateOfExecution(lambda, id) };
}

/**
 * An invocation as a lease holder. Nobody can check whether it still runs, so its lease lasts until it
 * expires.
 */
export function invocationHolder({ lambda }: { readonly lambda: LambdaClient }, requestId: string): Holder {
  return { id: `invocation ${requestId}`, fateOf: (id) => fateOfExecution(lambda, id) };
}

async function fateOfExecution(lambda: LambdaClient, id: string): Promise<"alive" | "gone" | "unknown"> {
  if (!isExecution(id)) return "unknown";
  try {
    const { Status } = await lambda.send(new GetDurableExecutionCommand({ DurableExecutionArn: id }));
    return Status === "RUNNING" ? "alive" : "gone";
  } catch (error) {
    return error instanceof Error && error.name === "ResourceNotFoundException" ? "gone" : "unknown";
  }
}
