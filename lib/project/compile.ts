import { guardConditions } from "../conditions/guard-conditions.ts";
import { loadAudits } from "../models/load.ts";
import type { CompiledProject } from "../pipeline/compiled-project.ts";
import { compiledInputs } from "./inputs.ts";
import type { Project } from "./load.ts";
import { projectMeasures, projectModels } from "./models.ts";

/** A project whose config was found to be right, made ready to be run anywhere. */
export async function compileProject(project: Project): Promise<CompiledProject> {
  const { config, configVersion } = project;
  const measures = projectMeasures(project);
  const { routes } = guardConditions(config, measures).config;
  return {
    config: { ...config, routes },
    configVersion,
    inputs: await compiledInputs({ config, configVersion, measures }),
    models: await projectModels(project),
    audits: await loadAudits(),
  };
}
