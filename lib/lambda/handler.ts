import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { captureLambdaHandler } from "@aws-lambda-powertools/tracer/middleware";
import middy from "@middy/core";
import type { Context } from "aws-lambda";
import { z } from "zod";
import { DurableSteps } from "./durable-steps.ts";
import { errorFields } from "./error-fields.ts";
import { logger, metrics, tracer } from "./telemetry.ts";

/** A function was invoked with an invalid event. */
export class WrongEvent extends Error {
  override readonly name = "WrongEvent";
  constructor(functionName: string, error: z.ZodError, found: unknown) {
    const keys =
      typeof found === "object" && found !== null
        ? `the keys ${Object.keys(found).join(", ")}`
        : typeof found;
    super(`${functionName} does not understand its event (${keys}):\n${z.prettifyError(error)}`);
  }
}

interface HandlerOptions<S extends z.ZodType, R> {
  readonly name: string;
  readonly event: S;
  readonly work: (event: z.infer<S>, context: Context) => Promise<R>;
}

/** The handler of a function: validates the event; logs an error once and rethrows it. */
export function handlerOf<S extends z.ZodType, R>({ name, event: schema, work }: HandlerOptions<S, R>) {
  return chained((event: unknown, context: Context) =>
    reported(name, async () => work(parsed(name, schema, event), context)),
  );
}

/** The context of a durable function's work. */
export interface DurableWork {
  readonly steps: DurableSteps;
  /** The same in every invocation of an execution, and different from all other executions. */
  readonly executionArn: string;
  /** Silent during the replay of finished steps. */
  readonly log: Pick<DurableContext["logger"], "info" | "warn" | "error">;
}

interface DurableHandlerOptions<S extends z.ZodType, R> {
  readonly name: string;
  readonly event: S;
  readonly work: (event: z.infer<S>, durable: DurableWork) => Promise<R>;
}

/**
 * The handler of a durable function, with the same middleware; one invocation is one part of an execution.
 */
export function durableHandlerOf<S extends z.ZodType, R>({
  name,
  event: schema,
  work,
}: DurableHandlerOptions<S, R>) {
  return chained(
    withDurableExecution((event: unknown, context: DurableContext) => {
      const executionArn = context.executionContext.durableExecutionArn;
      logger.appendKeys({ execution: executionArn });
      context.configureLogger({ customLogger: logger });
      const durable = { steps: new DurableSteps(context), executionArn, log: context.logger };
      return reported(name, async () => work(parsed(name, schema, event), durable));
    }),
  );
}

/** The middleware of every function of Bellwether. */
function chained<E, R>(handler: (event: E, context: Context) => Promise<R>) {
  return middy<E, R>(handler)
    .use(injectLambdaContext(logger, { logEvent: false, resetKeys: true }))
    .use(captureLambdaHandler(tracer, { captureResponse: false }))
    .use({ after: publishMetrics, onError: publishMetrics });
}

/** Powertools' own would warn of each invocation that has none, and most stretches of an execution have none. */
function publishMetrics(): void {
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}

function parsed<S extends z.ZodType>(name: string, schema: S, event: unknown): z.infer<S> {
  const result = schema.safeParse(event);
  if (!result.success) throw new WrongEvent(name, result.error, event);
  return result.data;
}

async function reported<R>(name: string, work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    logger.error(`${name} failed`, { ...errorFields(error) });
    throw error;
  }
}
