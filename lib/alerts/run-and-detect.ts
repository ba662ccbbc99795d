import { headOf, readChain } from "../pipeline/chain.ts";
import type { CompiledProject } from "../pipeline/compiled-project.ts";
import type { BuiltHistory } from "../pipeline/history.ts";
import { readPlan } from "../pipeline/plan.ts";
import { project as projectTables } from "../pipeline/publish.ts";
import { rebuildRetracted } from "../pipeline/rebuild-retracted.ts";
import { readsRetracted } from "../pipeline/retracted-days.ts";
import { type RunOutcome, runDay } from "../pipeline/run-day.ts";
import type { Steps } from "../pipeline/steps.ts";
import type { Services } from "../services.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import { type DetectedDay, type DetectOutcome, detectDrops } from "./detect.ts";

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
