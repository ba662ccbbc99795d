import { emptySelect } from "../models/empty-select.ts";
import { type Model, stagingStage } from "../models/model.ts";
import type { Batch } from "./batches.ts";

/** The table of a stream's batches in a run's build database. */
export const rawTable = ({ source, stream }: Pick<Batch, "source" | "stream">): string =>
  `raw_${source}_${stream}`;

/**
 * The model, or one without rows in its place when it stages streams of which no batch of this run has a record: it
 * would give no row, and an engine takes as long to plan its SQL as on any day.
 */
export function withoutUnread(model: Model, batches: readonly Batch[]): Model {
  if (model.stage.number !== stagingStage) return model;
  const staged = [...model.sql.matchAll(/^\s*from (raw_\w+)$/gm)].map(([, table]) => table);
  const brought = new Set<string | undefined>(batches.filter(({ records }) => records > 0).map(rawTable));
  if (staged.length === 0 || staged.some((table) => brought.has(table))) return model;
  const [header = ""] = /^(?:--.*\n)*/.exec(model.sql) ?? [];
  const reason = "-- No batch of this run has a record of its streams.";
  return {
    ...model,
    sql: `${header}with staged as (\n    ${reason}\n${emptySelect(model.columns)}\n)\n\nselect * from staged\n`,
  };
}
