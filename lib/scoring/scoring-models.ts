import type { Config } from "../config/schema.ts";
import type { Model } from "../models/model.ts";
import { accountInputsModel } from "./account-inputs.ts";
import { accountLimitsModel } from "./account-limits.ts";

/** The models that are generated from the scorecards: account_inputs and account_limits. */
export function scoringModels(config: Pick<Config, "sources" | "scorecards">): readonly Model[] {
  return [accountInputsModel(config), accountLimitsModel(config)];
}
