import { createHash } from "node:crypto";
import { datesBetween } from "../dates.ts";
import { listRetracted } from "../landing/retraction.ts";
import type { Services } from "../services.ts";
import { documentBody, readDocument } from "../storage/documents.ts";
import { type Lease, releaseLease } from "../storage/lease.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import { beginRun } from "./attempt.ts";
import { ancestorsOf, type Chain, fenceChain, headOf, type Link, readChain } from "./chain.ts";
import type { CompiledProject } from "./compiled-project.ts";
import { Draft, draftKey } from "./draft.ts";
import { HistoryStopped } from "./history-stopped.ts";
import { makePlan, repeatPlan } from "./make-plan.ts";
import { type Plan, readPlan } from "./plan.ts";
import { publish } from "./publish.ts";
import { buildDay, openLease } from "./run-day.ts";
import type { Steps } from "./steps.ts";

export interface BuiltHistory {
  readonly from: string;
  readonly to: string;
  readonly days: number;
  /** Days that an earlier, interrupted call had already built. */
  readonly resumed: number;
  /** False when days are left to build: the same call continues with them, and the last one publishes. */
  readonly isDone: boolean;
}

/** A history would end before days that are already published. */
export class HistoryEndsEarly extends Error {
  override readonly name = "HistoryEndsEarly";
  constructor(to: string, head: string) {
    super(
      `the days after ${to}, up to ${head}, are already published and depend on the days to be replaced: ` +
        `include them in the backfill with --to ${head}`,
    );
  }
}

/** There is nothing published to run again. */
export class NothingToRepeat extends Error {
  override readonly name = "NothingToRepeat";
  constructor(date: string) {
    super(`${date} has not been published: run it without --again`);
  }
}

/**
 * Builds a new chain over days of history and publishes it in one step, without alerts. After an
 * interruption, the same call resumes after the last finished day.
 * @param mostDays the number of days after which it stops and keeps the lease for the next call of the same
 * holder; unlimited by default
 */
export async function backfill(
  steps: Steps,
  services: Services,
  {
    project,
    from,
    to,
    everyDays,
    mostDays,
  }: {
    readonly project: CompiledProject;
    readonly from: string;
    readonly to: string;
    readonly everyDays: number;
    readonly mostDays?: number;
  },
): Promise<BuiltHistory> {
  const subject = `a backfill from ${from} to ${to}`;
  return withHistoryLease(steps, services, subject, async (lease, chain) => {
    const head = headOf(chain);
    if (head !== undefined && to < head.as_of_date) throw new HistoryEndsEarly(to, head.as_of_date);
    const retracted = await retractedVersion(steps, services.store);
    const draftOf = [subject, everyDays, head?.run_id, project.configVersion, retracted];
    return buildHistory(steps, services, {
      ...{ lease, chain, draftId: idOf(draftOf), mostDays },
      dates: datesBetween(from, to, everyDays),
      plan: (asOfDate, ancestors) => makePlan(services, project, { asOfDate, ancestors, isLive: false }),
      commandFrom: (date) =>
        `backfill --from ${date} --to ${to}${everyDays === 1 ? "" : ` --every ${everyDays}d`}`,
    });
  });
}

/**
 * Rebuilds a published day and all later days: with their own plans, which gives equal rows, or, with
 * `project`, with new plans from the current config.
 */
export async function repeatDays(
  steps: Steps,
  services: Services,
  {
    from,
    project,
    mostDays,
  }: { readonly from: string; readonly project?: CompiledProject; readonly mostDays?: number },
): Promise<BuiltHistory> {
  const subject = `a rerun from ${from}`;
  return withHistoryLease(steps, services, subject, async (lease, chain) => {
    const links = chain.links.filter(({ as_of_date }) => as_of_date >= from);
    if (links[0]?.as_of_date !== from) throw new NothingToRepeat(from);
    const published = new Map(links.map((link) => [link.as_of_date, link]));
    const retracted = await retractedVersion(steps, services.store);
    const draftOf = [subject, headOf(chain)?.run_id, project?.configVersion, retracted];
    return buildHistory(steps, services, {
      ...{ lease, chain, draftId: idOf(draftOf), mostDays },
      dates: [...published.keys()],
      plan: async (asOfDate, ancestors) => {
        const link = published.get(asOfDate);
        if (link === undefined) throw new NothingToRepeat(asOfDate);
        const isLive = link.is_live;
        if (project !== undefined) return makePlan(services, project, { asOfDate, ancestors, isLive });
        return repeatPlan(services, await readPlan(services.store, link), ancestors.at(-1));
      },
    });
  });
}

