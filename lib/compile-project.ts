import { alertRuleRows } from "./alerts/rule-models.ts";
import type { CompiledProject } from "./compiled-project.ts";
import { conditionColumns, guardConditions } from "./conditions/guard-conditions.ts";
import type { Project } from "./config/load.ts";
import { withReadExpressions } from "./mapping/expressions.ts";
import { loadFreeMailDomains } from "./models/free-mail.ts";
import { loadAudits } from "./models/load.ts";
import { fixedModels, projectMeasures } from "./project-models.ts";

/** A project whose config was found to be right, made ready to be run anywhere. */
export async function compileProject(project: Project): Promise<CompiledProject> {
  const { config, configVersion } = project;
  const measures = projectMeasures(project);
  const { routes } = guardConditions(config, measures).config;
  return {
    config: { ...config, routes },
    configVersion,
    measures,
    alertRules: alertRuleRows(config, conditionColumns(config, measures).facts),
    freeMailDomains: await loadFreeMailDomains(),
    audits: await loadAudits(),
    models: await fixedModels(project),
    sources: withReadExpressions(config.sources),
  };
}
