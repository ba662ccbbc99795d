import { type ManagedPolicy, PolicyStatement, type Role } from "aws-cdk-lib/aws-iam";
import { Stack, Validations } from "aws-cdk-lib/core";
import { flattenCfnReference } from "cdk-nag/lib/utils/flatten-cfn-reference.js";
import type { Access } from "./access.ts";

/** Gives these rights; a wildcard that has a reason is acknowledged with it, any other fails the synthesis. */
export function grant(grantee: Role | ManagedPolicy, accesses: readonly Access[]): void {
  for (const { actions, resources, conditions, because } of accesses) {
    const statement = new PolicyStatement({
      actions: [...actions],
      resources: [...resources],
      ...(conditions === undefined ? {} : { conditions }),
    });
    if ("addToPolicy" in grantee) grantee.addToPolicy(statement);
    else grantee.addStatements(statement);
    if (because !== undefined) acknowledgeWildcards(grantee, resources, because);
  }
}

function acknowledgeWildcards(
  grantee: Role | ManagedPolicy,
  resources: readonly string[],
  reason: string,
): void {
  const found = resources
    .map((resource) => flattenCfnReference(Stack.of(grantee).resolve(resource)))
    .filter((resource) => resource.includes("*"));
  Validations.of(grantee).acknowledge(
    ...found.map((resource) => ({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason })),
  );
}
