import type { Databases } from "../services.ts";
import type { RunId } from "./plan.ts";

/**
 * Where a run writes one of its tables. A run that is started again after it failed writes the rest of them
 * below its next attempt, so that nothing is ever written to where something is.
 */
export const tableLocation = (
  { as_of_date, run_id }: RunId,
  table: string,
  attempt: number = firstAttempt,
): string => `tables/${table}/as_of_date=${as_of_date}/run=${run_id}/attempt=${attempt}/`;

export const firstAttempt = 1;

/** Every file that a run may have written for a table, in any attempt. */
export const runPrefix = ({ as_of_date, run_id }: RunId, table: string): string =>
  `tables/${table}/as_of_date=${as_of_date}/run=${run_id}/`;

/** The database that a run builds in. */
export const buildDatabaseOf = ({ buildPrefix }: Databases, { run_id }: Pick<RunId, "run_id">): string =>
  `${buildPrefix}${run_id.toLowerCase().replace(/[^a-z0-9]/g, "_")}`;
