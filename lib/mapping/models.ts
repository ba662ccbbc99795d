import type { Config } from "../config/schema.ts";
import type { Model } from "../models/model.ts";
import { attributesModel } from "./records/attributes-model.ts";
import { listedElementsModels } from "./records/listed-elements.ts";
import { recordCountsModel } from "./records/record-counts-model.ts";
import { recordsModels } from "./records/records-models.ts";
import { unjoinedRowsModel } from "./records/unjoined-rows-model.ts";
import { fieldCountsModel } from "./staged/field-counts-model.ts";
import { personalModels } from "./staged/personal-models.ts";
import { stagedModels } from "./staged/staged-models.ts";

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
