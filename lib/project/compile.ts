import type { Config } from "../config/schema.ts";
import { shippedAudits } from "../mapping/shipped/shipped-sql.ts";
import { loadQueries } from "../models/queries.ts";
import type { CompiledProject, RunConfig } from "../pipeline/compiled-project.ts";
import { lensesOf } from "../scoring/lenses.ts";
import { compiledInputs } from "./inputs.ts";
import type { Project } from "./load.ts";
import { projectMeasures, projectModels } from "./models.ts";
import { definitionVersions, scoringVersion } from "./versions.ts";

/** Compiles a valid project, so that it can run anywhere. */
export async function compileProject(project: Project): Promise<CompiledProject> {
  const { config, configVersion } = project;
  const measures = projectMeasures(project);
  const models = await projectModels(project);
  const defined = { ...project, measures, models };
  const definitions = definitionVersions(defined);
  const versions = {
    config: configVersion,
    scoring: scoringVersion(defined, definitions),
    lenses: new Map(lensesOf(config).map(({ name }) => [name, scoringVersion(defined, definitions, name)])),
  };
  return {
    config: runConfigOf(config),
    configVersion,
    inputs: await compiledInputs({ config, measures, definitions, versions }),
    models,
    audits: await shippedAudits(),
    queries: await loadQueries(),
  };
}

function runConfigOf(config: Config): RunConfig {
  const { company, currency, sources, routes, fallback_route, retention, schedule } = config;
  return { company, currency, sources, routes, fallback_route, retention, schedule };
}
