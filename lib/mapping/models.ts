import type { Config } from "../config/schema.ts";
import type { Model } from "../models/model.ts";
import { attributesModel } from "./attributes-model.ts";
import { personalModels } from "./personal-models.ts";
import { recordsModels } from "./records-models.ts";
import { stagedModels } from "./staged-models.ts";

/** The models that follow from how the config maps its sources: staged rows, their records, and attributes. */
export function mappingModels(config: Pick<Config, "sources">): readonly Model[] {
  return [...stagedModels(config), ...personalModels(config), ...recordsModels(), attributesModel(config)];
}
