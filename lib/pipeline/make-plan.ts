import { randomBytes } from "node:crypto";
import { noDate } from "../models/compared-dates.ts";
import type { Audit } from "../models/load.ts";
import type { Model } from "../models/model.ts";
import { type RunParameters, render } from "../models/render.ts";
import type { Services } from "../services.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import { type Batch, type LoadsRead, noLoadsRead, unreadBatches } from "./batches.ts";
import type { Link } from "./chain.ts";
import type { CompiledProject } from "./compiled-project.ts";
import { type Reading, withReading } from "./inputs.ts";
import { type Plan, type PlannedAudit, type PlannedModel, readPlan } from "./plan.ts";
import { assertKept, readsRetracted } from "./retracted-days.ts";
import { rhythmAfter } from "./rhythm.ts";
import { stagedEarlier } from "./staged-earlier.ts";
import { withoutUnread } from "./unread-streams.ts";

export interface PlanRequest {
  readonly asOfDate: string;
  /** The days of the chain before, oldest first; it builds on the last one. */
  readonly ancestors: readonly Link[];
  readonly isLive: boolean;
}

/** A run's name: sorts by time, and is unlike any other. */
export function newRunId(now: Date): string {
  return `${now.toISOString().replace(/[-:.]/g, "")}-${randomBytes(4).toString("hex")}`;
}

/**
 * Plans a run from the project and the landed data. Writes nothing.
 * @throws BuiltOnRetracted
 */
export async function makePlan(
  { store, clock }: Pick<Services, "store" | "clock">,
  project: CompiledProject,
  { asOfDate, ancestors, isLive }: PlanRequest,
): Promise<Plan> {
  const ancestor = ancestors.at(-1);
  const before = ancestor === undefined ? undefined : await readPlan(store, ancestor);
  await assertKept(store, before);
  const reading = await readingOf(store, asOfDate, before);
  const { config, configVersion, inputs, models, audits } = project;
  const runId = newRunId(clock());
  const parameters = { asOfDate, past: ancestors.map(({ as_of_date }) => as_of_date), runId };
  return {
    run_id: runId,
    as_of_date: asOfDate,
    ancestor: ancestor === undefined ? null : { as_of_date: ancestor.as_of_date, run_id: ancestor.run_id },
    is_live: isLive,
    planned_at: clock().toISOString(),
    config_version: configVersion,
    config,
    ...reading,
    staged_earlier: stagedEarlier(before, config),
    inputs: withReading(
      inputs.map(({ table, columns, rows, ...input }) => ({
        ...{ ...input, name: table, columns: [...columns], rows: [...rows] },
      })),
      reading,
    ),
    models: models.map((model) => plannedModel(withoutUnread(model, reading.batches), parameters)),
    audits: audits.map((audit) => ({
      name: audit.name,
      claim: audit.claim,
      severity: severityOn(audit, isLive),
      sql: render(audit, parameters),
    })),
  };
}

const severityOn = ({ severity }: Audit, isLive: boolean): PlannedAudit["severity"] =>
  severity === "error on a live day" ? (isLive ? "error" : "warn") : severity;

/** The batches of a run, and the state of each stream after reading them. */
async function readingOf(
  store: ObjectStore,
  asOfDate: string,
  before: Plan | undefined,
  among?: ReadonlySet<string>,
): Promise<Reading> {
  const unread = await unreadSince(store, asOfDate, before, among);
  const { batches, deliveries, loadsRead } = unread;
  const lastLandedOn = { ...before?.last_landed_on };
  const heard = (name: string, date: string) => {
    if (date > (lastLandedOn[name] ?? "")) lastLandedOn[name] = date;
  };
  for (const { source, stream, landed_on } of [...batches, ...deliveries])
    heard(`${source}/${stream}`, landed_on);
  const toldThrough = later(before?.told_through ?? {}, unread.toldThrough);
  // A history covers days without records too: an empty day is also information.
  for (const [name, date] of Object.entries(toldThrough)) heard(name, date < asOfDate ? date : asOfDate);
  return {
    batches: [...batches],
    loads_read: loadsRead,
    last_landed_on: lastLandedOn,
    told_through: toldThrough,
    rhythms: rhythmsAfter(before?.rhythms ?? {}, deliveries),
  };
}

function rhythmsAfter(
  known: Plan["rhythms"],
  deliveries: readonly Pick<Batch, "source" | "stream" | "landed_on">[],
): Plan["rhythms"] {
  const rhythms = { ...known };
  const byStream = Map.groupBy(deliveries, ({ source, stream }) => `${source}/${stream}`);
  for (const [name, delivered] of byStream) {
    const dates = delivered.map(({ landed_on }) => landed_on);
    const rhythm = rhythmAfter(rhythms[name], dates);
    if (rhythm !== undefined) rhythms[name] = rhythm;
  }
  return rhythms;
}

/** Of each name the later date. */
function later(
  one: Readonly<Record<string, string>>,
  other: Readonly<Record<string, string>>,
): Record<string, string> {
  const dates = { ...one };
  for (const [name, date] of Object.entries(other)) if (date > (dates[name] ?? "")) dates[name] = date;
  return dates;
}

/**
 * The plan of a published run under another run id and on another ancestor, with the same batches except
 * loads that were retracted since.
 * @throws BuiltOnRetracted
 */
export async function repeatPlan(
  { store, clock }: Pick<Services, "store" | "clock">,
  plan: Plan,
  ancestor: Link | undefined,
): Promise<Plan> {
  const before = ancestor === undefined ? undefined : await readPlan(store, ancestor);
  await assertKept(store, before);
  const staged_earlier = stagedEarlier(before, plan.config);
  const repeated = { ...renamed(plan, ancestor, clock()), staged_earlier };
  if (!(await readsRetracted(store, plan))) return repeated;
  const { as_of_date, loads_read } = plan;
  const known = new Set([...loads_read.whole, ...loads_read.partly]);
  const reading = await readingOf(store, as_of_date, before, known);
  return { ...repeated, ...reading, inputs: withReading(plan.inputs, reading) };
}

function renamed(plan: Plan, ancestor: Link | undefined, now: Date): Plan {
  const runId = newRunId(now);
  const withRunId = <T extends { readonly sql: string }>(statement: T): T => ({
    ...statement,
    sql: statement.sql.replaceAll(plan.run_id, runId),
  });
  return {
    ...plan,
    run_id: runId,
    planned_at: now.toISOString(),
    ancestor: ancestor === undefined ? null : { as_of_date: ancestor.as_of_date, run_id: ancestor.run_id },
    models: plan.models.map(withRunId),
    audits: plan.audits.map(withRunId),
  };
}

/** After every landing. */
export const farFuture = "9999-12-31";

/** The batches that landed by `asOfDate` and that the chain up to `link` has not read. */
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
  among?: ReadonlySet<string>,
): ReturnType<typeof unreadBatches> {
  const loadsRead: LoadsRead = before?.loads_read ?? noLoadsRead;
  const readThrough = before?.as_of_date ?? noDate;
  return unreadBatches(store, { asOfDate, loadsRead, readThrough, among });
}

/** A model as a run executes it. */
export function plannedModel({ table, columns, ...model }: Model, parameters: RunParameters): PlannedModel {
  const sql = render(model, parameters);
  return { ...model, name: table, columns: [...columns], sql };
}
