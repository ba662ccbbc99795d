import { Code, Function as Lambda, Runtime } from "aws-cdk-lib/aws-lambda";
import { Topic } from "aws-cdk-lib/aws-sns";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { App, Stack } from "aws-cdk-lib/core";
import { describe, expect, test } from "vitest";
import { alarms } from "../../infra/alarms.ts";
import { Watch } from "../../infra/watch.ts";
import { type AlarmProperties, type Reported, statesOf } from "./cloudwatch.ts";

process.env.CDK_VALIDATION = "false";

interface TemplateAlarm extends AlarmProperties {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: unknown;
  readonly AlarmActions: readonly unknown[];
  readonly OKActions: readonly unknown[];
}

const watched = templateAlarms();

function templateAlarms(): ReadonlyMap<string, TemplateAlarm> {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, "Stack");
  const code = Code.fromInline("export {};");
  const dailyRun = new Lambda(stack, "Run", { runtime: Runtime.NODEJS_24_X, handler: "index.handler", code });
  new Watch(stack, "Watch", {
    watched: {
      service: "bellwether-test",
      functions: { "daily-run": dailyRun },
      deadLetters: new Queue(stack, "DeadLetters"),
    },
    settings: { scanBudgetGbPerDay: 50, runbookUrl: "https://example.com/runbook.md" },
    operators: new Topic(stack, "Operators"),
  });
  const resources: Record<string, { Type: string; Properties: TemplateAlarm }> = app
    .synth()
    .getStackByName("Stack").template.Resources;
  const found = Object.values(resources).filter(({ Type }) => Type === "AWS::CloudWatch::Alarm");
  return new Map(
    found.map(({ Properties }) => [Properties.AlarmName.replace("bellwether-test-", ""), Properties]),
  );
}

function alarm(id: string): TemplateAlarm {
  const found = watched.get(id);
  if (found === undefined) throw new Error(`no alarm is called ${id}`);
  return found;
}

const hour = 60;
const day = 24 * hour;
const week = 7 * day;
/** Minutes after midnight at which a run ends. */
const runEnds = 3 * hour + 20;

const daily = (values: readonly (number | undefined)[]): Reported[] =>
  values.flatMap((value, index) => (value === undefined ? [] : [{ minute: index * day + runEnds, value }]));

/** The metrics of each detection, every 15 minutes. */
const quarterly = (valueAt: (minute: number) => number | undefined, minutes = week): Reported[] =>
  Array.from({ length: minutes / 15 }, (_, index) => index * 15 + 7).flatMap((minute) => {
    const value = valueAt(minute);
    return value === undefined ? [] : [{ minute, value }];
  });

/** The hours of the week in which the alarm was on. */
function alarmedHours(id: string, reported: readonly Reported[]): readonly number[] {
  const definition = alarm(id);
  const hours = statesOf(definition, reported, week).flatMap((state, index) =>
    state === "ALARM" ? [Math.floor((index * definition.Period) / 3_600)] : [],
  );
  return [...new Set(hours)];
}

const sevenDays = [0, 1, 2, 3, 4, 5, 6];

describe("a week without problems sets off no alarm", () => {
  test.each([
    ["no-published-run", quarterly(() => 0)],
    ["run-failed", daily(sevenDays.map(() => 0))],
    ["function-failed-daily-run", daily(sevenDays.map(() => 0))],
    ["source-late", daily(sevenDays.map(() => 0))],
    ["rows-rejected", daily([0, 0.4, 5, 1, 0, 0, 2])],
    ["alerts-unsent", quarterly((minute) => (minute % day === 3 * hour + 22 ? 3 : 0))],
    ["dead-letters", quarterly(() => 0)],
    ["scan-budget", daily(sevenDays.map(() => 49e9))],
  ])("%s", (id, reported) => {
    expect(alarmedHours(id, reported)).toEqual([]);
  });
});

