import type { Config } from "../config/schema.ts";
import type { InputTable } from "../models/input-tables.ts";
import type { Audit } from "../models/load.ts";
import type { Model } from "../models/model.ts";
import type { Row } from "../warehouse/warehouse.ts";

/** An input table with the rows that the config becomes. */
export interface CompiledInput extends InputTable {
  readonly rows: readonly Row[];
}

/** What a run, landing and detection need of the config besides SQL and rows. */
export type RunConfig = Pick<
  Config,
  "company" | "currency" | "sources" | "routes" | "fallback_route" | "retention" | "schedule"
>;

/**
 * All that a run's plan is made of: SQL and rows, and nothing that has to be compiled. As files: compiled-folder.ts.
 */
export interface CompiledProject {
  readonly config: RunConfig;
  readonly configVersion: string;
  /** Every input table; those of the day itself, such as run_batches, are empty. */
  readonly inputs: readonly CompiledInput[];
  /** Every model, in the order of stages. */
  readonly models: readonly Model[];
  readonly audits: readonly Audit[];
}
