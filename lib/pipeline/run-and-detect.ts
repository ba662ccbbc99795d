import { type DetectedDay, type DetectOutcome, detectDrops } from "../alerts/detect.ts";
import type { CompiledProject } from "../compiled-project.ts";
import type { Services } from "../services.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import { headOf, readChain } from "./chain.ts";
import type { BuiltHistory } from "./history.ts";
import { readPlan } from "./plan.ts";
import { project as projectTables } from "./publish.ts";
import { rebuildRetracted } from "./rebuild-retracted.ts";
import { readsRetracted } from "./retracted-days.ts";
import { type RunOutcome, runDay } from "./run-day.ts";
import type { Steps } from "./steps.ts";

export interface DayOutcome {
  /** The days that were built anew first, as loads that they read were taken back; null when there were none. */
  readonly rebuilt: Pick<BuiltHistory, "from" | "to" | "days"> | null;
  readonly run: RunOutcome;
  readonly detection: DetectOutcome;
}

interface DayRequest {
  readonly project: CompiledProject;
  readonly asOfDate: string;
  /** How many days may be built anew before it. @default no bound */
  readonly mostDays?: number;
}

/**
 * A day run and published, and what it found sent. Published days that read what was taken back since are built anew
 * before it. Also mends what a killed run left: its projection, its messages.
 */
export async function runAndDetect(
  steps: Steps,
  services: Services,
  { project, asOfDate, mostDays }: DayRequest,
): Promise<DayOutcome> {
  const rebuilt = await rebuildRetracted(steps, services, { project, mostDays });
  const run = await runDay(steps, services, { project, asOfDate });
  const detection = await steps.run("detect drops", () => detectOnHead(services));
  return { rebuilt, run, detection };
}

/**
 * Sends what the newest published day has to say, by the config it was run with: nothing while it is to be built anew
 * without what was taken back.
 */
export async function detectOnHead(services: Services): Promise<DetectOutcome> {
  await projectTables(services);
  return detectDrops(services, () => newestDay(services.store));
}

async function newestDay(store: ObjectStore): Promise<DetectedDay | undefined> {
  const chain = await readChain(store);
  const head = headOf(chain);
  if (head === undefined) return undefined;
  const plan = await readPlan(store, head);
  if (await readsRetracted(store, plan)) return undefined;
  return {
    config: plan.config,
    publishedHead: {
      asOfDate: head.as_of_date,
      runId: head.run_id,
      isLive: head.is_live,
      liveSince: chain.live_since ?? head.as_of_date,
    },
  };
}