describe("an alarm goes off on a problem, and clears once it is solved", () => {
  const hoursOf = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

  test("a day not published by its deadline: from the deadline until it is published", () => {
    const late = (minute: number) => (minute >= 2 * day + 8 * hour && minute < 2 * day + 11 * hour ? 1 : 0);

    expect(alarmedHours("no-published-run", quarterly(late))).toEqual(hoursOf(56, 59));
  });

  test("a stopped deadline watch: after hours, but not after one missed hour", () => {
    const stopped = quarterly((minute) => (minute < 3 * day ? 0 : undefined));
    const skipped = quarterly((minute) => (Math.floor(minute / hour) === 30 ? undefined : 0));

    expect(alarmedHours("no-published-run", stopped)[0]).toBe(74);
    expect(alarmedHours("no-published-run", skipped)).toEqual([]);
  });

  test.each(["run-failed", "function-failed-daily-run"])("%s: immediately, and once per failure", (id) => {
    expect(alarmedHours(id, daily([0, 0, 1, 0, 0, 1, 0]))).toEqual([51, 123]);
  });

  test("a late source: from the run that finds it late to the run that does not, even when runs between them fail", () => {
    expect(alarmedHours("source-late", daily([0, 1, 2, undefined, 0, 0, 0]))).toEqual(hoursOf(27, 99));
  });

  test("too many rejected rows: until a run rejects fewer", () => {
    expect(alarmedHours("rows-rejected", daily([0, 0, 5.1, 0, 0, 0, 0]))).toEqual(hoursOf(51, 75));
  });

  test("alerts that stay unsent for an hour, but not alerts that the next detection sends", () => {
    const stuck = (minute: number) => (minute >= day && minute < day + 3 * hour ? 4 : 0);

    expect(alarmedHours("alerts-unsent", quarterly(stuck))).toEqual([24, 25, 26]);
    expect(
      alarmedHours(
        "alerts-unsent",
        quarterly((minute) => (minute % hour < 45 ? 1 : 0)),
      ),
    ).toEqual([]);
  });

  test("a dead letter: as long as it is in the queue, even when the queue sends no metrics", () => {
    const lies = (minute: number) => (minute < day ? 0 : minute < day + 6 * hour ? 1 : undefined);
    const taken = (minute: number) => (minute < 4 * day ? lies(minute) : 0);

    expect(alarmedHours("dead-letters", quarterly(taken))).toEqual(hoursOf(24, 97));
  });

  test("a day that scans more than planned, over all its runs", () => {
    const twoRuns = [...daily([30e9, 30e9, 30e9]), { minute: day + 10 * hour, value: 21e9 }];

    expect(alarmedHours("scan-budget", twoRuns)).toEqual([24]);
  });
});

describe("each alarm", () => {
  test("describes its impact, and links its runbook entry", () => {
    for (const { AlarmName, AlarmDescription } of watched.values()) {
      const definition = alarms.find(({ id }) => AlarmName.startsWith(`bellwether-test-${id}`));
      expect(AlarmDescription).toBe(
        `${definition?.impact} https://example.com/runbook.md#${definition?.runbook}`,
      );
    }
  });

  test("notifies operators when it goes on and off", () => {
    for (const { AlarmActions, OKActions } of watched.values()) {
      expect(AlarmActions).toEqual([{ Ref: expect.stringMatching(/^Operators/) }]);
      expect(OKActions).toEqual(AlarmActions);
    }
  });

  test("reads the stage's own metrics by their one dimension", () => {
    expect(alarm("source-late")).toMatchObject({
      Namespace: "Bellwether",
      MetricName: "SourcesLate",
      Dimensions: [{ Name: "service", Value: "bellwether-test" }],
    });
    expect(alarm("function-failed-daily-run")).toMatchObject({
      Namespace: "AWS/Lambda",
      MetricName: "Errors",
    });
    expect(alarm("scan-budget").Threshold).toBe(50e9);
  });
});
