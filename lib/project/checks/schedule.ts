import { timeZoneName } from "../../config/time-zone.ts";
import { nearest } from "../../nearest.ts";
import type { ConfigParts } from "../parts.ts";
import type { Finding, Path } from "../problem.ts";

/** A schedule whose deadline is before its run can never be met. */
export function scheduleFindings({ schedule }: ConfigParts): readonly Finding[] {
  return schedule.parts.flatMap(({ path, value: { at, timezone, deadline } }) => [
    ...timezoneFindings([...path, "timezone"], timezone),
    ...(deadline > at
      ? []
      : [
          {
            path: [...path, "deadline"],
            found: deadline,
            expected: `a time of day after ${at}, when the run starts`,
          },
        ]),
  ]);
}

export function timezoneFindings(path: Path, timezone: string): readonly Finding[] {
  if (timeZoneName(timezone) !== undefined) return [];
  const near = nearest(timezone, Intl.supportedValuesOf("timeZone"));
  return [{ path, found: timezone, expected: "a time zone such as Europe/Berlin", nearest: near }];
}
