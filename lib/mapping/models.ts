import type { Config } from "../config/schema.ts";
import type { Model } from "../models/model.ts";
import { attributesModel } from "./attributes-model.ts";
import { fieldCountsModel } from "./field-counts-model.ts";
import { listedElementsModels } from "./listed-elements.ts";
import { personalModels } from "./personal-models.ts";
import { recordCountsModel } from "./record-counts-model.ts";
import { recordsModels } from "./records-models.ts";
import { stagedModels } from "./staged-models.ts";
import { unjoinedRowsModel } from "./unjoined-rows-model.ts";

/**
 * The models generated from the mapping: staged rows, records, counts of rows and values, and attributes.
 * @param config with its expressions read: see {@link withReadExpressions} in expressions.ts
 */
export function mappingModels(config: Pick<Config, "sources">): readonly Model[] {
  return [
    ...stagedModels(config),
    ...personalModels(config),
    ...recordsModels(config),
    ...listedElementsModels(config),
    recordCountsModel(config),
    unjoinedRowsModel(config),
    fieldCountsModel(config),
    attributesModel(config),
  ];
}
