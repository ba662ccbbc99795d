import { loadQueries, type Queries } from "../models/queries.ts";
import { readCompiled, readRunConfig } from "../pipeline/compiled-folder.ts";
import type { CompiledProject, RunConfig } from "../pipeline/compiled-project.ts";

/** The compiled project deployed beside a function's bundle. */
const folder = new URL("./project/", import.meta.url).pathname;

let project: Promise<CompiledProject> | undefined;
let config: Promise<RunConfig> | undefined;
let queries: Promise<Queries> | undefined;

/** The whole project, read once. */
export function shippedProject(): Promise<CompiledProject> {
  project ??= readCompiled(folder);
  return project;
}

/** The settings of landing and detection, read once. */
export function shippedConfig(): Promise<RunConfig> {
  config ??= readRunConfig(folder);
  return config;
}

/** The queries of detection, read once. */
export function shippedQueries(): Promise<Queries> {
  queries ??= loadQueries(folder);
  return queries;
}
