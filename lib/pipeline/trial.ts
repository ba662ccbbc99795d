import type { Services } from "../services.ts";
import { leaseKeeper, releaseLease } from "../storage/lease.ts";
import type { Row } from "../warehouse/warehouse.ts";
import { buildModel, prepareBuild, registerTables } from "./build.ts";
import { ancestorsOf, type Link, readChain } from "./chain.ts";
import type { CompiledProject } from "./compiled-project.ts";
import { buildDatabaseOf, firstAttempt } from "./locations.ts";
import { readManifest, readPlan, writePlan } from "./plan.ts";
import { openLease } from "./run-day.ts";
import type { Steps } from "./steps.ts";
import { deleteRun } from "./sweep.ts";
import { assertWhole, type TrialPlan, trialPlan } from "./trial-plan.ts";

/** A published day as another config would have scored it. */
export interface Trial {
  /** Rows of a SELECT over its tables. */
  readonly rows: (sql: string) => Promise<readonly Row[]>;
  /** The models that the config has otherwise too, and whose tables are as they were published. */
  readonly otherwise: TrialPlan["otherwise"];
}

/**
 * Scores a published day under another config, lets `read` look at it, and deletes it: nothing is published. What a
 * killed trial leaves is swept like an abandoned run.
 * @throws LeaseTaken while a run works, DayExpired, AncestorExpired when the day or the one before has lost its detail
 */
export async function onTrial<T>(
  steps: Steps,
  services: Services,
  { link, project }: { readonly link: Link; readonly project: CompiledProject },
  read: (trial: Trial) => Promise<T>,
): Promise<T> {
  const { store, catalog, warehouse, clock, databases } = services;
  const lease = await openLease(services, `a comparison of ${link.as_of_date} with another config`);
  try {
    const chain = await readChain(store);
    const past = ancestorsOf(chain, link.as_of_date).map(({ as_of_date }) => as_of_date);
    const published = await readPlan(store, link);
    const trial = trialPlan(published, project, { past, now: clock() });
    const { plan, builds, otherwise } = trial;
    const isBuilt = new Set(builds.map(({ name }) => name));
    const { tables } = await readManifest(store, link);
    assertWhole(trial, tables);
    const database = buildDatabaseOf(databases, plan);
    const stillAtWork = leaseKeeper(services, lease);
    try {
      await writePlan(store, plan);
      const built = tables.filter(({ name }) => !isBuilt.has(name));
      await prepareBuild(services, plan, { chain, built, isTrial: true });
      for (const stage of Map.groupBy(builds, ({ stage: { number } }) => number).values()) {
        const anew = await steps.map(stage[0]?.stage.name ?? "", stage, (model, inner) =>
          buildModel(inner, services, { plan, attempt: firstAttempt, stillAtWork }, model),
        );
        await registerTables(services, plan, anew);
      }
      return await read({ rows: (sql) => warehouse.rows(sql, { database }), otherwise });
    } finally {
      await catalog.dropDatabase(database);
      await deleteRun(store, plan);
    }
  } finally {
    await releaseLease(services, lease);
  }
}
