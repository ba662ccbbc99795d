import { Alias, type IVersion, type Function as Lambda } from "aws-cdk-lib/aws-lambda";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Duration } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { RunConfig } from "../lib/pipeline/compiled-project.ts";
import type { Bundles } from "./bundle.ts";
import { dailyRunAccess, detectAccess, type Ground, landAccess } from "./function-access.ts";
import { Handler } from "./handler.ts";
import { liveAlias } from "./names.ts";

export interface FunctionsProps {
  readonly ground: Ground;
  readonly config: RunConfig;
  readonly bundles: Bundles;
  /** The stage, as its functions read it. */
  readonly stageJson: string;
  readonly deadLetters: IQueue;
}

/** The longest that Lambda lets an invocation be. */
const longest = Duration.minutes(15);

/** From here on Lambda gives a whole processor: landing unpacks, hashes and packs. */
const wholeProcessorMb = 1_769;

/** The functions of a stage, in the order of the day. */
export class Functions extends Construct {
  /** The version alias through which the daily run is invoked. */
  readonly dailyRun: Alias;
  readonly detectDrops: Lambda;
  /** Source → the function that lands it. */
  readonly land: ReadonlyMap<string, Lambda>;
  /** Each, by its name without the stage. */
  readonly byName: Readonly<Record<string, Lambda>>;

  constructor(scope: Construct, id: string, { ground, config, bundles, ...shared }: FunctionsProps) {
    super(scope, id);
    const { place, names } = ground;

    this.land = new Map(
      config.sources.map((source) => [
        source.name,
        new Handler(this, `Land ${source.name}`, {
          ...{ place, ...shared, bundle: bundles["land-source"].directory },
          functionName: names.land(source.name),
          description: `Lands the exports of ${source.name}`,
          memoryMb: wholeProcessorMb,
          timeout: longest,
          // Up to eight groups of files side by side, and who waits for them; twice when the clock and a run meet.
          atOnce: 10,
          access: landAccess(ground, source),
          // A failed landing is not retried: the next landing covers it, and may find newer files.
          waiting: { maxEventAge: Duration.hours(1), retryAttempts: 0 },
        }).function,
      ]),
    );

    const dailyRun = new Handler(this, "DailyRun", {
      ...{ place, ...shared, bundle: bundles["daily-run"].directory },
      functionName: names.dailyRun,
      description: "Runs a day as a durable function: lands, builds, audits, publishes, detects",
      // It starts queries and is suspended, unbilled, while they run; its memory holds the plan.
      memoryMb: 1_024,
      timeout: longest,
      // Only one run works at a time, and the others fail with LeaseTaken; the reserve keeps the scheduled
      // one from being throttled.
      atOnce: 3,
      access: dailyRunAccess(ground, config),
      durable: { executionTimeout: Duration.hours(24), retentionPeriod: Duration.days(30) },
    }).function;
    this.dailyRun = new Alias(this, "Live", {
      aliasName: liveAlias,
      // CDK's own classes do not fit its interfaces under exactOptionalPropertyTypes.
      version: dailyRun.currentVersion as IVersion,
      // A durable execution retries its own steps; a failed execution is started again by a person.
      maxEventAge: Duration.hours(6),
      retryAttempts: 0,
    });

    this.detectDrops = new Handler(this, "DetectDrops", {
      ...{ place, ...shared, bundle: bundles["detect-drops"].directory },
      functionName: names.detectDrops,
      description: "Sends unsent alerts of the newest published day, and reports a late day",
      memoryMb: 512,
      timeout: Duration.minutes(10),
      atOnce: 1,
      access: detectAccess(ground),
      // The next one is due before it would be tried again.
      waiting: { maxEventAge: Duration.minutes(15), retryAttempts: 0 },
    }).function;

    const refreshDashboards = new Handler(this, "RefreshDashboards", {
      ...{ place, ...shared, bundle: bundles["refresh-dashboards"].directory },
      functionName: names.refreshDashboards,
      description: "Refreshes the dashboards after a day is published; does nothing without dashboards",
      memoryMb: 256,
      timeout: Duration.minutes(2),
      atOnce: 1,
      // Whoever deploys dashboards gives it the right to refresh them.
      access: [],
      waiting: { maxEventAge: Duration.hours(1), retryAttempts: 2 },
    }).function;

    const landing = [...this.land].map(([source, each]) => [`land-${source}`, each] as const);
    this.byName = {
      ...Object.fromEntries(landing),
      "daily-run": dailyRun,
      "detect-drops": this.detectDrops,
      "refresh-dashboards": refreshDashboards,
    };
  }
}
