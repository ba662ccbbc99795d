import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import type { DailyRunEvent, RefreshEvent } from "./events.ts";
import type { Stage } from "./stage.ts";

/** The functions of a stage, as they call one another. */
export interface Functions {
  /** Lands a source as of a date; the outcome is written to the key `landing`. */
  startLanding(source: string, landing: string, landedOn: string, again?: LandAgain): Promise<void>;
  startRefresh(event: RefreshEvent): Promise<void>;
  /** Starts an execution of daily-run, and gives its ARN; the same name is the same execution. */
  startRun(event: DailyRunEvent, executionName: string): Promise<string | undefined>;
}

/** The streams of the source to read again. @default all of them */
export interface LandAgain {
  readonly stream?: string | undefined;
}

/** A source of the project that the stage was deployed without. */
export class SourceNotDeployed extends Error {
  override readonly name = "SourceNotDeployed";
  constructor(source: string) {
    super(`no function lands ${source}: deploy the stage again with the current config`);
  }
}

/** Where runs are started, unlike a plain version: it names the version that an execution keeps to. */
const liveAlias = "live";

/** @throws SourceNotDeployed */
export function landFunctionOf({ landFunctions }: Stage, source: string): string {
  const name = landFunctions[source];
  if (name === undefined) throw new SourceNotDeployed(source);
  return name;
}

export function functionsOf(lambda: LambdaClient, stage: Stage): Functions {
  const start = (FunctionName: string, event: unknown, executionName?: string) =>
    lambda.send(
      new InvokeCommand({
        ...{ FunctionName, InvocationType: "Event", Payload: JSON.stringify(event) },
        ...(executionName === undefined ? {} : { DurableExecutionName: executionName }),
      }),
    );
  return {
    startLanding: async (source, landing, landedOn, again) => {
      await start(landFunctionOf(stage, source), { source, landing, landedOn, again });
    },
    startRefresh: async (event) => {
      await start(stage.refreshFunction, event);
    },
    startRun: async (event, executionName) => {
      const dailyRun = `bellwether-${stage.name}-daily-run:${liveAlias}`;
      const { DurableExecutionArn } = await start(dailyRun, event, executionName);
      return DurableExecutionArn;
    },
  };
}
