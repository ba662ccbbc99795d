import { randomBytes } from "node:crypto";
import { type CompiledProject, modelsOf } from "../compiled-project.ts";
import { noPreviousDate, type RunParameters, render } from "../models/render.ts";
import type { Services } from "../services.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import { type Batch, type LoadsRead, noLoadsRead, unreadBatches } from "./batches.ts";
import type { Link } from "./chain.ts";
import { inputRows } from "./inputs.ts";
import { type Plan, readPlan } from "./plan.ts";

export interface PlanRequest {
  readonly asOfDate: string;
  /** The link it builds on; undefined for a first run. */
  readonly ancestor: Link | undefined;
  readonly isLive: boolean;
}

/** A run's name: sorts by time, and is unlike any other. */
export function newRunId(now: Date): string {
  return `${now.toISOString().replace(/[-:.]/g, "")}-${randomBytes(4).toString("hex")}`;
}

/** Decides a run from the project as it is and from what has landed. Writes nothing. */
export async function makePlan(
  { store, clock }: Pick<Services, "store" | "clock">,
  project: CompiledProject,
  { asOfDate, ancestor, isLive }: PlanRequest,
): Promise<Plan> {
  const before = ancestor === undefined ? undefined : await readPlan(store, ancestor);
  const { batches, redelivered, loadsRead } = await unreadSince(store, asOfDate, before);
  const lastLandedOn = { ...before?.last_landed_on };
  for (const { source, stream, landed_on } of [...batches, ...redelivered]) {
    const name = `${source}/${stream}`;
    if (landed_on > (lastLandedOn[name] ?? "")) lastLandedOn[name] = landed_on;
  }
  const { config, configVersion, measures, alertRules, audits } = project;
  const runId = newRunId(clock());
  const parameters = { asOfDate, previousDate: ancestor?.as_of_date ?? noPreviousDate, runId };
  return {
    run_id: runId,
    as_of_date: asOfDate,
    ancestor: ancestor === undefined ? null : { as_of_date: ancestor.as_of_date, run_id: ancestor.run_id },
    is_live: isLive,
    planned_at: clock().toISOString(),
    config_version: configVersion,
    config,
    batches: [...batches],
    loads_read: loadsRead,
    last_landed_on: lastLandedOn,
    inputs: inputRows({
      ...{ config, configVersion, batches, lastLandedOn, measures, alertRules },
    }),
    models: plannedModels(project, parameters, batches),
    audits: audits.map((audit) => ({
      name: audit.name,
      claim: audit.claim,
      severity: audit.severity,
      sql: render(audit, parameters),
    })),
  };
}

/** The plan of a published run once more, under another name and on another ancestor. */
export function repeatPlan(plan: Plan, ancestor: Link | undefined, now: Date): Plan {
  const runId = newRunId(now);
  const renamed = <T extends { readonly sql: string }>(statement: T): T => ({
    ...statement,
    sql: statement.sql.replaceAll(plan.run_id, runId),
  });
  return {
    ...plan,
    run_id: runId,
    planned_at: now.toISOString(),
    ancestor: ancestor === undefined ? null : { as_of_date: ancestor.as_of_date, run_id: ancestor.run_id },
    models: plan.models.map(renamed),
    audits: plan.audits.map(renamed),
  };
}

/** After every landing. */
export const farFuture = "9999-12-31";

/** What has landed by `asOfDate` and the chain up to `link` has not read. */
export async function unreadAfter(
  store: ObjectStore,
  link: Link | undefined,
  asOfDate: string,
): Promise<readonly Batch[]> {
  const before = link === undefined ? undefined : await readPlan(store, link);
  return (await unreadSince(store, asOfDate, before)).batches;
}

async function unreadSince(
  store: ObjectStore,
  asOfDate: string,
  before: Plan | undefined,
): ReturnType<typeof unreadBatches> {
  const loadsRead: LoadsRead = before?.loads_read ?? noLoadsRead;
  return unreadBatches(store, { asOfDate, loadsRead, readThrough: before?.as_of_date ?? noPreviousDate });
}

function plannedModels(
  project: CompiledProject,
  parameters: RunParameters,
  batches: readonly Batch[],
): Plan["models"] {
  const read = new Set(batches.flatMap((batch) => (batch.is_read ? `${batch.source}/${batch.stream}` : [])));
  const models = modelsOf(project, (source, stream) => read.has(`${source}/${stream}`));
  return models.map((model) => ({
    name: model.table,
    stage: model.stage,
    grain: model.grain,
    kind: model.kind,
    columns: [...model.columns],
    sql: render(model, parameters),
    origin: model.origin,
  }));
}
