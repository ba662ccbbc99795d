import type { Column } from "../models/model.ts";

export type TableFormat = "parquet" | "ndjson";

/** A partition: one value per partition key, and the prefix (ending in `/`) under which its files lie. */
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
  /** Those of the named tables that the database has, as of one moment. */
  tables(database: string, names: readonly string[]): Promise<readonly CatalogTable[]>;
  tableNames(database: string): Promise<readonly string[]>;
  /**
   * Makes the database exactly these tables. Idempotent; where the catalog can, readers see it at once. Where it
   * cannot, the last of the tables changes last, and shows in the meantime only what stays as it is.
   */
  replaceDatabase(database: string, tables: readonly CatalogTable[]): Promise<void>;
  /**
   * Whether {@link replaceDatabase} would take something from readers: asked before a day is built, as what was
   * published must be shown. @throws UnsafeSchemaChange
   */
  assertReplaceable(database: string, tables: readonly CatalogTable[]): Promise<void>;
  /** The databases whose name begins so. */
  databaseNames(prefix: string): Promise<readonly string[]>;
  /** Removes a database and its tables, not the files they show; no error when there is none. */
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
