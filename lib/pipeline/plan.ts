import { z } from "zod";
import { columnTypes, keeps, kinds, readers } from "../models/model.ts";
import { documentBody, recallDocument, UnreadableDocument } from "../storage/documents.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import { Batch, LoadsRead } from "./batches.ts";
import type { RunConfig } from "./compiled-project.ts";
import { Rhythm } from "./rhythm.ts";
import { StagedEarlier } from "./staged-earlier.ts";

const PlannedColumn = z.object({ name: z.string(), type: z.enum(columnTypes), comment: z.string() });

/** A model as this run executes it: its SQL is rendered, and can be pasted into a console. */
export const PlannedModel = z.object({
  name: z.string(),
  stage: z.object({ number: z.int(), name: z.string() }),
  grain: z.string(),
  kind: z.enum(kinds),
  /** Plans of older versions without it publish nothing until the next run. */
  readers: z.enum(readers).default("internal"),
  keep: z.enum(keeps).optional(),
  section: z.string().optional(),
  purpose: z.string().optional(),
  columns: z.array(PlannedColumn),
  sql: z.string(),
  origin: z.string(),
});
export type PlannedModel = z.infer<typeof PlannedModel>;

const PlannedAudit = z.object({
  name: z.string(),
  claim: z.string(),
  severity: z.enum(["error", "warn"]),
  sql: z.string(),
});
export type PlannedAudit = z.infer<typeof PlannedAudit>;

const PlannedInput = z.object({
  name: z.string(),
  grain: z.string(),
  columns: z.array(PlannedColumn),
  rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))),
});
export type PlannedInput = z.infer<typeof PlannedInput>;

/**
 * All that a run does, decided once in its first step: later code, config or landings change nothing of it.
 * `state/runs/<as_of_date>/<run_id>/plan.json`.
 */
export const Plan = z.object({
  run_id: z.string(),
  as_of_date: z.iso.date(),
  /** The link of the chain it builds on, null for the first. */
  ancestor: z.object({ as_of_date: z.iso.date(), run_id: z.string() }).nullable(),
  is_live: z.boolean(),
  planned_at: z.iso.datetime(),
  config_version: z.string(),
  /** The value in the run's plan, with defaults. */
  config: z.custom<RunConfig>((value) => typeof value === "object" && value !== null),
  batches: z.array(Batch),
  loads_read: LoadsRead,
  /** How the ancestors staged loads, for those with another mapping than this config's. */
  staged_earlier: z.array(StagedEarlier).default([]),
  /** The latest date on which anything was heard, by `<source>/<stream>`. */
  last_landed_on: z.record(z.string(), z.iso.date()),
  /**
   * The landing day of a history loaded at once, by `<source>/<stream>`; the history covers the days up to
   * it.
   */
  told_through: z.record(z.string(), z.iso.date()).default({}),
  /** How often each stream usually delivers, by `<source>/<stream>`. */
  rhythms: z.record(z.string(), Rhythm).default({}),
  inputs: z.array(PlannedInput),
  models: z.array(PlannedModel),
  audits: z.array(PlannedAudit),
});
export type Plan = z.infer<typeof Plan>;

/** The identity of a run. */
export interface RunId {
  readonly as_of_date: string;
  readonly run_id: string;
}

export const runFolder = ({ as_of_date, run_id }: RunId): string => `state/runs/${as_of_date}/${run_id}/`;
export const planKey = (run: RunId): string => `${runFolder(run)}plan.json`;
export const manifestKey = (run: RunId): string => `${runFolder(run)}run.json`;

/** A plan is some megabytes; a run reads its own and its ancestor's several times. */
const rememberedPlans = 2;

/** The plan of a run, which must not be modified. */
export async function readPlan(store: ObjectStore, run: RunId): Promise<Plan> {
  const plan = await recallDocument(store, planKey(run), Plan, rememberedPlans);
  if (plan === undefined) throw new UnreadableDocument(planKey(run), "there is none");
  return plan.value;
}

export async function writePlan(store: ObjectStore, plan: Plan): Promise<void> {
  await store.put(planKey(plan), documentBody(plan));
}

/** A table as a run has built it. */
export const BuiltTable = z.object({
  name: z.string(),
  kind: z.enum(kinds),
  location: z.string(),
  columns: z.array(z.string()),
  rows: z.int(),
  /** The bytes that the query read, as the warehouse counts them; null if it does not. */
  bytes_scanned: z.int().nullable().default(null),
});
export type BuiltTable = z.infer<typeof BuiltTable>;

/** The tables and findings of a run, written before it is published. */
export const Manifest = z.object({
  run_id: z.string(),
  as_of_date: z.iso.date(),
  started_at: z.iso.datetime(),
  finished_at: z.iso.datetime(),
  tables: z.array(BuiltTable),
  warnings: z.array(
    z.object({ audit: z.string(), claim: z.string(), rows: z.int(), says: z.string().optional() }),
  ),
  /** False once retention has deleted some of its tables: no other day can be built on it. */
  is_whole: z.boolean(),
  /** Locations of tables that have left the manifest, and whose files are being deleted. */
  expiring: z.array(z.string()),
});
export type Manifest = z.infer<typeof Manifest>;

export async function readManifest(store: ObjectStore, run: RunId): Promise<Manifest> {
  const manifest = await recallDocument(store, manifestKey(run), Manifest);
  if (manifest === undefined) throw new UnreadableDocument(manifestKey(run), "there is none");
  return manifest.value;
}
