import type { Column } from "../models/model.ts";

/**
 * A value as a query gives it: dates and timestamps as ISO text, numbers as numbers, and integers that a number would
 * round as bigints.
 */
export type Value = string | number | bigint | boolean | null;
export type Row = Readonly<Record<string, Value>>;

/** A SELECT to be written as Parquet (zstd) below `location`, a prefix ending in `/` where nothing is yet. */
export interface WriteStatement {
  readonly sql: string;
  readonly database: string;
  readonly location: string;
  /** The columns that the SELECT must give, in order; the query fails if they differ. */
  readonly columns: readonly Column[];
  /** The same token never starts a second query: a doubled start gets the first one's id. */
  readonly token: string;
}

export interface QueryStatistics {
  readonly rows: number;
  readonly bytesScanned?: number;
}

export type QueryState =
  | { readonly status: "running" }
  | ({ readonly status: "succeeded" } & QueryStatistics)
  | { readonly status: "failed"; readonly reason: string };

/**
 * Runs the pipeline's SQL over the tables of a catalog: Athena on AWS, DuckDB on one machine. Unqualified
 * table names resolve to the statement's database.
 */
export interface Warehouse {
  /** Starts writing a SELECT; returns the id to ask {@link check} for. @throws WarehouseBusy, QueryFailed */
  start(statement: WriteStatement): Promise<string>;
  /**
   * The state of the query started with this statement. May wait a little; never throws for a failed query.
   */
  check(queryId: string, statement: WriteStatement): Promise<QueryState>;
  /** Ends a query that is no longer wanted; no error when it has ended. */
  cancel(queryId: string): Promise<void>;
  /** Runs a SELECT with a small result and reads it whole. @throws WarehouseBusy, QueryFailed */
  rows(sql: string, options: { readonly database: string }): Promise<readonly Row[]>;
}

export class QueryFailed extends Error {
  override readonly name = "QueryFailed";
  readonly reason: string;
  constructor(subject: string, reason: string) {
    super(`${subject}: ${reason}`);
    this.reason = reason;
  }
}

/** Whether a query failed because a table or a column does not exist, in the words of DuckDB and of Athena. */
export const isUnknownName = (error: unknown): boolean =>
  error instanceof QueryFailed &&
  /table with name .* does not exist|referenced column|does not have a column|(?:table|column)_not_found/i.test(
    error.reason,
  );

/** The warehouse takes no further query for now: nothing was started, and the same call may succeed in a minute. */
export class WarehouseBusy extends Error {
  override readonly name = "WarehouseBusy";
}
