import type { Config } from "../config/schema.ts";
import type { Model } from "../models/model.ts";
import { accountInputsModel } from "./account-inputs.ts";
import { accountLimitsModel } from "./account-limits.ts";
import { type MeasureDefinition, measureDefinitions } from "./measures.ts";

/** The models that are generated from the scorecards: account_inputs and account_limits. */
export function scoringModels(
  config: Pick<Config, "sources" | "scorecards">,
  measures: readonly MeasureDefinition[] = measureDefinitions,
): readonly Model[] {
  return [accountInputsModel(config, measures), accountLimitsModel(config)];
}
