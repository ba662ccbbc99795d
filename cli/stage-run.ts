import type { Command } from "commander";
import type { z } from "zod";
import type { DailyRunEvent } from "../lib/aws/events.ts";
import { HistoryResult } from "../lib/aws/run-results.ts";
import { openStageOf, outputOf, targetOf } from "./options.ts";
import { WrongUsage } from "./wrong-usage.ts";

interface WaitOption {
  /** False with `--no-wait`. */
  readonly wait: boolean;
}

export const noWait = ["--no-wait", "with --target aws: start it and return at once"] as const;

/** Whether the command runs on a stage. @throws WrongUsage */
export function isForStage(command: Command): boolean {
  const isAws = targetOf(command).target === "aws";
  if (!isAws && !command.opts<WaitOption>().wait) throw new WrongUsage("--no-wait requires --target aws.");
  return isAws;
}

/**
 * Starts the event on the stage and returns the result of its execution; undefined if the command does not wait, after
 * saying so.
 */
export async function runOnStage<S extends z.ZodType>(
  command: Command,
  event: DailyRunEvent,
  schema: S,
): Promise<z.infer<S> | undefined> {
  const { executionArn, outcome } = await start(command, event);
  return outcome(executionArn, schema);
}

/** Builds days of history on the stage, possibly in several executions in a row. */
export async function buildHistoryOnStage(
  command: Command,
  event: Extract<DailyRunEvent, { readonly backfill: unknown } | { readonly again: unknown }>,
): Promise<HistoryResult | undefined> {
  const { executionArn, outcome } = await start(command, event);
  const first = await outcome(executionArn, HistoryResult);
  let built = first;
  while (built?.continuedIn !== undefined) built = await outcome(built.continuedIn, HistoryResult);
  if (built?.isDone === false)
    throw new Error(
      `the remaining days are built by an execution that Lambda did not return (${executionArn})`,
    );
  // Later executions resume days that earlier ones built; only the first resumed days of an earlier command.
  return first && built && { ...built, resumed: first.resumed };
}

const interrupted = 130;

async function start(command: Command, event: DailyRunEvent) {
  const { deployment, clients } = await openStageOf(command);
  const { followExecution, startExecution } = await import("../lib/aws/executions.ts");
  const { lambda } = clients;
  const output = outputOf(command);
  const { wait } = command.opts<WaitOption>();
  const executionArn = await startExecution({ lambda, deployment, event, now: new Date() });
  const leave = (how: string): undefined => {
    output.progress.done();
    if (output.isJson) output.json({ executionArn });
    else
      output.line(
        `${how}: bellwether status --target aws --stage ${deployment.name} shows when it is published (${executionArn}).`,
      );
  };
  const outcome = async <S extends z.ZodType>(arn: string, schema: S): Promise<z.infer<S> | undefined> => {
    if (!wait) return leave("Started");
    const interrupt = new AbortController();
    const onInterrupt = () => interrupt.abort();
    process.once("SIGINT", onInterrupt);
    try {
      const { signal } = interrupt;
      const onStep = output.progress.show;
      const result = await followExecution({ lambda, executionArn: arn, schema, onStep, signal });
      output.progress.done();
      return result;
    } catch (error) {
      if (!interrupt.signal.aborted) throw error;
      process.exitCode = interrupted;
      return leave("The run continues");
    } finally {
      process.off("SIGINT", onInterrupt);
    }
  };
  return { executionArn, outcome };
}
