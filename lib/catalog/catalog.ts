import type { Column } from "../models/model.ts";

/** `delimited` is text with a record per line and its columns, in their order, separated by U+0001; `\\N` is null. */
export const tableFormats = ["parquet", "ndjson", "delimited"] as const;
export type TableFormat = (typeof tableFormats)[number];

/** A partition: one value per partition key, and the prefix (ending in `/`) of its files. */
export interface Partition {
  readonly values: readonly string[];
  readonly location: string;
  /** Columns of the table that its files do not have, as they were written before it had them: null in each row. */
  readonly lacks?: readonly string[];
}

export interface CatalogTable {
  readonly name: string;
  readonly comment: string;
  readonly format: TableFormat;
  readonly columns: readonly Column[];
  readonly partitionKeys: readonly Column[];
  readonly partitions: readonly Partition[];
}

export type PartitionsByTable = Readonly<Record<string, readonly Partition[]>>;

/**
 * Databases of tables of partitions, each partition a prefix in the object store: Glue on AWS, JSON documents
 * on one machine. A database is a projection of the pipeline's state: it can be thrown away and made again.
 */
export interface Catalog {
  /** The existing tables among the given names, as of one moment. */
  tables(database: string, names: readonly string[]): Promise<readonly CatalogTable[]>;
  tableNames(database: string): Promise<readonly string[]>;
  /**
   * Replaces the database with exactly these tables. Idempotent. If the catalog can, it switches atomically.
   * If it cannot, the last of the tables changes last, and shows only unchanged rows until then.
   */
  replaceDatabase(database: string, tables: readonly CatalogTable[]): Promise<void>;
  /**
   * Checks whether {@link replaceDatabase} would remove something that readers use. Called before a day is
   * built, because a published day must be shown. @throws UnsafeSchemaChange
   */
  assertReplaceable(database: string, tables: readonly CatalogTable[]): Promise<void>;
  /** The databases whose name begins so. */
  databaseNames(prefix: string): Promise<readonly string[]>;
  /** Removes a database and its tables, but not their files; no error if it does not exist. */
  dropDatabase(database: string): Promise<void>;
  /** Points these partitions of some tables at their locations, and leaves the others. @throws UnknownTable */
  setPartitions(database: string, changes: PartitionsByTable): Promise<void>;
}

export class UnknownTable extends Error {
  override readonly name = "UnknownTable";
  constructor(database: string, table: string) {
    super(`database ${database} has no table ${table}`);
  }
}
