import { gzipSync } from "node:zlib";
import type { InputRow } from "../models/input-tables.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import { type Batch, isWhole } from "./batches.ts";
import { tableLocation } from "./locations.ts";
import type { Plan, PlannedInput } from "./plan.ts";
import { expectedEvery, type Rhythm } from "./rhythm.ts";

/** What a run reads, and the state of each stream after it. */
export type Reading = Pick<Plan, "batches" | "loads_read" | "last_landed_on" | "told_through" | "rhythms">;

/** The input tables of a project or of a plan, with the rows for a run's batches and streams. */
export function withReading(
  inputs: readonly PlannedInput[],
  { batches, last_landed_on, rhythms }: Reading,
): PlannedInput[] {
  const streams = inputs.find(({ name }) => name === "streams")?.rows ?? [];
  return inputs.map((input) => {
    const tables: Readonly<Record<string, readonly InputRow[]>> = {
      run_batches: batchRows(batches, streams).map((row) => columnsOf(input, row)),
      named_records: namedRows(batches),
      streams: input.rows.map((row) => {
        const name = `${row.source}/${row.stream}`;
        const rhythm = row.expected_by === "expect_every" ? {} : ownRhythm(rhythms[name]);
        return { ...row, ...rhythm, last_landed_on: last_landed_on[name] ?? null };
      }),
    };
    return { ...input, rows: [...(tables[input.name] ?? input.rows)] };
  });
}

function ownRhythm(rhythm: Rhythm | undefined): InputRow {
  const days = expectedEvery(rhythm);
  return { expect_every_days: days, expected_by: days === null ? null : "own rhythm" };
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
  return batches.map(({ prefix: _, named: __, layout: ___, landed_at, ...batch }) => ({
    ...batch,
    landed_at: landed_at.replace("T", " ").replace("Z", ""),
    is_whole: isWhole(batch, Number(lossOf.get(`${batch.source}/${batch.stream}`) ?? 0)),
  }));
}

const namedRows = (batches: readonly Batch[]): InputRow[] =>
  batches
    .filter(({ is_read }) => is_read)
    .flatMap(({ source, stream, named }) => named.map((record_id) => ({ source, stream, record_id })));
