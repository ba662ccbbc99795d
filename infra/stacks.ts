import { type App, Tags, Validations } from "aws-cdk-lib/core";
import { AwsSolutionsChecks } from "cdk-nag";
import type { CompiledProject } from "../lib/compiled-project.ts";
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

/** The stacks of a stage, in the order in which data flows. What breaks a rule of AWS Solutions fails the synthesis. */
export function addStacks(app: App, { settings, project, bundles, account }: Deployed) {
  const { stage, region } = settings;
  const of = settings.account ?? account;
  const env = of === undefined ? { region } : { region, account: of };
  const data = new DataStack(app, `Bellwether-${stage}-Data`, { env, settings });
  const pipeline = new PipelineStack(app, `Bellwether-${stage}-Pipeline`, {
    ...{ env, settings, project, bundles, data },
  });
  Tags.of(app).add("bellwether-stage", stage);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { verbose: true }));
  return { data, pipeline };
}
