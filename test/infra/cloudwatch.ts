/** The properties of an alarm in a template that CloudWatch evaluates. */
export interface AlarmProperties {
  readonly Statistic: "Maximum" | "Sum";
  /** Seconds. */
  readonly Period: number;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm?: number;
  readonly Threshold: number;
  readonly ComparisonOperator: "GreaterThanThreshold" | "GreaterThanOrEqualToThreshold";
  readonly TreatMissingData: "breaching" | "notBreaching" | "ignore";
}

export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** A value, reported this many minutes after the series began. */
export interface Reported {
  readonly minute: number;
  readonly value: number;
}

/** CloudWatch looks back a little further than the evaluation range, which avoids filling gaps. */
const furtherBack = 2;

/** The state after each period of a series of this many minutes. */
export function statesOf(
  alarm: AlarmProperties,
  reported: readonly Reported[],
  minutes: number,
): readonly AlarmState[] {
  const periodMinutes = alarm.Period / 60;
  const values = Array.from({ length: Math.ceil(minutes / periodMinutes) }, (_, index) => {
    const from = index * periodMinutes;
    const within = reported.filter(({ minute }) => minute >= from && minute < from + periodMinutes);
    if (within.length === 0) return undefined;
    const all = within.map(({ value }) => value);
    return alarm.Statistic === "Sum" ? all.reduce((sum, value) => sum + value, 0) : Math.max(...all);
  });
  const states: AlarmState[] = [];
  for (const index of values.keys()) {
    const range = values.slice(Math.max(0, index + 1 - alarm.EvaluationPeriods - furtherBack), index + 1);
    states.push(stateOf(alarm, range, states.at(-1) ?? "INSUFFICIENT_DATA"));
  }
  return states;
}

/** CloudWatch's evaluation of a range of periods, oldest first; undefined is a period without data. */
export function stateOf(
  alarm: AlarmProperties,
  range: readonly (number | undefined)[],
  previous: AlarmState,
): AlarmState {
  const {
    EvaluationPeriods: periods,
    DatapointsToAlarm: needed = periods,
    TreatMissingData: missing,
  } = alarm;
  const breaks = (value: number) =>
    alarm.ComparisonOperator === "GreaterThanThreshold" ? value > alarm.Threshold : value >= alarm.Threshold;
  const real = range
    .filter((value) => value !== undefined)
    .slice(-periods)
    .map(breaks);
  const breaking = real.filter(Boolean).length;
  const filled = periods - real.length;
  if (breaking + (missing === "breaching" ? filled : 0) >= needed) return "ALARM";
  if (missing !== "ignore" || filled === 0) return "OK";
  return breaking < real.length ? "OK" : previous;
}
