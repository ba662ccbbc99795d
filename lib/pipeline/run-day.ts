import type { Project } from "../config/load.ts";
import type { Services } from "../services.ts";
import { acquireLease, type Lease, leaseKeeper, releaseLease } from "../storage/lease.ts";
import { audit, type BuiltTable, buildModel, judge, prepareBuild, registerTables } from "./build.ts";
import { ancestorsOf, type Chain, fenceChain, headOf, type Link, readChain } from "./chain.ts";
import { makePlan, unreadAfter } from "./make-plan.ts";
import { type Plan, type PlannedModel, type RunId, readPlan, writePlan } from "./plan.ts";
import { finishRun, publish } from "./publish.ts";
import type { Steps } from "./steps.ts";
import { sweep } from "./sweep.ts";

/** One run works at a time, whatever its date: they share the build database. */
const runLeaseKey = "state/run-lease.json";

export type OpenedRun =
  | ({ readonly outcome: "opened"; readonly lease: Lease } & RunId)
  | { readonly outcome: "up to date"; readonly as_of_date: string };

export type RunOutcome =
  | ({ readonly outcome: "published" } & RunId)
  | { readonly outcome: "up to date"; readonly as_of_date: string };

/** The date asked for lies behind the published head. */
export class DateBehindHead extends Error {
  override readonly name = "DateBehindHead";
  constructor(asOfDate: string, head: string) {
    super(
      `${asOfDate} lies before ${head}, the latest published day. To run it and the days after it once more, ` +
        `use "run --date ${asOfDate} --again"; to fill in days of history, "backfill --from ${asOfDate} --to ${head}".`,
    );
  }
}

/**
 * The day, from what landed to what is published.
 *
 * @throws LeaseTaken when another run is under way, AuditsFailed when the day does not hold together
 */
export async function runDay(
  steps: Steps,
  services: Services,
  { project, asOfDate }: { readonly project: Project; readonly asOfDate: string },
): Promise<RunOutcome> {
  const run = await steps.run("open the run", () => openRun(services, project, asOfDate));
  if (run.outcome === "up to date") return run;
  try {
    const link = await buildDay(steps, services, { run, lease: run.lease });
    await steps.run("publish", () => publish(services, run.lease, [link]));
    await steps.run("sweep", () => sweep(services, run.lease, project.config.retention));
  } finally {
    await steps.run("close the run", () => releaseLease(services, run.lease));
  }
  return { outcome: "published", as_of_date: run.as_of_date, run_id: run.run_id };
}

interface DayToBuild {
  readonly run: RunId;
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
  const plan = await readPlan(services.store, run);
  await steps.run("prepare the build", async () =>
    prepareBuild(services, plan, { ...past, chain: past.chain ?? (await readChain(services.store)) }),
  );
  const tables: BuiltTable[] = [];
  const stillAtWork = leaseKeeper(services, lease);
  for (const { name, models } of stagesOf(plan)) {
    const built = await steps.map(name, models, (model, inner) =>
      buildModel(inner, services, { plan, stillAtWork }, model),
    );
    await steps.run(`register ${name}`, () => registerTables(services, plan, built));
    tables.push(...built);
  }
  const found = await steps.map("audits", plan.audits, (planned) => audit(services, planned));
  return steps.run("finish the run", async () => {
    await finishRun(services, plan, { tables, warnings: judge(plan, found) });
    const { as_of_date, run_id, is_live } = plan;
    return { as_of_date, run_id, is_live, published_at: services.clock().toISOString() };
  });
}

async function openRun(services: Services, project: Project, asOfDate: string): Promise<OpenedRun> {
  const lease = await openLease(services, `a run for ${asOfDate}`);
  try {
    const chain = await fenceChain(services.store, lease);
    const plan = await planNext(services, project, chain, asOfDate);
    if (plan !== undefined) {
      await writePlan(services.store, plan);
      return { outcome: "opened", as_of_date: asOfDate, run_id: plan.run_id, lease };
    }
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

/** The plan of a new head, or of the head once more when batches came late for it; undefined when none did. */
async function planNext(
  services: Services,
  project: Project,
  chain: Chain,
  asOfDate: string,
): Promise<Plan | undefined> {
  const head = headOf(chain);
  if (head !== undefined && asOfDate < head.as_of_date) throw new DateBehindHead(asOfDate, head.as_of_date);
  const isHeadAgain = head?.as_of_date === asOfDate;
  if (isHeadAgain && (await unreadAfter(services.store, head, asOfDate)).length === 0) return undefined;
  const ancestor = ancestorsOf(chain, asOfDate).at(-1);
  return makePlan(services, project, { asOfDate, ancestor, isLive: true });
}

interface PlannedStage {
  readonly name: string;
  readonly models: readonly PlannedModel[];
}

function stagesOf({ models }: Plan): PlannedStage[] {
  const numbers = [...new Set(models.map(({ stage }) => stage.number))].toSorted((a, b) => a - b);
  return numbers.map((number) => {
    const ofStage = models.filter(({ stage }) => stage.number === number);
    return { name: ofStage[0]?.stage.name ?? "", models: ofStage };
  });
}
