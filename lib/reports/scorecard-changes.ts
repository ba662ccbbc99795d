import { z } from "zod";
import type { Row } from "../warehouse/warehouse.ts";

const HistoryRow = z.object({
  valid_from: z.iso.date(),
  scoring_version: z.string(),
  component: z.string(),
  component_weight: z.number(),
  combine: z.string(),
  measure: z.string(),
  weight: z.number(),
  points: z.string(),
  fallback_points: z.number().nullable(),
  green: z.number(),
  yellow: z.number(),
  coverage_floor: z.number(),
  caps: z.string(),
  floors: z.string(),
});
type HistoryRow = z.infer<typeof HistoryRow>;

/** An edit of a scorecard, or of how its measures are counted. */
export interface ScorecardChange {
  /** The first day that was scored by it. */
  readonly on: string;
  /** What differs, one line each; none when only how its measures are counted, or the SQL of the score, changed. */
  readonly differences: readonly string[];
}

/**
 * The changes of one scorecard after a day, the oldest first.
 * @param rows of scorecard_history, of one scorecard
 * @param labelOf the name of a measure for people
 */
export function scorecardChanges(
  rows: readonly Row[],
  after: string,
  labelOf: (measure: string) => string,
): readonly ScorecardChange[] {
  const versions = [
    ...Map.groupBy(
      rows.map((row) => HistoryRow.parse(row)),
      ({ valid_from }) => valid_from,
    ),
  ].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return versions.flatMap(([on, now], index): ScorecardChange[] => {
    const before = versions[index - 1]?.[1];
    if (before === undefined || on <= after) return [];
    if (now[0]?.scoring_version === before[0]?.scoring_version) return [];
    return [{ on, differences: differences(before, now, labelOf) }];
  });
}

function differences(
  before: readonly HistoryRow[],
  now: readonly HistoryRow[],
  labelOf: (measure: string) => string,
): string[] {
  return [
    ...changed(ofComponents(before), ofComponents(now), (component) => `component ${component}`),
    ...changed(ofMeasures(before), ofMeasures(now), labelOf),
    ...changed(ofCard(before[0]), ofCard(now[0]), (what) => what),
    ...changed(ofLimits(before[0]), ofLimits(now[0]), (name) => name),
  ];
}

/** The lines of what is new, gone or another in `now`, by name. */
function changed(
  before: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
  nameOf: (key: string) => string,
): string[] {
  const keys = [...new Set([...before.keys(), ...now.keys()])];
  return keys.flatMap((key) => {
    const [was, is] = [before.get(key), now.get(key)];
    if (was === is) return [];
    if (was === undefined) return [`${nameOf(key)}: new, ${is}`];
    return [`${nameOf(key)}: ${is === undefined ? `gone, was ${was}` : `${is}, was ${was}`}`];
  });
}

const ofComponents = (rows: readonly HistoryRow[]): ReadonlyMap<string, string> =>
  new Map(
    rows.map(({ component, component_weight, combine }) => [
      component,
      `weight ${component_weight}${combine === "weighted_mean" ? "" : `, ${combine} measure`}`,
    ]),
  );

const ofMeasures = (rows: readonly HistoryRow[]): ReadonlyMap<string, string> =>
  new Map(
    rows.map(({ measure, component, weight, points, fallback_points }) => [
      measure,
      `${component}, weight ${weight}, points ${points}${fallback_points === null ? "" : `, missing ${fallback_points}`}`,
    ]),
  );

const ofCard = (row: HistoryRow | undefined): ReadonlyMap<string, string> =>
  new Map(
    row === undefined
      ? []
      : [
          ["green begins at", `${row.green}`],
          ["yellow begins at", `${row.yellow}`],
          ["coverage floor", `${row.coverage_floor}`],
        ],
  );

const Limits = z.array(
  z.object({
    name: z.string(),
    when: z.string(),
    at_most: z.number().optional(),
    at_least: z.number().optional(),
  }),
);

function ofLimits(row: HistoryRow | undefined): ReadonlyMap<string, string> {
  const limits = (kind: string, json: string) =>
    Limits.parse(JSON.parse(json)).map(({ name, when, at_most, at_least }): [string, string] => [
      `${kind} "${name}"`,
      `${at_most === undefined ? `at least ${at_least}` : `at most ${at_most}`} when ${when}`,
    ]);
  return new Map(row === undefined ? [] : [...limits("cap", row.caps), ...limits("floor", row.floors)]);
}
