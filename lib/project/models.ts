import { accountRoutesModel } from "../conditions/account-routes-model.ts";
import { conditionProblemsModel } from "../conditions/condition-problems-model.ts";
import { guardConditions } from "../conditions/guard-conditions.ts";
import { ruleModels } from "../conditions/rule-models.ts";
import type { Config } from "../config/schema.ts";
import { withReadExpressions } from "../mapping/cells/expressions.ts";
import { mappingModels } from "../mapping/models.ts";
import { shippedModels } from "../mapping/shipped/shipped-sql.ts";
import { type OwnMeasure, ownMeasuresModel } from "../measures/own-measures.ts";
import { byStage, type Model } from "../models/model.ts";
import { lensModels } from "../scoring/lens-models.ts";
import { type MeasureDefinition, measureDefinitions } from "../scoring/measures.ts";
import { scoringModels } from "../scoring/scoring-models.ts";

interface ModelledProject {
  readonly config: Config;
  readonly ownMeasures: readonly OwnMeasure[];
}

/** Every measure of a project: the built-in ones, then its own. */
export function projectMeasures({
  ownMeasures,
}: Pick<ModelledProject, "ownMeasures">): readonly MeasureDefinition[] {
  return [...measureDefinitions, ...ownMeasures.map(({ definition }) => definition)];
}

/** Every model of a project: the built-in ones and those generated from its config, in stage order. */
export async function projectModels(project: ModelledProject): Promise<readonly Model[]> {
  const { ownMeasures } = project;
  const { config, failing } = guardConditions(project.config, projectMeasures(project));
  const shipped = await shippedModels();
  return byStage([
    ...shipped,
    ...lensModels(config, shipped),
    ownMeasuresModel(ownMeasures),
    ...scoringModels(config, projectMeasures(project)),
    ...ruleModels(config),
    accountRoutesModel(config),
    conditionProblemsModel(failing, config),
    ...mappingModels({ sources: withReadExpressions(config.sources) }),
  ]);
}
