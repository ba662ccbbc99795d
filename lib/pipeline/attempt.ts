import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Services } from "../services.ts";
import { documentBody, readDocument } from "../storage/documents.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import type { Chain } from "./chain.ts";
import { firstAttempt } from "./locations.ts";
import { BuiltTable, type Plan, type RunId, readPlan, runFolder, writePlan } from "./plan.ts";

/** A run in progress: new, or resumed after a failure. */
export interface Attempt extends RunId {
  /** From 1. */
  readonly attempt: number;
  /** The numbers of the stages that earlier attempts have built. */
  readonly finished_stages: readonly number[];
}

const AttemptDocument = z.object({ attempt: z.int(), holder: z.string(), begun_at: z.iso.datetime() });
const Stage = z.object({ tables: z.array(BuiltTable) });

const attemptsPrefix = (run: RunId): string => `${runFolder(run)}attempts/`;
const stagesPrefix = (run: RunId): string => `${runFolder(run)}stages/`;
const stageKey = (run: RunId, stage: number): string => `${stagesPrefix(run)}${stage}.json`;

/**
 * Starts the run of a plan. If an unpublished run of that date has an equal plan, it is resumed, so that its
 * tables are not built again; otherwise it is left alone.
 * @param published the chain that readers see
 */
export async function beginRun(
  { store, clock, holder }: Pick<Services, "store" | "clock" | "holder">,
  plan: Plan,
  published: Pick<Chain, "links" | "superseded">,
): Promise<Attempt> {
  const failed = await failedRunOf(store, plan, published);
  if (failed === undefined) await writePlan(store, plan);
  const run = { as_of_date: plan.as_of_date, run_id: failed?.run_id ?? plan.run_id };
  const attempt =
    failed === undefined ? firstAttempt : 1 + (await numbersIn(store, attemptsPrefix(run))).length;
  const document = { attempt, holder: holder.id, begun_at: clock().toISOString() };
  await store.put(`${attemptsPrefix(run)}${attempt}.json`, documentBody(AttemptDocument.parse(document)));
  const finished = failed === undefined ? [] : await numbersIn(store, stagesPrefix(run));
  return { ...run, attempt, finished_stages: finished };
}

/** Remembers that a stage is built, for an attempt after this one. */
export async function finishStage(
  store: ObjectStore,
  run: RunId,
  stage: number,
  tables: readonly BuiltTable[],
): Promise<void> {
  await store.put(stageKey(run, stage), documentBody({ tables }));
}

/** The tables of the stages that earlier attempts have built. */
export async function builtBefore(
  store: ObjectStore,
  run: Attempt,
): Promise<ReadonlyMap<number, BuiltTable[]>> {
  const stages = run.finished_stages.map(async (stage): Promise<[number, BuiltTable[]]> => {
    const document = await readDocument(store, stageKey(run, stage), Stage);
    return [stage, document?.value.tables ?? []];
  });
  return new Map(await Promise.all(stages));
}

async function failedRunOf(
  store: ObjectStore,
  plan: Plan,
  { links, superseded }: Pick<Chain, "links" | "superseded">,
): Promise<Plan | undefined> {
  const wasPublished = new Set([...links, ...superseded].map(({ run_id }) => run_id));
  const candidates: string[] = [];
  for await (const { key } of store.list(`state/runs/${plan.as_of_date}/`)) {
    const runId = /\/([^/]+)\/plan\.json$/.exec(key)?.[1];
    if (runId !== undefined && !wasPublished.has(runId)) candidates.push(runId);
  }
  const latest = candidates.toSorted().at(-1);
  if (latest === undefined) return undefined;
  const candidate = await readPlan(store, { as_of_date: plan.as_of_date, run_id: latest });
  return sayTheSame(candidate, plan) ? candidate : undefined;
}

/** Whether two plans differ in their names alone. */
function sayTheSame(a: Plan, b: Plan): boolean {
  const nameless = (plan: Plan): unknown =>
    JSON.parse(JSON.stringify({ ...plan, planned_at: "" }).replaceAll(plan.run_id, ""));
  return isDeepStrictEqual(nameless(a), nameless(b));
}

async function numbersIn(store: ObjectStore, prefix: string): Promise<number[]> {
  const numbers: number[] = [];
  for await (const { key } of store.list(prefix)) {
    const number = /^(\d+)\.json$/.exec(key.slice(prefix.length))?.[1];
    if (number !== undefined) numbers.push(Number(number));
  }
  return numbers.toSorted((a, b) => a - b);
}
