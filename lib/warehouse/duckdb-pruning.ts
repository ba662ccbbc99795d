import type { CatalogTable } from "../catalog/catalog.ts";

/**
 * The table with only the partition that a model reads, where each of its reads asks for one date first. DuckDB
 * finds it too, by asking each file's path: over the days of a chain, that costs more than a small model.
 */
export function prunedFor(sql: string, table: CatalogTable): CatalogTable {
  if (table.partitions.length < 2 || table.partitionKeys[0]?.name !== "as_of_date") return table;
  const reads = [...sql.matchAll(new RegExp(`\\b(?:from|join)\\s+${table.name}\\b`, "g"))];
  const dates = reads.map(({ index, 0: read }) => dateAfter(sql.slice(index + read.length)));
  if (dates.length === 0 || dates.includes(undefined)) return table;
  return { ...table, partitions: table.partitions.filter(({ values: [date] }) => dates.includes(date)) };
}

/** Models keep every read to dates by a conjunct, so that what follows an `and` can only take more away. */
const dateAfter = (text: string): string | undefined =>
  /^\s+where\s+as_of_date = date '(\d{4}-\d{2}-\d{2})'\s*(?:and\b|\)|$)/.exec(text)?.[1];
