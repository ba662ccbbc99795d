import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { Deployment, Stage } from "../../lib/aws/stage.ts";
import { smallProject } from "./small-project.ts";
import {
  account,
  type Statement,
  type Synthesized,
  statementsIn,
  statementsOf,
  synthesized,
  whereAllowed,
} from "./synthesized.ts";

const lake = `arn:aws:s3:::bellwether-test-lake-${account}-eu-central-1`;
const inbox = `arn:aws:s3:::bellwether-test-inbox-${account}-eu-central-1`;
const glue = `arn:aws:glue:eu-central-1:${account}:`;
const lambda = `arn:aws:lambda:eu-central-1:${account}:function:bellwether-test-`;
const sns = `arn:aws:sns:eu-central-1:${account}:bellwether-test-`;

let stacks: Synthesized;
beforeAll(async () => {
  stacks = await smallProject({ alarmEmail: "ops@example.com", monthlyBudgetUsd: 300 });
});

const functionNamed = (name: string) =>
  stacks.pipeline.named("AWS::Lambda::Function", "FunctionName", `bellwether-test-${name}`).Properties;
const rightsOf = (name: string) => stacks.roles(`bellwether-test-${name}`);
/** Keys of the lake on which the statements allow an action. */
const inLake = (name: string, action: string) =>
  whereAllowed(rightsOf(name), action)
    .filter((arn) => arn.startsWith(lake))
    .map((arn) => arn.slice(lake.length + 1));

describe("functions", () => {
  test.each(["land-crm", "land-desk", "daily-run", "detect-drops", "refresh-dashboards"])(
    "%s runs on Node 24 and arm64, traced, with limited concurrency and logs that expire",
    (name) => {
      const logs = stacks.pipeline.named(
        "AWS::Logs::LogGroup",
        "LogGroupName",
        `/aws/lambda/bellwether-test-${name}`,
      );

      expect(functionNamed(name)).toMatchObject({
        Runtime: "nodejs24.x",
        Architectures: ["arm64"],
        TracingConfig: { Mode: "Active" },
        ReservedConcurrentExecutions: expect.any(Number),
        DeadLetterConfig: { TargetArn: expect.stringMatching(/^<DeadLetters/) },
      });
      expect(logs.Properties.RetentionInDays).toBe(90);
    },
  );

  test("each reads its stage from one variable", () => {
    const { BELLWETHER_STAGE } = functionNamed("daily-run").Environment.Variables;

    expect(Stage.parse(JSON.parse(BELLWETHER_STAGE))).toEqual({
      name: "test",
      region: "eu-central-1",
      lakeBucket: `bellwether-test-lake-${account}-eu-central-1`,
      inboxBucket: `bellwether-test-inbox-${account}-eu-central-1`,
      workgroup: "bellwether-test-pipeline",
      publishedDatabase: "bellwether_test",
      buildDatabasePrefix: "bellwether_test_build_",
      alertsTopicArn: `${sns}alerts`,
      operatorsTopicArn: `${sns}operators`,
      landFunctions: { crm: "bellwether-test-land-crm", desk: "bellwether-test-land-desk" },
      refreshFunction: "bellwether-test-refresh-dashboards",
    });
  });

  test("the command finds the stage in the stack's output", () => {
    expect(Deployment.parse(JSON.parse(stacks.pipeline.outputs.Stage ?? ""))).toMatchObject({
      dailyRunFunction: "bellwether-test-daily-run:live",
      detectFunction: "bellwether-test-detect-drops",
      biWorkgroup: "bellwether-test-bi",
    });
  });

  test("a run may take a day, its record is kept for a month, and its version outlives the next deployment", () => {
    const [version] = stacks.pipeline.of("AWS::Lambda::Version");

    expect(functionNamed("daily-run").DurableConfig).toEqual({
      ExecutionTimeout: 24 * 60 * 60,
      RetentionPeriodInDays: 30,
    });
    expect(version?.DeletionPolicy).toBe("Retain");
  });

  test.each([
    ["daily-run", 0, 6 * 3_600],
    ["land-crm", 0, 3_600],
    ["detect-drops", 0, 900],
    ["refresh-dashboards", 2, 3_600],
  ])("a failed asynchronous call of %s is retried %i times, within %i seconds", (name, retries, seconds) => {
    const reference = new RegExp(name.replaceAll("-", ""), "i");
    const config = stacks.pipeline
      .of("AWS::Lambda::EventInvokeConfig")
      .find(({ Properties }) => reference.test(Properties.FunctionName));

    expect(config?.Properties).toMatchObject({
      MaximumRetryAttempts: retries,
      MaximumEventAgeInSeconds: seconds,
    });
    const qualifier = JSON.stringify(config?.Properties.Qualifier);
    expect(qualifier).toMatch(name === "daily-run" ? /FunctionsLive/ : /\$LATEST/);
  });
});

