import type { CatalogTable, Partition } from "../catalog/catalog.ts";
import { rawColumns } from "../landing/raw-line.ts";
import type { Column } from "../models/model.ts";
import { assertPresentLayout, type Batch } from "./batches.ts";
import { tableLocation } from "./locations.ts";
import type { BuiltTable, Manifest, Plan, PlannedModel } from "./plan.ts";
import { rawTable } from "./unread-streams.ts";

const asOfDate: Column = { name: "as_of_date", type: "date", comment: "the date the row is true as of" };

const rawPartitionKeys: readonly Column[] = [
  { name: "landed", type: "date", comment: "the date it landed on" },
  { name: "load", type: "varchar", comment: "the load that contains it" },
];

/** The table of a model, with these partitions. */
export function modelTable(
  { name, grain, columns }: Pick<PlannedModel, "name" | "grain" | "columns">,
  partitions: readonly Partition[],
): CatalogTable {
  return { name, comment: grain, format: "parquet", columns, partitionKeys: [asOfDate], partitions };
}

/** Where a run leaves a table it builds now. */
export const partitionOf = (date: string, location: string): Partition => ({ values: [date], location });

/** Where the runs of a chain left a table, which may have had fewer columns then. */
export function pastPartitions(
  { name, columns }: Pick<PlannedModel, "name" | "columns">,
  manifests: readonly Manifest[],
): Partition[] {
  const names = columns.map((column) => column.name);
  return manifests.flatMap(({ as_of_date, tables }) =>
    tables
      .filter((table) => table.name === name)
      .map((table): Partition => {
        const lacks = names.filter((column) => !table.columns.includes(column));
        const partition = partitionOf(as_of_date, table.location);
        return lacks.length === 0 ? partition : { ...partition, lacks };
      }),
  );
}

/**
 * The build database of a run: its batches as `raw_<source>_<stream>`, its inputs, its tables (empty until
 * they are built), and as `history_<table>` the past of each table that a model reads. For tables that each
 * run replaces, the past is what `newest` holds.
 * @throws OldLayout
 */
export function buildDatabase(
  plan: Plan,
  {
    ancestors,
    newest,
    built,
  }: {
    readonly ancestors: readonly Manifest[];
    readonly newest: Manifest | undefined;
    readonly built: readonly BuiltTable[];
  },
): CatalogTable[] {
  const { models, inputs, audits } = plan;
  const read = new Set(
    [...models, ...audits].flatMap(({ sql }) =>
      [...sql.matchAll(/\bhistory_(\w+)/g)].map(([, name]) => name),
    ),
  );
  const past = models
    .filter(({ name }) => read.has(name))
    .map((model) => {
      const runs = model.kind !== "replaced" ? ancestors : newest === undefined ? [] : [newest];
      return modelTable({ ...model, name: `history_${model.name}` }, pastPartitions(model, runs));
    });
  const locations = new Map(built.map(({ name, location }) => [name, location]));
  const own = models.map((model) => {
    const location = locations.get(model.name);
    return modelTable(model, location === undefined ? [] : [partitionOf(plan.as_of_date, location)]);
  });
  const written = inputs.map((input) => ({
    ...modelTable(input, [partitionOf(plan.as_of_date, tableLocation(plan, input.name))]),
    format: "ndjson" as const,
  }));
  return [...rawTables(plan), ...written, ...own, ...past];
}

function rawTables(plan: Plan): CatalogTable[] {
  assertPresentLayout(plan.batches);
  const streams = plan.inputs.find(({ name }) => name === "streams")?.rows ?? [];
  return streams.map(({ source, stream }) => {
    const batches = plan.batches.filter((batch) => batch.source === source && batch.stream === stream);
    return {
      name: rawTable({ source: String(source), stream: String(stream) }),
      comment: `one row per record of ${source}.${stream} that this run reads`,
      format: "delimited",
      columns: rawColumns,
      partitionKeys: rawPartitionKeys,
      partitions: batches.filter(({ is_read, records }) => is_read && records > 0).map(rawPartition),
    };
  });
}

const rawPartition = ({ landed_on, load_id, prefix }: Batch): Partition => ({
  values: [landed_on, load_id],
  location: prefix,
});
