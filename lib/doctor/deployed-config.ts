import { headOf, readChain } from "../pipeline/chain.ts";
import type { RunConfig } from "../pipeline/compiled-project.ts";
import { readPlan } from "../pipeline/plan.ts";
import { loadConfig, NoProject } from "../project/load.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import { fail, ok, type Verdict } from "./finding.ts";

/** The config of a folder; undefined if there is none. @throws RejectedConfig */
export async function folderConfig(directory: string): Promise<RunConfig | undefined> {
  try {
    return (await loadConfig(directory)).config;
  } catch (error) {
    if (error instanceof NoProject) return undefined;
    throw error;
  }
}

/** The config of the newest published run, undefined before there is one. */
export async function publishedConfig(store: ObjectStore): Promise<RunConfig | undefined> {
  const head = headOf(await readChain(store));
  return head === undefined ? undefined : (await readPlan(store, head)).config;
}

const sourceNames = ({ sources }: Pick<RunConfig, "sources">): readonly string[] =>
  sources.map(({ name }) => name).toSorted();

/**
 * The config deployed on a stage, as far as visible from outside: the first one whose sources match the
 * stage's landing functions.
 */
export function deployedConfig(
  landFunctions: Readonly<Record<string, string>>,
  candidates: readonly (RunConfig | undefined)[],
): RunConfig | undefined {
  const deployed = Object.keys(landFunctions).toSorted().join();
  return candidates.find((config) => config !== undefined && sourceNames(config).join() === deployed);
}

/** Whether the project's folder matches the deployment. @param folder undefined without a project */
export function judgeDeployed(
  landFunctions: Readonly<Record<string, string>>,
  folder: RunConfig | undefined,
  deploy: string,
): Verdict {
  const deployed = Object.keys(landFunctions).toSorted();
  const found = `the stage lands ${deployed.join(", ")}`;
  if (folder === undefined || sourceNames(folder).join() === deployed.join()) return ok(found);
  return fail(
    `${found}; the project's folder has ${sourceNames(folder).join(", ")}`,
    `${deploy}, or give the stage's own project with --project`,
  );
}
