import { runAndDetect } from "../lib/alerts/run-and-detect.ts";
import { type Clients, clientsOf } from "../lib/aws/clients.ts";
import { type Again, type Backfill, DailyRunEvent } from "../lib/aws/events.ts";
import { type Functions, functionsOf } from "../lib/aws/functions.ts";
import { chainHolder, executionHolder } from "../lib/aws/holder.ts";
import { landSources } from "../lib/aws/land-sources.ts";
import { mostDaysOf } from "../lib/aws/operations.ts";
import { runFigures } from "../lib/aws/run-figures.ts";
import type { HistoryResult } from "../lib/aws/run-results.ts";
import { servicesOf } from "../lib/aws/services.ts";
import { shippedProject } from "../lib/aws/shipped-project.ts";
import { addDays, dateOf } from "../lib/dates.ts";
import { stageFrom } from "../lib/lambda/environment.ts";
import { type DurableWork, durableHandlerOf } from "../lib/lambda/handler.ts";
import { countHistory, countingFailure, countRun } from "../lib/lambda/run-metrics.ts";
import { headOf, readChain } from "../lib/pipeline/chain.ts";
import type { CompiledProject } from "../lib/pipeline/compiled-project.ts";
import { backfill, repeatDays } from "../lib/pipeline/history.ts";
import type { Services } from "../lib/services.ts";

const stage = stageFrom();
const clients = clientsOf(stage);

/** The services of a run: only these differ between a stage and a test. */
export interface DailyRunWorld {
  readonly project: CompiledProject;
  readonly services: Services;
  readonly functions: Functions;
}

/** Runs one day: the requested one, or yesterday. */
export async function runDay(
  { asOfDate: wanted, land }: { readonly asOfDate?: string | undefined; readonly land?: boolean | undefined },
  { steps, executionArn, log }: DurableWork,
  { project, services, functions }: DailyRunWorld,
) {
  const { asOfDate, lands } = await steps.run("choose the date", async () => ({
    asOfDate: wanted ?? (await dateDue(services)),
    lands: land ?? (wanted === undefined || wanted >= dateOf(services.clock())),
  }));
  const landed = await landSources(steps, services, functions, {
    sources: lands ? project.config.sources : [],
    prefix: `state/landings/${asOfDate}/${executionArn.split("/").at(-1)}/`,
    landedOn: asOfDate,
  });
  for (const source of landed) if (source.problem !== null) log.warn("source did not land", { ...source });

  // Of the operations limit of one execution, the day itself needs one day's share.
  const mostDays = mostDaysOf(project) - 1;
  const outcome = await runAndDetect(steps, services, { project, asOfDate, mostDays });
  const { rebuilt, run, detection } = outcome;
  if (rebuilt !== null) log.info("days built anew", { ...rebuilt });
  if (run.outcome === "published") {
    const { as_of_date, run_id: runId } = run;
    await steps.run("refresh the dashboards", () => functions.startRefresh({ asOfDate: as_of_date, runId }));
    const figures = await steps.run("count what it took", () => runFigures(services, run));
    countRun(figures);
    log.info("day published", { ...run, ...figures, ...detection });
  } else log.info("day up to date", { ...run, ...detection });
  return { landed, rebuilt, run, detection };
}

/** Yesterday; or the newest published day, where someone was ahead of the clock and ran a later one by hand. */
async function dateDue({ store, clock }: Services): Promise<string> {
  const yesterday = addDays(dateOf(clock()), -1);
  const head = headOf(await readChain(store))?.as_of_date ?? yesterday;
  return head > yesterday ? head : yesterday;
}

/**
 * Builds days of history and publishes them together; the next execution continues with days beyond one
 * execution's limit.
 */
export async function runHistory(
  event: { readonly backfill: Backfill } | { readonly again: Again },
  { steps, executionArn, log }: DurableWork,
  { project, services, functions }: DailyRunWorld,
  mostDays: number = mostDaysOf(project),
): Promise<HistoryResult> {
  const built =
    "backfill" in event
      ? await backfill(steps, services, { project, mostDays, ...event.backfill })
      : await repeatDays(steps, services, {
          ...{ from: event.again.from, mostDays },
          ...(event.again.config === "current" ? { project } : {}),
        });
  log.info("history built", { ...built });
  if (built.isDone) {
    countHistory();
    return built;
  }
  const { event: next, executionName } = nextOf(event, executionArn);
  const continuedIn = await steps.run("go on in the next execution", () =>
    functions.startRun(next, executionName),
  );
  return { ...built, continuedIn };
}

/**
 * Starts the continuation under a name that depends only on this execution, so that a retry does not start it
 * twice.
 */
function nextOf(event: { readonly backfill: Backfill } | { readonly again: Again }, executionArn: string) {
  const { holder = executionArn, part = 1 } = "backfill" in event ? event.backfill : event.again;
  const continued = { holder, part: part + 1 };
  const executionName = `${holder.split("/").at(-1)}-${continued.part}`;
  return "backfill" in event
    ? { event: { backfill: { ...event.backfill, ...continued } }, executionName }
    : { event: { again: { ...event.again, ...continued } }, executionName };
}

/** Who holds the lease: a history of several executions holds it as one. */
function holderOf(event: DailyRunEvent, executionArn: string, { lambda }: Clients) {
  if (!("backfill" in event || "again" in event)) return executionHolder({ lambda, executionArn });
  const { holder: firstExecutionArn = executionArn } = "backfill" in event ? event.backfill : event.again;
  return chainHolder({ lambda, firstExecutionArn });
}

export const handler = durableHandlerOf({
  name: "daily-run",
  event: DailyRunEvent,
  work: async (event, durable) => {
    const world: DailyRunWorld = {
      project: await shippedProject(),
      services: servicesOf(stage, { clients, holder: holderOf(event, durable.executionArn, clients) }),
      functions: functionsOf(clients.lambda, stage),
    };
    return countingFailure(async () =>
      "backfill" in event || "again" in event
        ? await runHistory(event, durable, world)
        : await runDay(event, durable, world),
    );
  },
});
