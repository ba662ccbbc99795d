import { Alarm, ComparisonOperator, Metric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Duration } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { type AlarmDefinition, alarms } from "./alarms.ts";
import type { Settings } from "./settings.ts";

/** The resources that the alarms watch. */
export interface Watched {
  /** The dimension of the stage's own metrics. */
  readonly service: string;
  /** The functions by their short names: daily-run, land-crm … */
  readonly functions: Readonly<Record<string, IFunction>>;
  readonly deadLetters: IQueue;
}

export interface WatchProps {
  readonly watched: Watched;
  readonly settings: Pick<Settings, "scanBudgetGbPerDay" | "runbookUrl">;
  /** The topic that receives the alarms. */
  readonly operators: ITopic;
}

const bytesPerGigabyte = 1_000_000_000;
const comparisons = {
  GreaterThanThreshold: ComparisonOperator.GREATER_THAN_THRESHOLD,
  GreaterThanOrEqualToThreshold: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
} as const;
const silences = {
  breaching: TreatMissingData.BREACHING,
  notBreaching: TreatMissingData.NOT_BREACHING,
  ignore: TreatMissingData.IGNORE,
} as const;

/** The alarms of a stage, each with its impact and the link to its runbook entry. */
export class Watch extends Construct {
  constructor(scope: Construct, id: string, { watched, settings, operators }: WatchProps) {
    super(scope, id);
    for (const definition of alarms)
      for (const [name, metric] of metricsOf(definition, watched)) {
        const threshold = thresholdOf(definition, settings);
        const alarm = new Alarm(this, name, {
          alarmName: `${watched.service}-${name}`,
          alarmDescription: `${definition.impact} ${settings.runbookUrl}#${definition.runbook}`,
          metric,
          threshold,
          comparisonOperator: comparisons[definition.comparison],
          evaluationPeriods: definition.evaluationPeriods,
          datapointsToAlarm: definition.datapointsToAlarm,
          treatMissingData: silences[definition.treatMissingData],
        });
        alarm.addAlarmAction(new SnsAction(operators));
        alarm.addOkAction(new SnsAction(operators));
      }
  }
}

/** The metrics that a definition is about, by the names of their alarms. */
function metricsOf(definition: AlarmDefinition, watched: Watched): readonly (readonly [string, Metric])[] {
  const { id, metric, statistic, periodMinutes } = definition;
  const how = { statistic, period: Duration.minutes(periodMinutes) };
  if (metric.of === "each function")
    return Object.entries(watched.functions).map(([name, each]) => [`${id}-${name}`, each.metricErrors(how)]);
  if (metric.of === "dead letters")
    return [[id, watched.deadLetters.metricApproximateNumberOfMessagesVisible(how)]];
  return [[id, ownMetric(watched.service, metric.name, how)]];
}

/** A metric that the functions report themselves. */
export const ownMetric = (
  service: string,
  metricName: string,
  { statistic, period }: { readonly statistic: string; readonly period: Duration },
): Metric =>
  new Metric({ namespace: "Bellwether", metricName, dimensionsMap: { service }, statistic, period });

const thresholdOf = ({ threshold }: AlarmDefinition, settings: WatchProps["settings"]): number =>
  threshold === "scanBudgetGbPerDay" ? settings.scanBudgetGbPerDay * bytesPerGigabyte : threshold;
