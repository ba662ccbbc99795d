import type { Config } from "../config/schema.ts";
import { failedLandings } from "../landing/failed-landings.ts";
import type { Queries } from "../models/queries.ts";
import { headOf, readChain } from "../pipeline/chain.ts";
import type { CompiledProject } from "../pipeline/compiled-project.ts";
import type { BuiltHistory } from "../pipeline/history.ts";
import { readPlan } from "../pipeline/plan.ts";
import { project as projectTables } from "../pipeline/publish.ts";
import { rebuildRetracted } from "../pipeline/rebuild-retracted.ts";
import { readsRetracted } from "../pipeline/retracted-days.ts";
import { type RunOutcome, runDay } from "../pipeline/run-day.ts";
import type { Steps } from "../pipeline/steps.ts";
import { type StreamReader, streamReader } from "../reports/stream-report.ts";
import type { Services } from "../services.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import { noticeAudits } from "./audit-notices.ts";
import { type DetectConfig, type DetectedDay, type DetectOutcome, detectDrops } from "./detect.ts";
import { noticeFailedLandings } from "./landing-notices.ts";
import { noticeUnfitSources } from "./source-notices.ts";

export interface DayOutcome {
  /** The days that were rebuilt first because they read retracted loads; null when there were none. */
  readonly rebuilt: Pick<BuiltHistory, "from" | "to" | "days"> | null;
  readonly run: RunOutcome;
  readonly detection: HeadOutcome;
}

interface DayRequest {
  readonly project: CompiledProject;
  readonly asOfDate: string;
  /** The number of days that may be rebuilt before it. @default unlimited */
  readonly mostDays?: number;
  /** What the notices read, for a caller who reads it too. @default a reader of its own */
  readonly streams?: StreamReader;
}

/**
 * Runs and publishes a day and sends its alerts. Published days that read retracted loads are rebuilt first.
 * Also repairs what a killed run left undone: its catalog update and its messages.
 */
export async function runAndDetect(
  steps: Steps,
  services: Services,
  { project, asOfDate, mostDays, streams }: DayRequest,
): Promise<DayOutcome> {
  const rebuilt = await rebuildRetracted(steps, services, { project, mostDays });
  const run = await runDay(steps, services, { project, asOfDate });
  const detection = await steps.run("detect drops", () => detectOnHead(services, project, streams));
  return { rebuilt, run, detection };
}

export interface HeadOutcome extends DetectOutcome {
  /** Notices of unfit sources, of failed landings and of audits, sent to operators now. */
  readonly notices: number;
}

/**
 * Sends the alerts and the operators' notices of the newest published day, with the config of its run; sends nothing while that day has
 * to be rebuilt without retracted loads.
 */
export async function detectOnHead(
  services: Services,
  { queries }: Pick<CompiledProject, "queries">,
  streams: StreamReader = streamReader({ ...services, queries }),
): Promise<HeadOutcome> {
  await projectTables(services);
  const outcome = await detectDrops(services, () => newestDay(services.store, queries));
  const day = await newestDay(services.store, queries);
  if (day === undefined) return { ...outcome, notices: 0 };
  const { links } = await readChain(services.store);
  const failed = await failedLandings(services.store, day.config.sources);
  const ofLandings = await noticeFailedLandings(services, day, failed);
  const ofSources = await noticeUnfitSources({ ...services, streams }, day, failed);
  const ofAudits = await noticeAudits(services, { links, company: day.config.company });
  return { ...outcome, notices: ofLandings + ofSources + ofAudits };
}

interface NewestDay extends DetectedDay {
  readonly config: DetectConfig & Pick<Config, "sources">;
}

async function newestDay(store: ObjectStore, queries: Queries): Promise<NewestDay | undefined> {
  const chain = await readChain(store);
  const head = headOf(chain);
  if (head === undefined) return undefined;
  const plan = await readPlan(store, head);
  if (await readsRetracted(store, plan)) return undefined;
  return {
    config: plan.config,
    queries,
    publishedHead: {
      asOfDate: head.as_of_date,
      runId: head.run_id,
      isLive: head.is_live,
      liveSince: chain.live_since ?? head.as_of_date,
    },
  };
}
