import { gzipSync } from "node:zlib";
import type { Config } from "../config/schema.ts";
import { measureRows } from "../measures/measure-rows.ts";
import { type InputTableName, inputTables } from "../models/input-tables.ts";
import type { MeasureDefinition } from "../scoring/measures.ts";
import { type ScorecardInputs, scorecardRows } from "../scoring/scorecard-rows.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import type { Value } from "../warehouse/warehouse.ts";
import { type Batch, isWhole } from "./batches.ts";
import { tableLocation } from "./locations.ts";
import type { Plan, PlannedInput } from "./plan.ts";

export type InputRow = Record<string, Value>;

interface InputsOf {
  readonly config: Config;
  readonly configVersion: string;
  readonly measures: readonly MeasureDefinition[];
  readonly batches: readonly Batch[];
  readonly lastLandedOn: Readonly<Record<string, string>>;
  readonly alertRules: readonly InputRow[];
  readonly freeMailDomains: readonly string[];
}

/** The rows of every input table. */
export function inputRows({
  config,
  configVersion,
  measures,
  batches,
  lastLandedOn,
  alertRules,
  freeMailDomains,
}: InputsOf): PlannedInput[] {
  const scorecards: ScorecardInputs = scorecardRows(config, configVersion);
  const streams = streamRows(config, lastLandedOn);
  const rows: Record<InputTableName, readonly InputRow[]> = {
    run_batches: batchRows(batches, streams),
    named_records: namedRows(batches),
    streams,
    settings: [settingsRow(config, configVersion)],
    key_features: config.key_features.map((feature) => ({ feature })),
    free_mail_domains: freeMailDomains.map((domain) => ({ domain })),
    alert_rules: alertRules,
    ...scorecards,
    ...measureRows(measures),
  };
  return Object.values(inputTables).map(({ table, grain, columns }) => ({
    name: table,
    grain,
    columns: [...columns],
    rows: [...rows[table]],
  }));
}

/** The input tables of a plan that reads other batches. */
export function withReading(
  inputs: readonly PlannedInput[],
  { batches, lastLandedOn }: Pick<InputsOf, "batches" | "lastLandedOn">,
): PlannedInput[] {
  const streams = inputs.find(({ name }) => name === "streams")?.rows ?? [];
  return inputs.map((input) => {
    const tables: Readonly<Record<string, readonly InputRow[]>> = {
      run_batches: batchRows(batches, streams).map((row) => columnsOf(input, row)),
      named_records: namedRows(batches),
      streams: input.rows.map((row) => ({
        ...row,
        last_landed_on: lastLandedOn[`${row.source}/${row.stream}`] ?? null,
      })),
    };
    return { ...input, rows: [...(tables[input.name] ?? input.rows)] };
  });
}

/** The plan may be of a version that knew fewer columns. */
const columnsOf = ({ columns }: PlannedInput, row: InputRow): InputRow =>
  Object.fromEntries(columns.map(({ name }) => [name, row[name] ?? null]));

/** Writes one input table to its place in the run. */
export async function writeInput(store: ObjectStore, plan: Plan, input: PlannedInput): Promise<void> {
  const lines = input.rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  await store.put(`${tableLocation(plan, input.name)}part-00000.ndjson.gz`, gzipSync(lines));
}

function batchRows(batches: readonly Batch[], streams: readonly InputRow[]): InputRow[] {
  const lossOf = new Map(streams.map(({ source, stream, max_loss }) => [`${source}/${stream}`, max_loss]));
  return batches.map(({ prefix: _, named: __, landed_at, ...batch }) => ({
    ...batch,
    landed_at: landed_at.replace("T", " ").replace("Z", ""),
    is_whole: isWhole(batch, Number(lossOf.get(`${batch.source}/${batch.stream}`) ?? 0)),
  }));
}

const namedRows = (batches: readonly Batch[]): InputRow[] =>
  batches
    .filter(({ is_read }) => is_read)
    .flatMap(({ source, stream, named }) => named.map((record_id) => ({ source, stream, record_id })));

function streamRows({ sources }: Config, lastLandedOn: Readonly<Record<string, string>>): InputRow[] {
  return sources.flatMap((source, index) =>
    Object.entries(source.streams).map(([stream, { entity, mode, max_loss, lookback_days }]) => ({
      source: source.name,
      stream,
      entity,
      mode,
      source_position: index + 1,
      expect_every_days: source.expect_every ?? null,
      max_loss,
      lookback_days,
      last_landed_on: lastLandedOn[`${source.name}/${stream}`] ?? null,
    })),
  );
}

function settingsRow(config: Config, configVersion: string): InputRow {
  const { currency, revenue, churn, renewals, onboarding_days, gross_margin, min_sample } = config;
  return {
    config_version: configVersion,
    currency,
    revenue_from: revenue.from,
    churn_kind: churn.kind,
    churn_inactivity_days: churn.kind === "inactivity" ? churn.days : null,
    onboarding_days,
    renewal_grace_days: renewals.grace_days,
    shortest_term_days: renewals.shortest_term_days,
    gross_margin: gross_margin ?? null,
    min_sample,
  };
}
