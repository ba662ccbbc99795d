import type { Config } from "../config/schema.ts";
import type { Model } from "../models/model.ts";
import { attributesModel } from "./attributes-model.ts";
import { cellProblemsModel } from "./cell-problems-model.ts";
import { personalModels } from "./personal-models.ts";
import { recordCountsModel } from "./record-counts-model.ts";
import { recordsModels } from "./records-models.ts";
import { rejectsModel } from "./rejects-model.ts";
import { stagedModels } from "./staged-models.ts";

/**
 * The models generated from the mapping: staged rows, records, and counts of rows.
 * @param config with its expressions read: see {@link withReadExpressions} in expressions.ts
 */
export function mappingModels(config: Pick<Config, "sources">): readonly Model[] {
  return [
    ...stagedModels(config),
    ...personalModels(config),
    ...recordsModels(config),
    rejectsModel(),
    cellProblemsModel(),
    recordCountsModel(config),
    attributesModel(config),
  ];
}
