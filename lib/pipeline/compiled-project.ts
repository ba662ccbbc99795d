import type { Config } from "../config/schema.ts";
import type { InputTable } from "../models/input-tables.ts";
import type { Audit } from "../models/load.ts";
import type { Model } from "../models/model.ts";
import type { Row } from "../warehouse/warehouse.ts";

/** An input table with the rows that the config becomes. */
export interface CompiledInput extends InputTable {
  readonly rows: readonly Row[];
}

/**
 * All of a project that a run's plan is made of, as JSON: its predicates and expressions parsed, its models
 * written. What is deployed needs neither the project's folder nor a grammar.
 */
export interface CompiledProject {
  readonly config: Config;
  readonly configVersion: string;
  /** Every input table; those of the day itself, such as run_batches, are empty. */
  readonly inputs: readonly CompiledInput[];
  /** Every model, in the order of stages. */
  readonly models: readonly Model[];
  readonly audits: readonly Audit[];
}
