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

/** What an alarm looks at; one of each function makes an alarm per function. */
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
  /** A number, or the setting that says it, in gigabytes. */
  readonly threshold: number | "scanBudgetGbPerDay";
  /** What silence means: nothing is wrong, something is, or what was said last still holds. */
  readonly treatMissingData: "notBreaching" | "breaching" | "ignore";
  /** One sentence for the person who is woken up. */
  readonly impact: string;
  /** The heading of docs/runbook.md that says what to do. */
  readonly runbook: string;
}

const hour = 60;
const day = 24 * hour;
const onePeriod = { evaluationPeriods: 1, datapointsToAlarm: 1 } as const;

/** Everything that operators are called for. */
export const alarms = [
  {
    id: "no-published-run",
    metric: { of: "stage", name: "DaysBehind" },
    statistic: "Maximum",
    periodMinutes: hour,
    ...onePeriod,
    comparison: "GreaterThanOrEqualToThreshold",
    threshold: 1,
    // Said every 15 minutes: when nobody says it for hours, nobody watches.
    treatMissingData: "breaching",
    impact:
      "Readers see the health of an earlier day, as no run for the day that is due was published in time.",
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
    impact: "A run stopped before it was published: until it is started again, its day is missing.",
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
    impact: "A function ended with an error: a landing, a run or a detection is not done.",
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
    // Said once a day, by the run.
    treatMissingData: "ignore",
    impact: "A source has not delivered for longer than it may: what is measured from it goes stale.",
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
    impact: "More than 5 % of the rows that landed could not be used: scores rest on what is left.",
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
    impact: "Accounts have dropped and nobody was told: alerts have stayed unsent for an hour.",
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
    // A queue that nobody touches falls silent, whatever lies in it.
    treatMissingData: "ignore",
    impact:
      "Something that was to be done was given up: the event that asked for it lies in the dead-letter queue.",
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
    impact: "The runs of a day have scanned more than was planned for: each further one costs as much.",
    runbook: "scan-budget",
  },
] as const satisfies readonly AlarmDefinition[];
