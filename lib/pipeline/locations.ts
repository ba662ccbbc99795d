import type { Plan, RunId } from "./plan.ts";

/** A run is broken off and started anew rather than mended, so a table of a run is written once. */
const attempt = 1;

/** Where a run writes one of its tables. */
export const tableLocation = ({ as_of_date, run_id }: RunId | Plan, table: string): string =>
  `tables/${table}/as_of_date=${as_of_date}/run=${run_id}/attempt=${attempt}/`;

/** Every file a run may have written for a table, whatever its attempt. */
export const runPrefix = ({ as_of_date, run_id }: RunId, table: string): string =>
  `tables/${table}/as_of_date=${as_of_date}/run=${run_id}/`;
