/** A metric of the functions' own: namespace Bellwether, the stage its only dimension. */
interface OwnMetric {
  readonly of: "stage";
  readonly name:
    | "DaysBehind"
    | "RunFailed"
    | "SourcesLate"
    | "RejectedShare"
    | "AlertsUnsent"
    | "BytesScanned";
}

/** The metric of an alarm; one of each function makes an alarm per function. */
export type AlarmMetric =
  | OwnMetric
  | { readonly of: "each function"; readonly name: "Errors" }
  | { readonly of: "dead letters"; readonly name: "ApproximateNumberOfMessagesVisible" };

export interface AlarmDefinition {
  readonly id: string;
  readonly metric: AlarmMetric;
  readonly statistic: "Maximum" | "Sum";
  readonly periodMinutes: number;
  readonly evaluationPeriods: number;
  /** How many of those periods must break the threshold. */
  readonly datapointsToAlarm: number;
  readonly comparison: "GreaterThanOrEqualToThreshold" | "GreaterThanThreshold";
  /** A number, or the setting that holds it, in gigabytes. */
  readonly threshold: number | "scanBudgetGbPerDay";
  /** How to treat missing data: as fine, as a breach, or as the last state. */
  readonly treatMissingData: "notBreaching" | "breaching" | "ignore";
  /** The impact in one sentence, for the operator on call. */
  readonly impact: string;
  /** The heading of its entry in docs/runbook.md. */
  readonly runbook: string;
}

const hour = 60;
const day = 24 * hour;
const onePeriod = { evaluationPeriods: 1, datapointsToAlarm: 1 } as const;

/** All alarms for operators. */
export const alarms = [
  {
    id: "no-published-run",
    metric: { of: "stage", name: "DaysBehind" },
    statistic: "Maximum",
    periodMinutes: hour,
    ...onePeriod,
    comparison: "GreaterThanOrEqualToThreshold",
    threshold: 1,
    // Detection reports every 15 minutes; an hour without a report means that nothing watches.
    treatMissingData: "breaching",
    impact: "The day that is due was not published in time: readers see an earlier day.",
    runbook: "no-published-run",
  },
  {
    id: "run-failed",
    metric: { of: "stage", name: "RunFailed" },
    statistic: "Sum",
    periodMinutes: 5,
    ...onePeriod,
    comparison: "GreaterThanOrEqualToThreshold",
    threshold: 1,
    treatMissingData: "notBreaching",
    impact: "A run stopped before it was published: its day is missing until the run is started again.",
    runbook: "run-failed",
  },
  {
    id: "function-failed",
    metric: { of: "each function", name: "Errors" },
    statistic: "Sum",
    periodMinutes: 5,
    ...onePeriod,
    comparison: "GreaterThanOrEqualToThreshold",
    threshold: 1,
    treatMissingData: "notBreaching",
    impact: "A function ended with an error: a landing, run, detection or refresh is incomplete.",
    runbook: "function-failed",
  },
  {
    id: "source-late",
    metric: { of: "stage", name: "SourcesLate" },
    statistic: "Maximum",
    periodMinutes: hour,
    ...onePeriod,
    comparison: "GreaterThanOrEqualToThreshold",
    threshold: 1,
    // The run reports this once a day.
    treatMissingData: "ignore",
    impact: "A source went silent, or its rows cannot be used: its measures become stale.",
    runbook: "source-late",
  },
  {
    id: "rows-rejected",
    metric: { of: "stage", name: "RejectedShare" },
    statistic: "Maximum",
    periodMinutes: hour,
    ...onePeriod,
    comparison: "GreaterThanThreshold",
    threshold: 5,
    treatMissingData: "ignore",
    impact: "More than 5 % of the landed rows could not be used: scores are based on the rest.",
    runbook: "rows-rejected",
  },
  {
    id: "alerts-unsent",
    metric: { of: "stage", name: "AlertsUnsent" },
    statistic: "Maximum",
    periodMinutes: 15,
    evaluationPeriods: 4,
    datapointsToAlarm: 4,
    comparison: "GreaterThanOrEqualToThreshold",
    threshold: 1,
    treatMissingData: "notBreaching",
    impact: "Accounts have dropped, but their alerts have stayed unsent for an hour.",
    runbook: "alerts-unsent",
  },
  {
    id: "dead-letters",
    metric: { of: "dead letters", name: "ApproximateNumberOfMessagesVisible" },
    statistic: "Maximum",
    periodMinutes: 5,
    ...onePeriod,
    comparison: "GreaterThanOrEqualToThreshold",
    threshold: 1,
    // SQS stops reporting an inactive queue even if it holds messages.
    treatMissingData: "ignore",
    impact: "An event was not processed after all retries: it is in the dead-letter queue.",
    runbook: "dead-letters",
  },
  {
    id: "scan-budget",
    metric: { of: "stage", name: "BytesScanned" },
    statistic: "Sum",
    periodMinutes: day,
    ...onePeriod,
    comparison: "GreaterThanThreshold",
    threshold: "scanBudgetGbPerDay",
    treatMissingData: "notBreaching",
    impact:
      "The runs of a day have scanned more than scanBudgetGbPerDay: each further run costs as much again.",
    runbook: "scan-budget",
  },
] as const satisfies readonly AlarmDefinition[];
