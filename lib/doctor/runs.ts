import {
  GetDurableExecutionCommand,
  type GetDurableExecutionResponse,
  type LambdaClient,
  ListDurableExecutionsByFunctionCommand,
} from "@aws-sdk/client-lambda";
import { daysBehind, dueDay } from "../alerts/deadline.ts";
import type { Config } from "../config/schema.ts";
import { headOf, readChain } from "../pipeline/chain.ts";
import { readPlan } from "../pipeline/plan.ts";
import { isProjected } from "../pipeline/publish.ts";
import { plural } from "../plural.ts";
import type { Services } from "../services.ts";
import { type Check, fail, ok, type Verdict, warn } from "./finding.ts";

/** The outcomes of the runs of a stage. */
export function runChecks(
  services: Services,
  {
    lambda,
    dailyRunFunction,
    again,
  }: { readonly lambda: LambdaClient; readonly dailyRunFunction: string; readonly again: string },
): readonly Check[] {
  return [
    {
      what: "published day",
      look: async () => {
        const head = headOf(await readChain(services.store));
        if (head === undefined) return judgePublished(undefined, services.clock(), again);
        const { schedule } = (await readPlan(services.store, head)).config;
        return judgePublished({ asOfDate: head.as_of_date, schedule }, services.clock(), again);
      },
    },
    {
      what: "last run",
      look: async () => judgeExecution(await lastExecution(lambda, dailyRunFunction), again),
    },
    {
      what: "published tables",
      look: async () => judgeProjection(await isProjected(services, await readChain(services.store))),
    },
  ];
}

export function judgePublished(
  published: { readonly asOfDate: string; readonly schedule: Config["schedule"] } | undefined,
  now: Date,
  again: string,
): Verdict {
  if (published === undefined) return warn("none yet", `deliver exports, then ${again}`);
  const { asOfDate, schedule } = published;
  const due = dueDay(now, schedule);
  const behind = daysBehind(asOfDate, due);
  if (behind === 0) return ok(`${asOfDate}; ${due} was due`);
  return fail(`${asOfDate}, and ${due} was due (${plural(behind, "day")} behind)`, `${again} --date ${due}`);
}

export function judgeExecution(
  execution: Pick<GetDurableExecutionResponse, "Status" | "Error" | "StartTimestamp"> | undefined,
  again: string,
): Verdict {
  if (execution === undefined) return ok("Lambda has no record of one");
  const { Status, Error: thrown, StartTimestamp } = execution;
  const when = StartTimestamp === undefined ? "" : `, started ${StartTimestamp.toISOString()}`;
  if (Status === "RUNNING" || Status === "SUCCEEDED") return ok(`${Status}${when}`);
  const said = [thrown?.ErrorType, thrown?.ErrorMessage].filter((part) => part !== undefined).join(": ");
  return fail(
    `${Status}${when}${said === "" ? "" : `: ${said}`}`,
    `fix the cause, then ${again} for its day`,
  );
}

export function judgeProjection(isEqual: boolean): Verdict {
  if (isEqual) return ok("they show the published day");
  return warn(
    "they do not show the published day yet",
    "detect-drops refreshes them within 15 minutes; if it does not, check its log",
  );
}

async function lastExecution(
  lambda: LambdaClient,
  qualifiedFunction: string,
): Promise<GetDurableExecutionResponse | undefined> {
  const [FunctionName] = qualifiedFunction.split(":");
  // The newest comes first. Whatever version it ran under.
  const { DurableExecutions = [] } = await lambda.send(
    new ListDurableExecutionsByFunctionCommand({ FunctionName, MaxItems: 1 }),
  );
  const DurableExecutionArn = DurableExecutions[0]?.DurableExecutionArn;
  if (DurableExecutionArn === undefined) return undefined;
  return lambda.send(new GetDurableExecutionCommand({ DurableExecutionArn }));
}