describe("permissions", () => {
  test("a source's function reads only its own files, and writes only its own part of the lake", () => {
    expect(whereAllowed(rightsOf("land-crm"), "s3:GetObject").filter((arn) => arn.startsWith(inbox))).toEqual(
      [`${inbox}/exports/crm/accounts-*`],
    );
    expect(inLake("land-crm", "s3:PutObject").toSorted()).toEqual([
      "loads/*",
      "quarantine/source=crm/*",
      "raw/source=crm/*",
      "state/cursors/crm/*",
      "state/landings/*",
    ]);
    expect(inLake("land-crm", "s3:DeleteObject").toSorted()).toEqual([
      "quarantine/source=crm/*",
      "raw/source=crm/*",
    ]);
    expect(whereAllowed(rightsOf("land-crm"), "lambda:InvokeFunction")).toEqual([`${lambda}land-crm`]);
    expect(actionsOf(rightsOf("land-crm")).filter((action) => /^(glue|athena|sns):/.test(action))).toEqual(
      [],
    );
  });

  test("a run reads landed data, and writes no raw data, loads or cursors", () => {
    expect(inLake("daily-run", "s3:GetObject")).toEqual(
      expect.arrayContaining(["raw/*", "loads/*", "tables/*"]),
    );
    expect(
      inLake("daily-run", "s3:PutObject").filter((key) => /^(raw|loads|state\/cursors)/.test(key)),
    ).toEqual([]);
    expect(inLake("daily-run", "s3:DeleteObject").toSorted()).toEqual([
      "state/drafts/*",
      "state/runs/*",
      "tables/*",
    ]);
    expect(
      whereAllowed(rightsOf("daily-run"), "s3:GetObject").filter((arn) => arn.startsWith(inbox)),
    ).toEqual([]);
  });

  test("a run may start landings, the refresh of dashboards and its own continuation, and describe its executions", () => {
    expect(whereAllowed(rightsOf("daily-run"), "lambda:InvokeFunction").toSorted()).toEqual([
      `${lambda}daily-run:live`,
      `${lambda}land-crm`,
      `${lambda}land-desk`,
      `${lambda}refresh-dashboards`,
    ]);
    expect(whereAllowed(rightsOf("daily-run"), "lambda:GetDurableExecution")).toEqual([
      `${lambda}daily-run:*`,
    ]);
  });

  test.each(["daily-run", "detect-drops"])("%s queries only in the pipeline's workgroup", (name) => {
    expect(whereAllowed(rightsOf(name), "athena:StartQueryExecution")).toEqual([
      `arn:aws:athena:eu-central-1:${account}:workgroup/bellwether-test-pipeline`,
    ]);
  });

  test("only runs create and drop databases, and only build databases", () => {
    for (const action of ["glue:CreateDatabase", "glue:DeleteDatabase"])
      expect(whereAllowed(rightsOf("daily-run"), action).filter((arn) => arn.includes(":database/"))).toEqual(
        [`${glue}database/bellwether_test_build_*`],
      );
    expect(actionsOf(rightsOf("detect-drops"))).not.toContain("glue:CreateDatabase");
    expect(
      whereAllowed(rightsOf("detect-drops"), "glue:UpdateTable").filter((arn) => arn.includes(":table/")),
    ).toEqual([`${glue}table/bellwether_test/*`]);
  });

  test("detection may ask whether the run that holds a lease is still active", () => {
    expect(whereAllowed(rightsOf("detect-drops"), "lambda:GetDurableExecution")).toEqual([
      `${lambda}daily-run:*`,
    ]);
    expect(actionsOf(rightsOf("detect-drops"))).not.toContain("lambda:InvokeFunction");
  });

  test("detection writes its own state, and publishes to the two topics", () => {
    expect(inLake("detect-drops", "s3:PutObject").toSorted()).toEqual([
      "athena/pipeline/*",
      "state/alerts/*",
    ]);
    expect(inLake("detect-drops", "s3:DeleteObject")).toEqual([]);
    expect(whereAllowed(rightsOf("detect-drops"), "sns:Publish").toSorted()).toEqual([
      `${sns}alerts`,
      `${sns}operators`,
    ]);
  });

  test("the function that refreshes dashboards has no permissions without dashboards", () => {
    const others = actionsOf(rightsOf("refresh-dashboards")).filter(
      (action) => !/^(logs|xray|sqs):/.test(action),
    );

    expect(others).toEqual([]);
  });

  test("an analyst reads published tables only: no personal data, no raw data, no builds", () => {
    const [reader] = stacks.pipeline.of("AWS::IAM::ManagedPolicy");
    const rights = statementsIn(reader?.Properties.PolicyDocument);
    const read = whereAllowed(rights, "s3:GetObject").map((arn) => arn.slice(lake.length + 1));

    expect(read).toEqual(
      expect.arrayContaining(["tables/account_health/*", "tables/scores/*", "tables/runs/*"]),
    );
    expect(read.filter((key) => !key.startsWith("tables/"))).toEqual(["athena/bi/*"]);
    expect(read).not.toContain("tables/*");
    expect(read.filter((key) => /tables\/(people|comments|rejects|.*_records)\//.test(key))).toEqual([]);
    expect(whereAllowed(rights, "athena:StartQueryExecution")).toEqual([
      `arn:aws:athena:eu-central-1:${account}:workgroup/bellwether-test-bi`,
    ]);
    expect(actionsOf(rights).filter((action) => /^glue:(?!Get|BatchGet)/.test(action))).toEqual([]);
    // IAM's size limit of a managed policy, not counting white space.
    expect(JSON.stringify(reader?.Properties.PolicyDocument).length).toBeLessThan(6_144);
  });

  test("the key is used only through the services that encrypt with it, by the functions that need it", () => {
    for (const name of ["land-crm", "daily-run", "detect-drops"]) {
      const statements = rightsOf(name).filter(({ actions }) =>
        actions.some((action) => action.startsWith("kms:")),
      );
      expect(statements).toHaveLength(1);
      expect(statements[0]?.actions).toEqual(["kms:Decrypt", "kms:GenerateDataKey"]);
      expect(statements[0]?.condition).toHaveProperty(["StringEquals", "kms:ViaService"]);
    }
  });
});

const actionsOf = (statements: readonly Statement[]) => statements.flatMap(({ actions }) => actions);

describe("schedules", () => {
  const schedule = (name: string) =>
    stacks.pipeline.named("AWS::Scheduler::Schedule", "Name", `bellwether-test-${name}`).Properties;

  test("the day runs at the project's time in its timezone, through the alias, without input", () => {
    expect(schedule("daily-run")).toMatchObject({
      ScheduleExpression: "cron(30 4 * * ? *)",
      ScheduleExpressionTimezone: "Europe/Berlin",
      FlexibleTimeWindow: { Mode: "OFF" },
      Target: { Arn: expect.stringMatching(/Live/), Input: "{}" },
    });
  });

  test("detection runs every 15 minutes, and a source can land between runs", () => {
    expect(schedule("detect-drops").ScheduleExpression).toBe("rate(15 minutes)");
    expect(schedule("land-crm")).toMatchObject({
      ScheduleExpression: "rate(6 hours)",
      Target: { Input: '{"source":"crm"}' },
    });
    expect(stacks.pipeline.of("AWS::Scheduler::Schedule")).toHaveLength(3);
  });

  test("a failed invocation is retried, then kept as a dead letter", () => {
    for (const { Properties } of stacks.pipeline.of("AWS::Scheduler::Schedule"))
      expect(Properties.Target).toMatchObject({
        DeadLetterConfig: { Arn: expect.stringMatching(/^<DeadLetters/) },
        RetryPolicy: { MaximumRetryAttempts: 10 },
      });
  });

  test("each schedule has a role that may only invoke its function", () => {
    const roles = stacks.pipeline
      .of("AWS::Scheduler::Schedule")
      .map(({ Properties }) => Properties.Target.RoleArn);

    expect(new Set(roles).size).toBe(3);
    for (const { Properties } of stacks.pipeline.of("AWS::Scheduler::Schedule")) {
      const role = /<(.*)\.Arn>/.exec(Properties.Target.RoleArn)?.[1];
      const policies = stacks.pipeline.of("AWS::IAM::Policy");
      const own = statementsOf(policies.filter((policy) => policy.Properties.Roles.includes(`<${role}>`)));
      expect(whereAllowed(own, "lambda:InvokeFunction")).toEqual([Properties.Target.Arn]);
      expect(actionsOf(own).toSorted()).toEqual(["lambda:InvokeFunction", "sqs:SendMessage"]);
    }
  });
});

describe("messages", () => {
  test("topics are encrypted, and refuse requests without TLS", () => {
    for (const { Properties } of stacks.pipeline.of("AWS::SNS::Topic"))
      expect(Properties.KmsMasterKeyId).toMatch(/Key/);
    for (const { Properties } of stacks.pipeline.of("AWS::SNS::TopicPolicy"))
      expect(Properties.PolicyDocument.Statement).toContainEqual(
        expect.objectContaining({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
      );
  });

  test("people get the digests of their routes, one subscription per address, and operators those of routes without recipients", () => {
    const subscriptions = stacks.pipeline.of("AWS::SNS::Subscription").map(({ Properties }) => Properties);
    const digests = subscriptions.filter(({ FilterPolicy }) => FilterPolicy !== undefined);

    expect(digests.map(({ Endpoint, FilterPolicy }) => [Endpoint, FilterPolicy])).toEqual([
      ["anna@example.com", { kind: ["digest", "baseline"], route: ["enterprise"] }],
      ["ben@example.com", { kind: ["digest", "baseline"], route: ["enterprise", "others"] }],
      ["ops@example.com", { kind: ["digest", "baseline"], route: ["operators"] }],
    ]);
    expect(new Set(digests.map(({ TopicArn }) => TopicArn)).size).toBe(1);
  });

  test("the alarm's address gets every notice to operators", () => {
    const all = stacks.pipeline
      .of("AWS::SNS::Subscription")
      .filter(({ Properties }) => !Properties.FilterPolicy);

    expect(all.map(({ Properties }) => [Properties.Protocol, Properties.Endpoint])).toEqual([
      ["email", "ops@example.com"],
    ]);
    expect(all[0]?.Properties.TopicArn).toMatch(/Operators/);
  });

  test("operators are notified when a month costs more than planned", () => {
    const [budget] = stacks.pipeline.of("AWS::Budgets::Budget");

    expect(budget?.Properties.Budget).toMatchObject({
      BudgetLimit: { Amount: 300, Unit: "USD" },
      TimeUnit: "MONTHLY",
    });
  });

  test("dead letters are encrypted and kept for two weeks", () => {
    const [queue] = stacks.pipeline.of("AWS::SQS::Queue");

    expect(queue?.Properties).toMatchObject({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 14 * 24 * 60 * 60,
    });
  });
});

/** Actions that support no narrower resource, with the reason in infra/access.ts. */
const everywhere = new Set(["xray:PutTraceSegments", "xray:PutTelemetryRecords"]);

describe.each(["a small project", "Northwind Cloud"])("%s", (name) => {
  let synthesis: Synthesized;
  beforeAll(async () => {
    const northwind = join(import.meta.dirname, "../../examples/northwind-cloud");
    synthesis = name === "Northwind Cloud" ? await synthesized(northwind) : stacks;
  });
  const statements = () =>
    statementsOf(
      ["AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"].flatMap((type) => synthesis.pipeline.of(type)),
    );

  test("cdk-nag's AWS Solutions rules find nothing that is not acknowledged with a reason", () => {
    expect(synthesis.findings).toEqual([]);
  });

  test("no permission covers all actions of a service, nor all resources where they can be named", () => {
    expect(actionsOf(statements()).filter((action) => action.includes("*"))).toEqual([]);
    const onAll = statements().filter(({ resources }) => resources.includes("*"));
    expect(actionsOf(onAll).filter((action) => !everywhere.has(action))).toEqual([]);
  });

  test("no role has an AWS managed policy", () => {
    for (const { Properties } of synthesis.pipeline.of("AWS::IAM::Role"))
      expect(Properties.ManagedPolicyArns).toBeUndefined();
  });

  test("every function stays within the size limits of Lambda's environment and IAM's policies", () => {
    for (const { Properties } of synthesis.pipeline.of("AWS::Lambda::Function"))
      expect(JSON.stringify(Properties.Environment.Variables).length).toBeLessThan(4_096);
    for (const { Properties } of synthesis.pipeline.of("AWS::IAM::Policy"))
      expect(JSON.stringify(Properties.PolicyDocument).length).toBeLessThan(10_240);
  });
});

test("the whole stack matches its snapshot", () => {
  expect(stacks.pipeline.json).toMatchSnapshot();
});
