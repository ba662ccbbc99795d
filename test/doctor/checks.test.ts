import { describe, expect, test } from "vitest";
import { Schedule } from "../../lib/config/schema.ts";
import { judgeBootstrap, judgeRegion, judgeStack } from "../../lib/doctor/account.ts";
import { deployedConfig, judgeDeployed } from "../../lib/doctor/deployed-config.ts";
import { examine, findingLine, hasFailed, ok } from "../../lib/doctor/finding.ts";
import { judgeDelivered } from "../../lib/doctor/inbox.ts";
import { judgeNode, judgeRoom } from "../../lib/doctor/machine.ts";
import { judgeConcurrency, judgeQueries } from "../../lib/doctor/quotas.ts";
import { judgeExecution, judgeProjection, judgePublished } from "../../lib/doctor/runs.ts";
import { judgeSubscriptions } from "../../lib/doctor/subscriptions.ts";
import { parseConfig } from "../../lib/project/load.ts";
import { shopYaml } from "../support/shop.ts";

const isOk = { status: "ok", todo: null };

test("a check that cannot be made fails, and the others still run", async () => {
  const findings = await examine([
    { what: "broken", look: () => Promise.reject(new TypeError("no such thing")) },
    { what: "whole", look: async () => ok("fine") },
  ]);
  expect(findings.map(findingLine)).toEqual([
    "fail  broken — could not be checked (TypeError: no such thing); fix that, and run doctor again",
    "ok    whole — fine",
  ]);
  expect(hasFailed(findings)).toBe(true);
  expect(hasFailed(findings.slice(1))).toBe(false);
});

describe("the account", () => {
  test("a region in the shell that differs from cdk.json is a warning", () => {
    expect(judgeRegion({ region: "eu-west-1", shellRegion: undefined })).toMatchObject(isOk);
    expect(judgeRegion({ region: "eu-west-1", shellRegion: "us-east-1" })).toMatchObject({
      status: "warn",
      found: "cdk.json has eu-west-1, the shell has us-east-1; Bellwether uses cdk.json",
    });
  });

  test("CDK is bootstrapped, in a recent enough version", () => {
    const toolkit = (OutputValue: string) => ({
      ...{ StackName: "CDKToolkit", CreationTime: new Date(0), StackStatus: "CREATE_COMPLETE" as const },
      Outputs: [{ OutputKey: "BootstrapVersion", OutputValue }],
    });
    expect(judgeBootstrap(toolkit("30"), "eu-west-1")).toMatchObject(isOk);
    expect(judgeBootstrap(toolkit("5"), "eu-west-1").status).toBe("fail");
    expect(judgeBootstrap(undefined, "eu-west-1")).toMatchObject({
      status: "fail",
      todo: "npx cdk bootstrap aws://<account>/eu-west-1",
    });
  });

  test.each([
    ["CREATE_COMPLETE", "ok"],
    ["UPDATE_COMPLETE", "ok"],
    ["UPDATE_IN_PROGRESS", "warn"],
    ["UPDATE_ROLLBACK_COMPLETE", "warn"],
    ["ROLLBACK_COMPLETE", "fail"],
    ["UPDATE_ROLLBACK_FAILED", "fail"],
  ] as const)("a stack that is %s: %s", (StackStatus, status) => {
    const stack = { StackName: "s", CreationTime: new Date(0), StackStatus };
    expect(judgeStack(stack, "demo").status).toBe(status);
  });

  test("a missing stack has to be deployed", () => {
    expect(judgeStack(undefined, "demo")).toMatchObject({
      status: "fail",
      todo: "bellwether deploy --stage demo",
    });
  });

  test("the account's concurrency covers what the functions reserve", () => {
    const new7 = { sources: 7, isDeployed: false };
    expect(judgeConcurrency({ limit: 10, free: 10 }, new7)).toMatchObject({
      status: "fail",
      found: "10 for the account, 10 of them unreserved; 7 sources need 175",
    });
    expect(judgeConcurrency({ limit: 1000, free: 174 }, new7).status).toBe("fail");
    expect(judgeConcurrency({ limit: 1000, free: 175 }, new7)).toMatchObject(isOk);
    expect(judgeConcurrency({ limit: 175, free: 100 }, { sources: 7, isDeployed: true })).toMatchObject(isOk);
  });

  test("the query quota covers a run's queries and those of people", () => {
    expect(judgeQueries(150)).toMatchObject(isOk);
    expect(judgeQueries(6).status).toBe("fail");
    expect(judgeQueries(undefined).status).toBe("warn");
  });
});

