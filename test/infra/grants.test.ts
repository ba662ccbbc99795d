import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { App, Stack } from "aws-cdk-lib/core";
import { AwsSolutionsChecks } from "cdk-nag";
import { expect, test } from "vitest";
import type { Access } from "../../infra/access.ts";
import { grant } from "../../infra/grants.ts";

const wide: Access = { actions: ["s3:GetObject"], resources: ["arn:aws:s3:::lake/raw/*"] };

function findings(accesses: readonly Access[]): readonly string[] {
  const app = new App();
  const stack = new Stack(app, "Stack");
  const role = new Role(stack, "Role", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
  grant(role, accesses);
  app.synth();
  return new AwsSolutionsChecks().validateScope(app).violations.map(({ ruleName }) => ruleName);
}

test("a wildcard with a reason is acknowledged for its resource only", () => {
  const because = "keys are not known beforehand";
  const other = { ...wide, resources: ["arn:aws:s3:::lake/tables/*"] };

  expect(findings([{ ...wide, because }])).toEqual([]);
  expect(findings([{ ...wide, because }, other])).toEqual([
    "AwsSolutions-IAM5[Resource::arn:aws:s3:::lake/tables/*]",
  ]);
});

test("a wildcard without a reason is a finding", () => {
  expect(findings([wide])).toEqual(["AwsSolutions-IAM5[Resource::arn:aws:s3:::lake/raw/*]"]);
});

test("no reason allows a wildcard in an action", () => {
  const because = "it would be shorter";

  expect(findings([{ actions: ["s3:Get*"], resources: ["arn:aws:s3:::lake/raw/x"], because }])).toEqual([
    "AwsSolutions-IAM5[Action::s3:Get*]",
  ]);
});
