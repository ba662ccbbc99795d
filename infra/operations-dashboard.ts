import { Dashboard, GraphWidget, Metric, SingleValueWidget } from "aws-cdk-lib/aws-cloudwatch";
import { Duration } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { ownMetric, type Watched } from "./watch.ts";

export interface OperationsDashboardProps {
  readonly watched: Watched;
  readonly dashboardName: string;
  /** The name of the durable function. */
  readonly dailyRun: string;
}

const daily = { period: Duration.days(1) };
const wide = { width: 12, height: 6 };

/** The operators' overview: published days, their duration, cost and missing data. */
export class OperationsDashboard extends Construct {
  constructor(scope: Construct, id: string, { watched, dashboardName, dailyRun }: OperationsDashboardProps) {
    super(scope, id);
    const own = (name: string, statistic: string, label: string) =>
      ownMetric(watched.service, name, { statistic, ...daily }).with({ label });
    const ofRuns = (metricName: string, label: string) =>
      new Metric({
        ...{ namespace: "AWS/Lambda", metricName, label, statistic: "Maximum", ...daily },
        dimensionsMap: { FunctionName: dailyRun },
      });
    new Dashboard(this, "Dashboard", {
      dashboardName,
      defaultInterval: Duration.days(28),
      widgets: [
        [
          new SingleValueWidget({
            ...{ title: "Now", width: 24, height: 3, setPeriodToTimeRange: false },
            metrics: [
              own("DaysBehind", "Maximum", "days behind"),
              own("SourcesLate", "Maximum", "sources late"),
              own("AlertsUnsent", "Maximum", "alerts unsent"),
              own("RejectedShare", "Maximum", "rows rejected, %"),
            ],
          }),
        ],
        [
          new GraphWidget({
            ...{ title: "Days published, runs failed", ...wide },
            left: [own("RunPublished", "Sum", "published"), own("RunFailed", "Sum", "failed")],
          }),
          new GraphWidget({
            ...{ title: "How long a run takes, milliseconds", ...wide },
            left: [ofRuns("DurableExecutionDuration", "longest of the day")],
          }),
        ],
        [
          new GraphWidget({
            ...{ title: "Bytes scanned by runs", ...wide },
            left: [own("BytesScanned", "Sum", "bytes of the day")],
          }),
          new GraphWidget({
            ...{ title: "Rows rejected and quarantined, %", ...wide },
            left: [own("RejectedShare", "Maximum", "share")],
          }),
        ],
        [
          new GraphWidget({
            ...{ title: "Sources late, alerts unsent", ...wide },
            left: [own("SourcesLate", "Maximum", "sources"), own("AlertsUnsent", "Maximum", "alerts")],
          }),
          new GraphWidget({
            ...{ title: "Errors of functions, dead letters", ...wide },
            left: [
              ...Object.entries(watched.functions).map(([label, each]) =>
                each.metricErrors({ label, statistic: "Sum", ...daily }),
              ),
              watched.deadLetters.metricApproximateNumberOfMessagesVisible({
                ...{ label: "dead letters", statistic: "Maximum", ...daily },
              }),
            ],
          }),
        ],
      ],
    });
  }
}
