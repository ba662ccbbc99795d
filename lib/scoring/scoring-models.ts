import type { Config } from "../config/schema.ts";
import type { Model } from "../models/model.ts";
import { accountInputsModel } from "./account-inputs.ts";
import { accountLimitsModel } from "./account-limits.ts";
import { type MeasureDefinition, measureDefinitions } from "./measures.ts";
import { previousLimitsModel } from "./previous-limits.ts";

/** The models that are generated from the scorecards: account_inputs, account_limits and previous_limits. */
export function scoringModels(
  config: Pick<Config, "sources" | "scorecards">,
  measures: readonly MeasureDefinition[] = measureDefinitions,
): readonly Model[] {
  return [accountInputsModel(config, measures), accountLimitsModel(config), previousLimitsModel(config)];
}