describe("the sources", () => {
  const now = new Date("2026-03-10T12:00:00Z");
  const where = { bucket: "inbox", now };
  const stream = (name: string, newest: string | undefined) => ({
    ...{ stream: name, path: `crm/${name}*.csv` },
    newest: newest === undefined ? undefined : new Date(newest),
  });

  test("a stream without a file is named, with its location", () => {
    const delivered = [stream("accounts", "2026-03-10T09:00:00Z"), stream("links", undefined)];
    expect(judgeDelivered(delivered, { ...where, expectEveryDays: 1 })).toMatchObject({
      status: "warn",
      found: "no file in s3://inbox for 1 of 2 streams: links (crm/links*.csv)",
    });
  });

  test("a source is late when its newest file is older than its interval", () => {
    const delivered = [stream("accounts", "2026-03-01T12:00:00Z"), stream("links", "2026-03-09T09:00:00Z")];
    expect(judgeDelivered(delivered, { ...where, expectEveryDays: 2 })).toMatchObject({
      ...isOk,
      found: "2 streams have files; the newest arrived 27 h ago",
    });
    expect(judgeDelivered(delivered, { ...where, expectEveryDays: 1 })).toMatchObject({
      status: "warn",
      found: "2 streams have files; the newest arrived 27 h ago, but one is expected every 24 h",
    });
    expect(judgeDelivered(delivered, { ...where, expectEveryDays: undefined })).toMatchObject(isOk);
  });

  test("the stage's config is the one whose sources the stage lands", () => {
    const shop = parseConfig(shopYaml);
    const other = { ...shop, sources: shop.sources.slice(0, 2) };
    const functions = Object.fromEntries(shop.sources.map(({ name }) => [name, `land-${name}`]));
    expect(deployedConfig(functions, [undefined, other, shop])).toBe(shop);
    expect(deployedConfig(functions, [other])).toBeUndefined();
    expect(judgeDeployed(functions, undefined, "deploy")).toMatchObject(isOk);
    expect(judgeDeployed(functions, shop, "deploy")).toMatchObject(isOk);
    expect(judgeDeployed(functions, other, "deploy").status).toBe("fail");
  });
});

describe("the subscribers", () => {
  const confirmed = { Endpoint: "a@example.com", SubscriptionArn: "arn:aws:sns:1" };
  const pending = { Endpoint: "b@example.com", SubscriptionArn: "PendingConfirmation" };

  test("an unconfirmed address is named", () => {
    expect(judgeSubscriptions([confirmed], "")).toMatchObject(isOk);
    expect(judgeSubscriptions([confirmed, pending], "")).toMatchObject({
      status: "warn",
      found: "1 of 2 have not confirmed: b@example.com",
    });
    expect(judgeSubscriptions([], "name one")).toMatchObject({ status: "warn", todo: "name one" });
  });
});

describe("the runs", () => {
  const schedule = Schedule.parse({});
  const now = new Date("2026-03-10T12:00:00Z");
  const again = "bellwether run --target aws --stage demo";

  test("the due day is published", () => {
    expect(judgePublished({ asOfDate: "2026-03-09", schedule }, now, again)).toMatchObject(isOk);
    expect(judgePublished({ asOfDate: "2026-03-07", schedule }, now, again)).toEqual({
      status: "fail",
      found: "2026-03-07, and 2026-03-09 was due (2 days behind)",
      todo: `${again} --date 2026-03-09`,
    });
    expect(judgePublished(undefined, now, again).status).toBe("warn");
  });

  test("the last run has not failed", () => {
    const StartTimestamp = new Date("2026-03-10T03:00:00Z");
    expect(judgeExecution({ Status: "SUCCEEDED", StartTimestamp }, again)).toMatchObject(isOk);
    expect(judgeExecution(undefined, again)).toMatchObject(isOk);
    const thrown = { ErrorType: "AuditsFailed", ErrorMessage: "3 rows" };
    expect(judgeExecution({ Status: "FAILED", StartTimestamp, Error: thrown }, again)).toMatchObject({
      status: "fail",
      found: "FAILED, started 2026-03-10T03:00:00.000Z: AuditsFailed: 3 rows",
    });
  });

  test("readers see what was published", () => {
    expect(judgeProjection(true)).toMatchObject(isOk);
    expect(judgeProjection(false).status).toBe("warn");
  });
});

test("the machine has the required Node and enough memory", () => {
  expect(judgeNode("24.21.0")).toMatchObject(isOk);
  expect(judgeNode("22.1.0").status).toBe("fail");
  expect([judgeRoom(1e8), judgeRoom(1e9), judgeRoom(1e11)].map(({ status }) => status)).toEqual([
    ...["fail", "warn", "ok"],
  ]);
});
