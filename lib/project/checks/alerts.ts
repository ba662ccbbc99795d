import type { Route } from "../../config/schema.ts";
import { parseWeekdays } from "../../config/weekdays.ts";
import type { KnownColumns } from "../../dialect/expression.ts";
import { nearest } from "../../nearest.ts";
import type { ConfigParts, Part } from "../parts.ts";
import { type Finding, oneOf } from "../problem.ts";
import { predicateFindings } from "./predicates.ts";
import { timezoneFindings } from "./schedule.ts";
import { repeated } from "./unique.ts";

/** The built-in route for pipeline notices, and for accounts that match no other route. */
const operators = "operators";

/** Alert rules and the routes they take. */
export function alertFindings(
  { alerts, routes, fallbackRoute }: ConfigParts,
  columns: KnownColumns | undefined,
): readonly Finding[] {
  const names = routes.parts.map(({ value }) => value.to);
  const isKnown = fallbackRoute === undefined || [operators, ...names].includes(fallbackRoute);
  return [
    ...repeated(
      alerts.parts.map(({ path, value }) => ({ path: [...path, "name"], value: value.name })),
      "name",
    ),
    ...alerts.parts.flatMap(({ path, value }) =>
      columns === undefined
        ? []
        : [
            ...predicateFindings([...path, "when"], value.when, columns),
            ...predicateFindings([...path, "clear_when"], value.clear_when, columns),
          ],
    ),
    ...repeated(
      routes.parts.map(({ path, value }) => ({ path: [...path, "to"], value: value.to })),
      "name",
    ),
    ...routes.parts.flatMap((route) => routeFindings(route, columns)),
    ...(isKnown || !routes.isWhole
      ? []
      : [
          {
            path: ["fallback_route"],
            found: fallbackRoute,
            expected: `a route: ${oneOf([operators, ...names])}`,
            nearest: nearest(fallbackRoute, [operators, ...names]),
          },
        ]),
  ];
}

function routeFindings({ path, value }: Part<Route>, columns: KnownColumns | undefined): readonly Finding[] {
  const { where, weekdays, timezone } = value;
  return [
    ...(columns === undefined ? [] : predicateFindings([...path, "where"], where, columns)),
    ...(parseWeekdays(weekdays) === undefined
      ? [{ path: [...path, "weekdays"], found: weekdays, expected: "weekdays such as mon-fri or mon,wed" }]
      : []),
    ...timezoneFindings([...path, "timezone"], timezone),
  ];
}
