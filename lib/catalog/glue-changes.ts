import { isDeepStrictEqual } from "node:util";
import type { PartitionInput, Table, TableInput } from "@aws-sdk/client-glue";
import type { CatalogTable, Partition } from "./catalog.ts";
import { isReadTheSame, isSameTable, partitionInput, tableInput } from "./glue-table.ts";

/** A table as returned by Glue. */
export interface FoundTable {
  readonly table: Table;
  readonly partitions: readonly Partition[];
}

/** The changes that bring a Glue table to its wanted state. */
export interface TableChange {
  readonly input: TableInput;
  /** `recreate`: Glue never changes the partition keys of a table. */
  readonly definition: "same" | "create" | "update" | "recreate";
  readonly partitions: PartitionChanges;
}

export interface PartitionChanges {
  readonly create: readonly PartitionInput[];
  readonly update: readonly PartitionInput[];
  readonly remove: readonly Values[];
}

export type Values = readonly string[];

/** How a table that Glue has, or has not, comes to be `wanted`. */
export function tableChange(
  found: FoundTable | undefined,
  wanted: CatalogTable,
  bucket: string,
): TableChange {
  const input = tableInput(wanted, bucket);
  const definition = definitionChange(found?.table, input);
  const isKept = definition === "same" || definition === "update";
  const partitions = isKept && found !== undefined ? found.partitions : [];
  const areReadTheSame = found !== undefined && isReadTheSame(found.table, input);
  return { input, definition, partitions: partitionChanges(partitions, { wanted, areReadTheSame, bucket }) };
}

/** Whether anything is left to do. */
export const isChange = ({ definition, partitions: { create, update, remove } }: TableChange): boolean =>
  definition !== "same" || create.length + update.length + remove.length > 0;

/**
 * Splits a change in two: first the partitions to remove or move, then the rest. Between the two, a table
 * whose partitions record the state claims nothing false while the rest of the database changes.
 */
export function inTwo(change: TableChange): {
  readonly outdated: readonly Values[];
  readonly rest: TableChange;
} {
  const { create, update, remove } = change.partitions;
  return {
    outdated: [...remove, ...update.map(({ Values = [] }) => Values)],
    rest: { ...change, partitions: { create: [...create, ...update], update: [], remove: [] } },
  };
}

function definitionChange(found: Table | undefined, wanted: TableInput): TableChange["definition"] {
  if (found === undefined) return "create";
  if (!isDeepStrictEqual(keysOf(found), keysOf(wanted))) return "recreate";
  return isSameTable(found, wanted) ? "same" : "update";
}

const keysOf = ({ PartitionKeys = [] }: Table | TableInput) =>
  PartitionKeys.map(({ Name, Type }) => [Name, Type]);

function partitionChanges(
  found: readonly Partition[],
  {
    wanted,
    areReadTheSame,
    bucket,
  }: { readonly wanted: CatalogTable; readonly areReadTheSame: boolean; readonly bucket: string },
): PartitionChanges {
  // A table without partition keys is where its one partition is.
  if (wanted.partitionKeys.length === 0) return { create: [], update: [], remove: [] };
  const before = new Map(found.map(({ values, location }) => [keyOfValues(values), location]));
  const after = new Set(wanted.partitions.map(({ values }) => keyOfValues(values)));
  const input = (partition: Partition) => partitionInput(wanted, partition, bucket);
  const isThere = ({ values }: Partition) => before.has(keyOfValues(values));
  const isRight = ({ values, location }: Partition) =>
    areReadTheSame && before.get(keyOfValues(values)) === location;
  return {
    create: wanted.partitions.filter((partition) => !isThere(partition)).map(input),
    update: wanted.partitions.filter((partition) => isThere(partition) && !isRight(partition)).map(input),
    remove: found.map(({ values }) => values).filter((values) => !after.has(keyOfValues(values))),
  };
}

const keyOfValues = (values: Values): string => JSON.stringify(values);
