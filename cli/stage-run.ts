import type { Command } from "commander";
import type { z } from "zod";
import type { DailyRunEvent } from "../lib/aws/events.ts";
import { HistoryResult } from "../lib/aws/run-results.ts";
import { openStageOf, outputOf } from "./open.ts";
import { targetOf, type WaitOption } from "./options.ts";
import { FailureShown } from "./report-error.ts";
import { interrupted, takeInterrupt } from "./signals.ts";

/** Whether the command runs on a stage. */
export const isForStage = (command: Command): boolean => targetOf(command).target === "aws";

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
      output.say(
        `${how}: bellwether status --target aws --stage ${deployment.name} shows when it is published (${executionArn}).`,
      );
  };
  const outcome = async <S extends z.ZodType>(arn: string, schema: S): Promise<z.infer<S> | undefined> => {
    if (!wait) return leave("Started");
    const interrupt = new AbortController();
    const giveBack = takeInterrupt(() => interrupt.abort());
    try {
      const { signal } = interrupt;
      const onStep = (name: string, isStage: boolean) =>
        isStage ? output.progress.show(name) : output.progress.stepStarted(name);
      return await followExecution({ lambda, executionArn: arn, schema, onStep, signal });
    } catch (error) {
      if (!interrupt.signal.aborted) throw error;
      leave("The run continues");
      throw new FailureShown(interrupted);
    } finally {
      output.progress.done();
      giveBack();
    }
  };
  return { executionArn, outcome };
}
