import type { Config } from "../config/schema.ts";
import type { InputRow, InputTable } from "../models/input-tables.ts";
import type { Audit } from "../models/load.ts";
import type { Model } from "../models/model.ts";
import type { Queries } from "../models/queries.ts";

/** An input table with the rows from the config. */
export interface CompiledInput extends InputTable {
  readonly rows: readonly InputRow[];
}

/** The settings that a run, landing and detection need besides SQL and rows. */
export type RunConfig = Pick<
  Config,
  "company" | "currency" | "sources" | "routes" | "fallback_route" | "retention" | "schedule"
>;

/**
 * The inputs of a run's plan: SQL and rows, with nothing left to compile. As files: see compiled-folder.ts.
 */
export interface CompiledProject {
  readonly config: RunConfig;
  readonly configVersion: string;
  /** Every input table; daily ones such as run_batches are empty. */
  readonly inputs: readonly CompiledInput[];
  /** Every model, in stage order. */
  readonly models: readonly Model[];
  readonly audits: readonly Audit[];
  readonly queries: Queries;
}
