import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib/core";
import { AwsSolutionsChecks } from "cdk-nag";
import { handlers } from "../../infra/bundle.ts";
import { readSettings, type Settings } from "../../infra/settings.ts";
import { addStacks } from "../../infra/stacks.ts";
import { compileProject } from "../../lib/project/compile.ts";
import { loadConfig } from "../../lib/project/load.ts";

// CloudFormation's own rules take longer than all the others; `cdk synth` checks them.
process.env.CDK_VALIDATION = "false";

export const account = "123456789012";

/** The parts of a CloudFormation template that the tests read; references are written as text. */
export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: properties differ by type, and the tests say which they expect
  readonly Properties: any;
  readonly DeletionPolicy?: string;
}

export interface Template {
  /** The template as CloudFormation gets it, without the hashes of assets. */
  readonly json: unknown;
  readonly outputs: Readonly<Record<string, string>>;
  of(type: string): readonly Resource[];
  named(type: string, property: string, value: string): Resource;
}

export interface Synthesized {
  readonly data: Template;
  readonly pipeline: Template;
  /** Findings and warnings of AWS Solutions that are not acknowledged: rule and construct. */
  readonly findings: readonly string[];
  readonly roles: Roles;
}

export interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition: unknown;
}

/** The permissions of each function's role, by function name. */
export type Roles = (functionName: string) => readonly Statement[];

const defaults: Readonly<Record<string, unknown>> = {
  ...{ stage: "test", region: "eu-central-1", runbookUrl: "docs/runbook.md" },
  ...{ scanBudgetGbPerDay: 50, scanCutoffGb: 20 },
};

/** The stacks of a project in a folder, with empty bundles. */
export async function synthesized(directory: string, settings: Partial<Settings> = {}): Promise<Synthesized> {
  const folder = await mkdtemp(join(tmpdir(), "bellwether-infra-"));
  try {
    const project = await compileProject(await loadConfig(directory));
    const bundles = await emptyBundles(folder);
    const context = {
      "@aws-cdk/core:defaultCrossStackReferences": "strong",
      "@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy": true,
      "@aws-cdk/aws-iam:minimizePolicies": true,
    };
    const app = new App({ outdir: join(folder, "cdk.out"), context, analyticsReporting: false });
    const all = readSettings((key) => ({ ...defaults, project: directory, ...settings })[key]);
    const { data, pipeline } = addStacks(app, { settings: all, project, bundles, account });
    const assembly = app.synth();
    const templateOf = (name: string) => template(assembly.getStackByName(name).template);
    const findings = new AwsSolutionsChecks()
      .validateScope(app)
      .violations.flatMap((violation) =>
        violation.violatingResources.map(
          (at) => `${violation.ruleName} ${"constructPath" in at ? at.constructPath : ""}`,
        ),
      );
    const pipelineTemplate = templateOf(pipeline.stackName);
    return {
      data: templateOf(data.stackName),
      pipeline: pipelineTemplate,
      findings,
      roles: rolesOf(pipelineTemplate),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function emptyBundles(folder: string) {
  const directories = handlers.map((handler) => [handler, join(folder, handler)] as const);
  for (const [handler, directory] of directories) {
    await mkdir(directory);
    await writeFile(join(directory, "index.mjs"), `export const handler = async () => "${handler}";`);
  }
  const bundles = directories.map(([handler, directory]) => [handler, { directory, bytes: 1 }]);
  return Object.fromEntries(bundles) as Parameters<typeof addStacks>[1]["bundles"];
}

function template(given: {
  readonly Resources: Record<string, Resource>;
  readonly Outputs?: object;
}): Template {
  const resources = Object.values(plain(given.Resources) as Record<string, Resource>);
  const outputs = Object.entries(plain(given.Outputs ?? {}) as Record<string, { Value: string }>);
  const of = (type: string) => resources.filter(({ Type }) => Type === type);
  return {
    json: JSON.parse(JSON.stringify(given).replaceAll(/\b[0-9a-f]{64}(\.zip)?\b/g, "<asset>$1")),
    outputs: Object.fromEntries(outputs.map(([name, { Value }]) => [name, Value])),
    of,
    named: (type, property, value) => {
      const found = of(type).find(({ Properties }) => Properties[property] === value);
      if (found === undefined) throw new Error(`no ${type} has the ${property} ${value}`);
      return found;
    },
  };
}

/** Joins and references as text: `arn:aws:…`, `<LogicalId.Arn>`. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const [[key, inner] = [], ...others] = Object.entries(value) as [string, unknown][];
  if (key !== undefined && others.length === 0) {
    if (key === "Fn::Join") return (plain(inner) as [string, string[]])[1].join("");
    if (key === "Fn::GetAtt") return `<${(inner as string[]).join(".")}>`;
    if (key === "Fn::ImportValue") return `<${plain(inner)}>`;
    if (key === "Ref") return inner === "AWS::Partition" ? "aws" : `<${inner}>`;
  }
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]));
}

/** The allow statements of one or several policies. */
export function statementsOf(policies: readonly Resource[]): readonly Statement[] {
  return policies.flatMap(({ Properties }) => statementsIn(Properties.PolicyDocument));
}

export function statementsIn(document: {
  readonly Statement: readonly Record<string, unknown>[];
}): Statement[] {
  const list = (value: unknown) => [value].flat() as string[];
  return document.Statement.filter(({ Effect }) => Effect === "Allow").map((statement) => ({
    actions: list(statement.Action),
    resources: list(statement.Resource),
    condition: statement.Condition,
  }));
}

function rolesOf(pipeline: Template): Roles {
  return (functionName) => {
    const { Properties } = pipeline.named("AWS::Lambda::Function", "FunctionName", functionName);
    const role = /<(.*)\.Arn>/.exec(Properties.Role)?.[1];
    const policies = pipeline.of("AWS::IAM::Policy");
    return statementsOf(policies.filter((policy) => policy.Properties.Roles.includes(`<${role}>`)));
  };
}

/** The resources on which these statements allow an action. */
export const whereAllowed = (statements: readonly Statement[], action: string): readonly string[] =>
  statements.filter(({ actions }) => actions.includes(action)).flatMap(({ resources }) => resources);
