import type { Column } from "../models/model.ts";

export type TableFormat = "parquet" | "ndjson";

/** A partition: one value per partition key, and the prefix (ending in `/`) under which its files lie. */
export interface Partition {
  readonly values: readonly string[];
  readonly location: string;
}

export interface TableDefinition {
  readonly name: string;
  readonly comment: string;
  readonly format: TableFormat;
  readonly columns: readonly Column[];
  readonly partitionKeys: readonly Column[];
}

export interface CatalogTable extends TableDefinition {
  readonly partitions: readonly Partition[];
}

/**
 * Databases of tables of partitions, each partition a prefix in the object store: Glue on AWS, JSON documents
 * on one machine. A database is a projection of the pipeline's state: it can be thrown away and made again.
 */
export interface Catalog {
  /** The table, or undefined when the database has none of that name. */
  table(database: string, name: string): Promise<CatalogTable | undefined>;
  tables(database: string): Promise<readonly string[]>;
  /** Makes the table exactly this one, with exactly these partitions. Idempotent. */
  replaceTable(
    database: string,
    definition: TableDefinition,
    partitions: readonly Partition[],
  ): Promise<void>;
  /** Points these partitions at their locations, and leaves the others. @throws UnknownTable */
  setPartitions(database: string, name: string, partitions: readonly Partition[]): Promise<void>;
  /** Removes the table from the database; its files stay. No error when there is none. */
  dropTable(database: string, name: string): Promise<void>;
}

export class UnknownTable extends Error {
  override readonly name = "UnknownTable";
  constructor(database: string, table: string) {
    super(`database ${database} has no table ${table}`);
  }
}
