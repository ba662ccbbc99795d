import { ManagedPolicy } from "aws-cdk-lib/aws-iam";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { CfnOutput, Duration, Stack, type StackProps, Validations } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import type { Deployment, Stage } from "../lib/aws/stage.ts";
import { publishedTables } from "../lib/dictionary/published-tables.ts";
import type { CompiledProject } from "../lib/pipeline/compiled-project.ts";
import { topicArn } from "./access.ts";
import { Budget } from "./budget.ts";
import type { Bundles } from "./bundle.ts";
import type { DataStack } from "./data-stack.ts";
import { type Ground, readerAccess } from "./function-access.ts";
import { Functions } from "./functions.ts";
import { grant } from "./grants.ts";
import { OperationsDashboard } from "./operations-dashboard.ts";
import { dailyAt, every, Schedule } from "./schedules.ts";
import type { Settings } from "./settings.ts";
import { Topics } from "./topics.ts";
import { Watch, type Watched } from "./watch.ts";

export interface PipelineStackProps extends StackProps {
  readonly settings: Settings;
  readonly project: CompiledProject;
  readonly bundles: Bundles;
  readonly data: DataStack;
}

/** Everything that can be deleted and recreated: landing, runs, alerts and monitoring. */
export class PipelineStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { settings, project, bundles, data, ...props }: PipelineStackProps,
  ) {
    super(scope, id, props);
    this.addStackDependency(data);
    const { config } = project;
    const { names, key } = data;
    const { account, region, partition } = this;
    const place = { stage: settings.stage, account, region, partition };
    const ground: Ground = { place, names, keyArn: key.keyArn };
    const stage: Stage = {
      name: settings.stage,
      region,
      lakeBucket: names.lakeBucket,
      inboxBucket: names.inboxBucket,
      workgroup: names.pipelineWorkgroup,
      publishedDatabase: names.publishedDatabase,
      buildDatabasePrefix: names.buildDatabasePrefix,
      alertsTopicArn: topicArn(place, names.alertsTopic),
      operatorsTopicArn: topicArn(place, names.operatorsTopic),
      landFunctions: Object.fromEntries(config.sources.map(({ name }) => [name, names.land(name)])),
      refreshFunction: names.refreshDashboards,
    };

    const deadLetters = this.#deadLetters(names.deadLetters);
    const stageJson = this.toJsonString(stage);
    const functions = new Functions(this, "Functions", { ground, config, bundles, stageJson, deadLetters });

    for (const { name, land_every } of config.sources) {
      const landing = functions.land.get(name);
      if (land_every === undefined || landing === undefined) continue;
      new Schedule(this, `Land ${name} by the clock`, {
        scheduleName: names.land(name),
        description: `Lands ${name} between the daily runs`,
        expression: every(land_every),
        functionArn: landing.functionArn,
        event: { source: name },
        maxEventAgeSeconds: 60 * 60,
        deadLetters,
      });
    }
    new Schedule(this, "Every day", {
      scheduleName: names.dailyRun,
      description: "Runs yesterday",
      expression: dailyAt(config.schedule.at),
      timezone: config.schedule.timezone,
      functionArn: functions.dailyRun.functionArn,
      event: {},
      maxEventAgeSeconds: 6 * 60 * 60,
      deadLetters,
    });
    new Schedule(this, "Every quarter of an hour", {
      scheduleName: names.detectDrops,
      description: "Sends unsent alerts, and reports a late day",
      expression: "rate(15 minutes)",
      functionArn: functions.detectDrops.functionArn,
      event: {},
      maxEventAgeSeconds: 15 * 60,
      deadLetters,
    });

    const topics = new Topics(this, "Topics", { names, key, config, alarmEmail: settings.alarmEmail });
    const reader = new ManagedPolicy(this, "Reader", {
      managedPolicyName: names.reader,
      description: "For analysts: the published tables except those with personal data",
    });
    grant(
      reader,
      readerAccess(
        ground,
        publishedTables(project.models).map(({ name }) => name),
      ),
    );

    const watched: Watched = { service: names.service, functions: functions.byName, deadLetters };
    new Watch(this, "Watch", { watched, settings, operators: topics.operators });
    new OperationsDashboard(this, "Operations", {
      ...{ watched, dashboardName: names.operations, dailyRun: names.dailyRun },
    });
    if (settings.monthlyBudgetUsd !== undefined)
      new Budget(this, "Budget", {
        ...{ budgetName: names.service, monthlyUsd: settings.monthlyBudgetUsd, operators: topics.operators },
      });

    const deployment: Deployment = {
      ...stage,
      dailyRunFunction: `${names.dailyRun}:${functions.dailyRun.aliasName}`,
      detectFunction: names.detectDrops,
      biWorkgroup: names.biWorkgroup,
    };
    new CfnOutput(this, "Stage", {
      description: "The resources that the command reads with --target aws",
      value: this.toJsonString(deployment),
    });
  }

  #deadLetters(queueName: string): Queue {
    const queue = new Queue(this, "DeadLetters", {
      queueName,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(queue).acknowledge({
      id: "AwsSolutions-SQS3",
      reason: "this is the dead-letter queue; an alarm goes off when it holds a message",
    });
    return queue;
  }
}