interface HistoryRequest {
  readonly lease: Lease;
  readonly chain: Chain;
  readonly draftId: string;
  readonly mostDays: number | undefined;
  readonly dates: readonly string[];
  readonly plan: (asOfDate: string, ancestors: readonly Link[]) => Promise<Plan>;
  /** The command that builds the days from a date on; without it, a history is published whole or not at all. */
  readonly commandFrom?: (date: string) => string;
}

async function buildHistory(
  steps: Steps,
  services: Services,
  { lease, chain, draftId, mostDays = Number.POSITIVE_INFINITY, dates, plan, commandFrom }: HistoryRequest,
): Promise<BuiltHistory> {
  const { store } = services;
  const [from = ""] = dates;
  const key = draftKey(draftId);
  const kept = ancestorsOf(chain, from);
  const readDraft = async () => (await readDocument(store, key, Draft))?.value.links ?? [];
  const resumed = await steps.run("look for days that are built", async () => (await readDraft()).length);
  // A step stores their number, so that a replay starts at the same place; the days themselves never change.
  const links = (await readDraft()).slice(0, resumed);
  const publishAll = async (finished: readonly Link[]): Promise<void> => {
    await publish(services, lease, finished);
    await store.delete([key]);
  };
  const built = { from, to: dates.at(-1) ?? from, days: dates.length, resumed };
  const last = Math.min(dates.length, resumed + mostDays);
  for (const asOfDate of dates.slice(resumed, last)) {
    const draft: Chain = { ...chain, links: [...kept, ...links] };
    const run = await steps.run(`plan ${asOfDate}`, async () =>
      beginRun(services, await plan(asOfDate, draft.links), chain),
    );
    const newest = links.at(-1) ?? headOf(chain);
    try {
      links.push(await buildDay(steps, services, { run, lease, chain: draft, newest }));
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "AuditsFailed" || commandFrom === undefined)
        throw error;
      const newestGood = links.at(-1)?.as_of_date;
      const isPublished = newestGood !== undefined && (headOf(chain)?.as_of_date ?? "") <= newestGood;
      if (isPublished) await steps.run("publish the days before it", () => publishAll(links));
      throw new HistoryStopped(
        { cause: error, links, isPublished },
        commandFrom(isPublished ? asOfDate : from),
      );
    }
    await steps.run(`keep ${asOfDate}`, async () => {
      await store.put(key, documentBody({ links }));
    });
  }
  if (last < dates.length) return { ...built, isDone: false };
  await steps.run("publish", () => publishAll(links));
  return { ...built, isDone: true };
}

/** Works under the run's lease, and gives it back unless days are left for the next call. */
async function withHistoryLease(
  steps: Steps,
  services: Services,
  subject: string,
  work: (lease: Lease, chain: Chain) => Promise<BuiltHistory>,
): Promise<BuiltHistory> {
  const lease = await steps.run("open the history", () => openLease(services, subject));
  let built: BuiltHistory | undefined;
  try {
    await steps.run("shut out older runs", async () => {
      await fenceChain(services.store, lease);
    });
    built = await work(lease, await readChain(services.store));
    return built;
  } finally {
    if (built?.isDone !== false) await steps.run("close the history", () => releaseLease(services, lease));
  }
}

/** Identifies the set of retracted loads: days drafted before another load was retracted are not resumed. */
const retractedVersion = (steps: Steps, store: ObjectStore): Promise<string> =>
  steps.run("look at what was taken back", async () => idOf([...(await listRetracted(store))].toSorted()));

const idOf = (parts: readonly unknown[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
