import { expect } from "vitest";
import { Source } from "../../lib/config/schema.ts";
import type { EntityName } from "../../lib/entities.ts";
import { mappingModels } from "../../lib/mapping/models.ts";
import { recordsModels } from "../../lib/mapping/records/records-models.ts";
import type { Row } from "../../lib/warehouse/warehouse.ts";
import { type GivenRow, rowsOf } from "./given.ts";

/** The models of a config without streams: empty staging, and the merging of records. */
export const generatedModels = mappingModels({ sources: [] });

export interface Day {
  readonly on: string;
  readonly staged?: readonly GivenRow[];
  readonly batches?: readonly GivenRow[];
  /** Records named by unreadable rows. */
  readonly named?: readonly GivenRow[];
}

/** The rows of `<entity>_records` after each of these days, with each run built on the previous one. */
export async function recordsAfter(entity: EntityName, days: readonly Day[]): Promise<readonly Row[][]> {
  const bySnapshots = await mergedAfter(entity, "full", days);
  if (days.some(({ batches }) => batches !== undefined)) return bySnapshots;
  // Without a snapshot its mode makes no difference.
  expect(await mergedAfter(entity, "upsert", days)).toEqual(bySnapshots);
  return bySnapshots;
}

async function mergedAfter(
  entity: EntityName,
  mode: "full" | "upsert",
  days: readonly Day[],
): Promise<readonly Row[][]> {
  const table = `${entity}_records`;
  const stream = { path: "things.csv", mode, entity, fields: {} };
  const source = Source.parse({ name: "crm", kind: "files", streams: { things: stream } });
  const model = recordsModels({ sources: [source] }).find((each) => each.table === table);
  if (model === undefined) throw new Error(`nothing makes ${table}`);
  const results: Row[][] = [];
  for (const [index, { on, staged = [], batches = [], named = [] }] of days.entries()) {
    const previous = days[index - 1]?.on;
    results.push(
      await rowsOf(model, {
        asOf: on,
        ...(previous === undefined ? {} : { previous }),
        models: generatedModels,
        given: {
          [`staged_${entity}`]: staged,
          [`history_${table}`]: results.at(-1) ?? [],
          ...(mode === "full" ? { run_batches: batches, named_records: named } : {}),
        },
      }),
    );
  }
  return results;
}

/** A staged row that landed, and is known, on that date. */
export const landed = (on: string, recordId: string, more: GivenRow = {}): GivenRow => ({
  source: "crm",
  stream: "things",
  record_id: recordId,
  load_id: `load of ${on}`,
  landed_on: on,
  known_on: on,
  is_outline: false,
  extracted_at: `${on} 06:00:00`,
  content_hash: "a",
  ...more,
});

/** The full snapshot of that date. */
export const snapshot = (on: string, entity: EntityName, more: GivenRow = {}): GivenRow => ({
  source: "crm",
  stream: "things",
  entity,
  mode: "full",
  load_id: `load of ${on}`,
  landed_on: on,
  is_read: true,
  is_whole: true,
  ...more,
});
