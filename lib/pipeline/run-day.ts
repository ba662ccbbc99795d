import type { Services } from "../services.ts";
import { acquireLease, type Lease, leaseKeeper, releaseLease } from "../storage/lease.ts";
import { type Attempt, beginRun, builtBefore, finishStage } from "./attempt.ts";
import type { AuditFinding } from "./audit-words.ts";
import { audit, auditGroups, buildModel, judge, prepareBuild, registerTables } from "./build.ts";
import { ancestorsOf, type Chain, fenceChain, headOf, type Link, readChain } from "./chain.ts";
import type { CompiledProject } from "./compiled-project.ts";
import { forgetFailure } from "./failed-days.ts";
import { makePlan, unreadAfter } from "./make-plan.ts";
import { type BuiltTable, type Plan, type PlannedModel, type RunId, readManifest, readPlan } from "./plan.ts";
import { assertPublishable, finishRun, publish } from "./publish.ts";
import type { Steps } from "./steps.ts";
import { sweep } from "./sweep.ts";

/** Only one run works at a time, for any date, because all runs write the same state. */
export const runLeaseKey = "state/run-lease.json";

export type OpenedRun =
  | { readonly outcome: "opened"; readonly lease: Lease; readonly run: Attempt }
  | { readonly outcome: "up to date"; readonly as_of_date: string };

export type RunOutcome =
  | ({
      readonly outcome: "published";
      /** The findings of its audits of severity warn. */
      readonly warnings: readonly AuditFinding[];
    } & RunId)
  | { readonly outcome: "up to date"; readonly as_of_date: string };

/** The requested date is before the published head. */
export class DateBehindHead extends Error {
  override readonly name = "DateBehindHead";
  constructor(asOfDate: string, head: string) {
    super(
      `${asOfDate} is before ${head}, the latest published day. To rebuild it and all later days, ` +
        `use "run --date ${asOfDate} --again"; to add past days, "backfill --from ${asOfDate} --to ${head}".`,
    );
  }
}

/**
 * Builds and publishes a day from landed data. After a failure it resumes with the unfinished stages, unless
 * its inputs have changed.
 *
 * @throws LeaseTaken when another run is in progress, AuditsFailed when an audit of severity error fails
 */
export async function runDay(
  steps: Steps,
  services: Services,
  { project, asOfDate }: { readonly project: CompiledProject; readonly asOfDate: string },
): Promise<RunOutcome> {
  const opened = await steps.run("open the run", () => openRun(services, project, asOfDate));
  if (opened.outcome === "up to date") return opened;
  const { run, lease } = opened;
  try {
    const link = await buildDay(steps, services, { run, lease });
    const warnings = await steps.run("publish", async () => {
      await publish(services, lease, [link]);
      const manifest = await readManifest(services.store, link);
      return manifest.warnings.map(({ audit: name, rows, says }) => ({ audit: name, rows, says }));
    });
    await steps.run("sweep", () => sweep(services, lease, project.config.retention));
    return { outcome: "published", as_of_date: run.as_of_date, run_id: run.run_id, warnings };
  } finally {
    await steps.run("close the run", () => releaseLease(services, lease));
  }
}

interface DayToBuild {
  readonly run: Attempt;
  readonly lease: Lease;
  /** @default the published chain */
  readonly chain?: Chain;
  /** @default the chain's head */
  readonly newest?: Link | undefined;
}

/** A planned day, built and audited: a link that can be published. */
export async function buildDay(
  steps: Steps,
  services: Services,
  { run, lease, ...past }: DayToBuild,
): Promise<Link> {
  const { store } = services;
  const plan = await readPlan(store, run);
  const before = await builtBefore(store, run);
  await steps.run("prepare the build", async () =>
    prepareBuild(services, plan, {
      ...{ newest: past.newest, chain: past.chain ?? (await readChain(store)) },
      built: [...before.values()].flat(),
    }),
  );
  const tables: BuiltTable[] = [...before.values()].flat();
  const stillAtWork = leaseKeeper(services, lease);
  const building = { plan, attempt: run.attempt, stillAtWork };
  for (const { number, name, models } of stagesOf(plan)) {
    if (before.has(number)) continue;
    const built = await steps.map(name, models, (model, inner) =>
      buildModel(inner, services, building, model),
    );
    await steps.run(`register ${name}`, async () => {
      await stillAtWork();
      await registerTables(services, plan, built);
      await finishStage(store, plan, number, built);
    });
    tables.push(...built);
  }
  const found = await steps.map("audits", auditGroups(plan.audits), ({ audits }) =>
    audit(services, plan, audits),
  );
  return steps.run("finish the run", async () => {
    await finishRun(services, plan, { tables, warnings: judge(plan, found.flat()) });
    const { as_of_date, run_id, is_live } = plan;
    return { as_of_date, run_id, is_live, published_at: services.clock().toISOString() };
  });
}

async function openRun(services: Services, project: CompiledProject, asOfDate: string): Promise<OpenedRun> {
  const lease = await openLease(services, `a run for ${asOfDate}`);
  try {
    const chain = await fenceChain(services.store, lease);
    const plan = await planNext(services, project, chain, asOfDate);
    if (plan !== undefined) {
      await assertPublishable(services, plan);
      return { outcome: "opened", lease, run: await beginRun(services, plan, chain) };
    }
    await forgetFailure(services.store, asOfDate);
    await releaseLease(services, lease);
    return { outcome: "up to date", as_of_date: asOfDate };
  } catch (error) {
    await releaseLease(services, lease);
    throw error;
  }
}

/** @throws LeaseTaken */
export const openLease = (services: Services, purpose: string): Promise<Lease> =>
  acquireLease(services, { key: runLeaseKey, purpose });

/** The plan of a new head, or of the same head again when batches arrived late; undefined when none did. */
async function planNext(
  services: Services,
  project: CompiledProject,
  chain: Chain,
  asOfDate: string,
): Promise<Plan | undefined> {
  const head = headOf(chain);
  if (head !== undefined && asOfDate < head.as_of_date) throw new DateBehindHead(asOfDate, head.as_of_date);
  const isHeadAgain = head?.as_of_date === asOfDate;
  if (isHeadAgain && (await unreadAfter(services.store, head, asOfDate)).length === 0) return undefined;
  return makePlan(services, project, { asOfDate, ancestors: ancestorsOf(chain, asOfDate), isLive: true });
}

interface PlannedStage {
  readonly number: number;
  readonly name: string;
  readonly models: readonly PlannedModel[];
}

function stagesOf({ models }: Plan): PlannedStage[] {
  const numbers = [...new Set(models.map(({ stage }) => stage.number))].toSorted((a, b) => a - b);
  return numbers.map((number) => {
    const ofStage = models.filter(({ stage }) => stage.number === number);
    return { number, name: ofStage[0]?.stage.name ?? "", models: ofStage };
  });
}
