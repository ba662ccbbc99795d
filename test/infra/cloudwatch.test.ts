import { expect, test } from "vitest";
import { type AlarmProperties, stateOf } from "./cloudwatch.ts";

const alarm: Omit<AlarmProperties, "TreatMissingData"> = {
  ...{ Statistic: "Maximum", Period: 60, EvaluationPeriods: 3, DatapointsToAlarm: 3, Threshold: 1 },
  ComparisonOperator: "GreaterThanOrEqualToThreshold",
};

/** After the tables of CloudWatch's guide, "Configuring how alarms treat missing data"; X breaks the threshold. */
test.each([
  ...[
    ["0-X-X", 3, "OK", "OK", "OK"],
    ["----0", 3, "OK", "OK", "OK"],
    ["-----", 3, "retain", "ALARM", "OK"],
    ["0XX-X", 3, "ALARM", "ALARM", "ALARM"],
    ["--X--", 3, "retain", "ALARM", "OK"],
  ],
  ...[
    ["0-X-X", 2, "ALARM", "ALARM", "ALARM"],
    ["00X0X", 2, "ALARM", "ALARM", "ALARM"],
    ["0-X--", 2, "OK", "ALARM", "OK"],
    ["----0", 2, "OK", "ALARM", "OK"],
    ["---X-", 2, "retain", "ALARM", "OK"],
  ],
] as const)(
  "%s with %i of 3 evaluates as CloudWatch documents",
  (series, needed, ignore, breaching, notBreaching) => {
    const range = [...series].map((mark) => (mark === "-" ? undefined : mark === "X" ? 1 : 0));
    const states = (["ignore", "breaching", "notBreaching"] as const).map((TreatMissingData) =>
      stateOf({ ...alarm, DatapointsToAlarm: needed, TreatMissingData }, range, "INSUFFICIENT_DATA"),
    );

    expect(states).toEqual([ignore === "retain" ? "INSUFFICIENT_DATA" : ignore, breaching, notBreaching]);
  },
);
