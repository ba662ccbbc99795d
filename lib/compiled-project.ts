import type { AlertRuleRow } from "./alerts/rule-models.ts";
import type { Config } from "./config/schema.ts";
import { type IsRead, mappingModels } from "./mapping/models.ts";
import type { Audit } from "./models/load.ts";
import { byStage, type Model } from "./models/model.ts";
import type { MeasureDefinition } from "./scoring/measure-definition.ts";

/**
 * All of a project that a run's plan is made of, as JSON: its predicates and expressions parsed, its models
 * written. What is deployed needs neither the project's folder nor a grammar.
 */
export interface CompiledProject {
  readonly config: Config;
  readonly configVersion: string;
  /** Every measure, Bellwether's and the project's own. */
  readonly measures: readonly MeasureDefinition[];
  /** The rows of the input table alert_rules. */
  readonly alertRules: readonly AlertRuleRow[];
  /** The domains at which anyone can have an address. */
  readonly freeMailDomains: readonly string[];
  readonly audits: readonly Audit[];
  /** The models that are the same for every run. */
  readonly models: readonly Model[];
  /** The sources of the config, for the models that ask only the streams which a run reads. */
  readonly sources: Config["sources"];
}

/** The models of a run, in the order of stages; `isRead` says of which streams it reads anything. */
export function modelsOf({ models, sources }: CompiledProject, isRead: IsRead): readonly Model[] {
  return byStage([...models, ...mappingModels({ sources }, isRead)]);
}
