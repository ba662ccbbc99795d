import { type App, Tags } from "aws-cdk-lib/core";
import type { CompiledProject } from "../lib/pipeline/compiled-project.ts";
import type { Bundles } from "./bundle.ts";
import { DataStack } from "./data-stack.ts";
import { PipelineStack } from "./pipeline-stack.ts";
import type { Settings } from "./settings.ts";

export interface Deployed {
  readonly settings: Settings;
  readonly project: CompiledProject;
  readonly bundles: Bundles;
  /** The account of the credentials. @default the templates fit any */
  readonly account?: string | undefined;
}

/** The stacks of a stage, in the order in which data flows. */
export function addStacks(app: App, { settings, project, bundles, account }: Deployed) {
  const { stage, region } = settings;
  const of = settings.account ?? account;
  const env = of === undefined ? { region } : { region, account: of };
  const data = new DataStack(app, `Bellwether-${stage}-Data`, { env, settings });
  const pipeline = new PipelineStack(app, `Bellwether-${stage}-Pipeline`, {
    ...{ env, settings, project, bundles, data },
  });
  Tags.of(app).add("bellwether-stage", stage);
  return { data, pipeline };
}
