import { App, Validations } from "aws-cdk-lib/core";
import { AwsSolutionsChecks } from "cdk-nag";
import { compileProject } from "../lib/project/compile.ts";
import { loadConfig } from "../lib/project/load.ts";
import { bundleHandlers, sizesOf } from "./bundle.ts";
import { readSettings } from "./settings.ts";
import { addStacks } from "./stacks.ts";

const app = new App();
const settings = readSettings((key) => app.node.tryGetContext(key));
const project = await compileProject(await loadConfig(settings.project));
const bundles = await bundleHandlers({ directory: `${app.outdir}/bundles`, project });
process.stderr.write(sizesOf(bundles));
addStacks(app, { settings, project, bundles, account: process.env.CDK_DEFAULT_ACCOUNT });
// A violation of the AWS Solutions rules without a documented reason fails the synthesis.
Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { verbose: true }));
app.synth();
