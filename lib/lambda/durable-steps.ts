import type { DurableContext, RetryDecision } from "@aws/durable-execution-sdk-js";
import type { Steps } from "../pipeline/steps.ts";
import { throwTogether } from "../side-by-side.ts";
import { isTransient } from "./transient.ts";

/** Athena runs more at once, but further queries would only queue there. */
const sideBySide = 6;
const mostResultBytes = 4_096;
const mostAttempts = 5;

/** A step gave more than a durable execution should remember of it. */
export class ResultTooLarge extends Error {
  override readonly name = "ResultTooLarge";
  readonly step: string;
  readonly bytes: number;
  constructor(step: string, bytes: number) {
    super(
      `the step "${step}" returned ${bytes} bytes, more than ${mostResultBytes}: store them, and return their key`,
    );
    this.step = step;
    this.bytes = bytes;
  }
}

/** A step's error as the execution stores it: name and message, whether it is thrown now or in a replay. */
class RememberedError extends Error {
  override readonly name: string;
  constructor({ name, message }: Error) {
    super(message);
    this.name = name;
  }
}

/** The state of a wait: the last result, or the number of failed polls in a row. */
type Look<T> = { readonly seen: T } | { readonly failures: number };

/** Steps of a durable execution: finished steps are recorded, and not repeated when the execution resumes. */
export class DurableSteps implements Steps {
  readonly #context: DurableContext;

  constructor(context: DurableContext) {
    this.#context = context;
  }

  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    try {
      return await this.#context.step(name, async () => small(name, await work()), { retryStrategy });
    } catch (error) {
      throw original(error);
    }
  }

  async map<I extends { readonly name: string }, T>(
    name: string,
    items: readonly I[],
    work: (item: I, steps: Steps) => Promise<T>,
  ): Promise<readonly T[]> {
    const done = await this.#context.map(
      name,
      [...items],
      async (context, item) => small(item.name, await work(item, new DurableSteps(context))),
      {
        maxConcurrency: sideBySide,
        itemNamer: (item) => item.name,
        // All items finish before a failure is thrown, so that nothing runs in the background of later steps.
        completionConfig: { toleratedFailureCount: items.length },
      },
    );
    const failures = done.getErrors().map(original);
    throwTogether(failures);
    return done.getResults();
  }

  async waitUntil<T>(name: string, look: () => Promise<T | undefined>): Promise<T> {
    try {
      const ended = await this.#context.waitForCondition<Look<T>>(
        name,
        async (before) => {
          try {
            const seen = await look();
            return seen === undefined ? { failures: 0 } : { seen: small(name, seen) };
          } catch (error) {
            const failures = "failures" in before ? before.failures + 1 : 1;
            if (!isTransient(error) || failures === mostAttempts) throw error;
            return { failures };
          }
        },
        {
          initialState: { failures: 0 },
          waitStrategy: (state, attempt) =>
            "seen" in state
              ? { shouldContinue: false }
              : { shouldContinue: true, delay: { seconds: Math.round(Math.min(1.5 ** (attempt - 1), 60)) } },
        },
      );
      if ("seen" in ended) return ended.seen;
      throw new Error(`"${name}" ended without a result`);
    } catch (error) {
      throw original(error);
    }
  }
}

function retryStrategy(error: Error, attempt: number): RetryDecision {
  if (!isTransient(error) || attempt >= mostAttempts) return { shouldRetry: false };
  return { shouldRetry: true, delay: { seconds: 2 ** attempt } };
}

function small<T>(name: string, result: T): T {
  const bytes = Buffer.byteLength(JSON.stringify(result) ?? "");
  if (bytes > mostResultBytes) throw new ResultTooLarge(name, bytes);
  return result;
}

/** What was thrown first: the SDK wraps it once for each step and context that it passes. */
function original(error: unknown): Error {
  let node = error instanceof Error ? error : new Error(String(error));
  while (node.cause instanceof Error) node = node.cause;
  return new RememberedError(node);
}
