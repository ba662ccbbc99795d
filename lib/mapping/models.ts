import type { Config, Source } from "../config/schema.ts";
import type { Model } from "../models/model.ts";
import { attributesModel } from "./attributes-model.ts";
import { cellProblemsModel } from "./cell-problems-model.ts";
import { personalModels } from "./personal-models.ts";
import { recordCountsModel } from "./record-counts-model.ts";
import { recordsModels } from "./records-models.ts";
import { rejectsModel } from "./rejects-model.ts";
import { stagedModels } from "./staged-models.ts";

/** Whether a run reads any row of a stream. */
export type IsRead = (source: string, stream: string) => boolean;

/**
 * The models that follow from how the config maps its sources: rows staged and merged, and what became of them.
 * Streams of which a run reads nothing, by `isRead`, are not asked for rows.
 * @param config with its expressions read: see {@link withReadExpressions} in expressions.ts
 */
export function mappingModels(
  config: Pick<Config, "sources">,
  isRead: IsRead = () => true,
): readonly Model[] {
  const read = {
    sources: config.sources.map((source) => ({ ...source, streams: streamsRead(source, isRead) })),
  };
  return [
    ...stagedModels(read),
    ...personalModels(read),
    ...recordsModels(read),
    rejectsModel(),
    cellProblemsModel(),
    recordCountsModel(config),
    attributesModel(config),
  ];
}

const streamsRead = ({ name, streams }: Source, isRead: IsRead): Source["streams"] =>
  Object.fromEntries(Object.entries(streams).filter(([stream]) => isRead(name, stream)));
