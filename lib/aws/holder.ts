import { GetDurableExecutionCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import type { Holder } from "../storage/lease.ts";

const isExecution = (id: string): boolean => id.startsWith("arn:") && id.includes("/durable-execution/");

/** A durable execution at work: others can ask whether it still runs. */
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
 * A chain of executions at work, each of which starts the next: one holder, whichever of them works. While it
 * works it says so, as nobody can tell from an execution that ended well whether the next one goes on.
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

/** An invocation, which nobody can ask about: what it holds lasts for as long as it says. */
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
