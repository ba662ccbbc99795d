/** The allowed types of a published column: those with the same meaning in Athena, DuckDB and Parquet. */
export const columnTypes = [
  "varchar",
  "bigint",
  "integer",
  "double",
  "boolean",
  "date",
  "timestamp(3)",
  "decimal(18,2)",
  "decimal(28,10)",
] as const;

export type ColumnType = (typeof columnTypes)[number];

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly comment: string;
}

/**
 * `snapshot`: each partition holds the full state. `increment`: each partition holds the rows that its run
 * added. `replaced`: only the partition of the newest run exists, and it has no date; used for personal data.
 */
export const kinds = ["snapshot", "increment", "replaced"] as const;

export type Kind = (typeof kinds)[number];

/** `public`: visible to readers; `internal`: an intermediate step that stays in the run's build database. */
export const readers = ["public", "internal"] as const;

export type Readers = (typeof readers)[number];

/** Of a snapshot: which published days of it are kept once they are older than `retention.daily`. */
export const keeps = ["every day", "month ends", "newest"] as const;

export type Keep = (typeof keeps)[number];

/** One SELECT that makes one table of a run; `as_of_date` is its partition and is not selected. */
export interface Model {
  readonly table: string;
  readonly stage: Stage;
  readonly grain: string;
  readonly kind: Kind;
  readonly readers: Readers;
  readonly keep?: Keep;
  readonly section?: string;
  readonly purpose?: string;
  readonly columns: readonly Column[];
  /** The header and the SELECT, with its placeholders. */
  readonly sql: string;
  /** Where a person finds it: a path under `sql/`, or the part of the project it was generated from. */
  readonly origin: string;
}

/** Models in stage order, then by table. */
export const byStage = (models: readonly Model[]): readonly Model[] =>
  models.toSorted((a, b) => a.stage.number - b.stage.number || (a.table < b.table ? -1 : 1));

/** The stage whose models alone read landed rows, as tables called `raw_<source>_<stream>`. */
export const stagingStage = 2;

export interface Stage {
  readonly number: number;
  readonly name: string;
}
