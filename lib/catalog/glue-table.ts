import { isDeepStrictEqual } from "node:util";
import type {
  Column as GlueColumn,
  PartitionInput,
  StorageDescriptor,
  Table,
  TableInput,
} from "@aws-sdk/client-glue";
import type { Column, ColumnType } from "../models/model.ts";
import { type CatalogTable, type Partition, type TableFormat, tableFormats } from "./catalog.ts";

const glueTypes: Readonly<Record<ColumnType, string>> = {
  varchar: "string",
  bigint: "bigint",
  integer: "int",
  double: "double",
  boolean: "boolean",
  date: "date",
  "timestamp(3)": "timestamp",
  "decimal(18,2)": "decimal(18,2)",
  "decimal(28,10)": "decimal(28,10)",
};
const columnTypes = new Map(Object.entries(glueTypes).map(([type, glue]) => [glue, type as ColumnType]));

/** Parquet and NDJSON are read by name, so that a file without a column of the table gives null for it. */
const storageOf: Readonly<Record<TableFormat, StorageDescriptor>> = {
  parquet: {
    InputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
    OutputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
    SerdeInfo: {
      SerializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
      Parameters: { "serialization.format": "1" },
    },
  },
  ndjson: {
    InputFormat: "org.apache.hadoop.mapred.TextInputFormat",
    OutputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
    SerdeInfo: {
      SerializationLibrary: "org.openx.data.jsonserde.JsonSerDe",
      Parameters: { "serialization.format": "1" },
    },
  },
  delimited: {
    InputFormat: "org.apache.hadoop.mapred.TextInputFormat",
    OutputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
    SerdeInfo: {
      SerializationLibrary: "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
      Parameters: { "serialization.format": "\u0001", "field.delim": "\u0001" },
    },
  },
};
const classifications: Readonly<Record<TableFormat, string>> = {
  parquet: "parquet",
  ndjson: "json",
  delimited: "csv",
};

/** Marks our own tables; everything else in the database, such as an analyst's view, is left alone. */
const formatParameter = "bellwether:format";
export const isOurs = ({ Parameters }: Table): boolean => Parameters?.[formatParameter] !== undefined;

/** Glue's limit; longer comments are cut. */
const longest = { columnComment: 255, description: 2_048 };

/** Someone else has changed a column of a table of ours. */
export class ForeignColumn extends Error {
  override readonly name = "ForeignColumn";
  constructor(table: string, column: string, type: string) {
    super(
      `column ${column} of table ${table} has the type ${type} in Glue, which Bellwether does not write. ` +
        "Drop the table in Glue (its files stay); the next run or detection creates it again.",
    );
  }
}

/** The table input for Glue, without its partitions. */
export function tableInput(table: CatalogTable, bucket: string): TableInput {
  return {
    Name: table.name,
    Description: cut(table.comment, longest.description),
    TableType: "EXTERNAL_TABLE",
    Parameters: {
      EXTERNAL: "TRUE",
      classification: classifications[table.format],
      [formatParameter]: table.format,
    },
    StorageDescriptor: storage(table, uriOf(bucket, locationOf(table))),
    PartitionKeys: table.partitionKeys.map(glueColumn),
  };
}

export const partitionInput = (
  table: CatalogTable,
  partition: Partition,
  bucket: string,
): PartitionInput => ({
  Values: [...partition.values],
  StorageDescriptor: storage(table, uriOf(bucket, partition.location)),
});

/** The Glue table with these partitions; without partition keys, its location is its only partition. */
export function catalogTable(found: Table, partitions: readonly Partition[], bucket: string): CatalogTable {
  const name = found.Name ?? "";
  const partitionKeys = (found.PartitionKeys ?? []).map((column) => columnOf(name, column));
  const location = keyOf(bucket, found.StorageDescriptor?.Location);
  const whole = location === nowhere(name) ? [] : [{ values: [], location }];
  return {
    name,
    comment: found.Description ?? "",
    format: tableFormats.find((format) => format === found.Parameters?.[formatParameter]) ?? "parquet",
    columns: (found.StorageDescriptor?.Columns ?? []).map((column) => columnOf(name, column)),
    partitionKeys,
    partitions: partitionKeys.length === 0 ? whole : partitions,
  };
}

/** The key of a Glue location within the bucket; a location elsewhere keeps its full name. */
export function keyOf(bucket: string, location = ""): string {
  const root = uriOf(bucket, "");
  return location.startsWith(root) ? location.slice(root.length) : location;
}

/** Whether Glue has the table as it should be, its partitions aside. */
export const isSameTable = (found: Table, wanted: TableInput): boolean =>
  isDeepStrictEqual(essence(found), essence(wanted));

/** Whether the table's files are read in the right format; if not, its partitions must change too. */
export const isReadTheSame = (found: Table, wanted: TableInput): boolean =>
  isDeepStrictEqual(reading(found), reading(wanted));

/** The part of a table that Bellwether writes; Glue adds fields of its own. */
const essence = (table: Table | TableInput) => [
  table.Description ?? "",
  table.TableType,
  table.Parameters?.classification,
  table.Parameters?.[formatParameter],
  table.StorageDescriptor?.Location,
  table.PartitionKeys?.map(({ Name, Type }) => [Name, Type]) ?? [],
  [...(table.StorageDescriptor?.Columns ?? []), ...(table.PartitionKeys ?? [])].map(
    ({ Comment }) => Comment ?? "",
  ),
  reading(table),
];

const reading = ({ StorageDescriptor: storage }: Table | TableInput) => [
  storage?.Columns?.map(({ Name, Type }) => [Name, Type]) ?? [],
  storage?.InputFormat,
  storage?.OutputFormat,
  storage?.SerdeInfo?.SerializationLibrary,
];

const storage = (table: CatalogTable, location: string): StorageDescriptor => ({
  ...storageOf[table.format],
  Columns: table.columns.map(glueColumn),
  Location: location,
});

const glueColumn = ({ name, type, comment }: Column): GlueColumn => ({
  Name: name,
  Type: glueTypes[type],
  Comment: cut(comment, longest.columnComment),
});

function columnOf(table: string, { Name = "", Type = "", Comment = "" }: GlueColumn): Column {
  const type = columnTypes.get(Type);
  if (type === undefined) throw new ForeignColumn(table, Name, Type);
  return { name: Name, type, comment: Comment };
}

/**
 * The location of a table's files: the parent of its partitions, or the one location of a table without
 * partition keys.
 */
function locationOf({ name, partitionKeys, partitions }: CatalogTable): string {
  if (partitionKeys.length > 0) return `tables/${name}/`;
  return partitions[0]?.location ?? nowhere(name);
}

/** Nothing is ever written here: a table without partition keys is empty until a run has written it. */
const nowhere = (name: string): string => `tables/${name}/none/`;

const uriOf = (bucket: string, location: string): string => `s3://${bucket}/${location}`;

const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;
