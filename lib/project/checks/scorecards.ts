import type { KnownMeasure } from "../../config/columns.ts";
import type { Scorecard, ScoredMeasure } from "../../config/schema.ts";
import type { KnownColumns } from "../../dialect/expression.ts";
import { nearest } from "../../nearest.ts";
import type { Part, Parts } from "../parts.ts";
import { type Finding, formatPath, type Path } from "../problem.ts";
import { predicateFindings } from "./predicates.ts";
import { repeated } from "./unique.ts";

/** Scorecards: the accounts they apply to, their measures, bands and limits. */
export function scorecardFindings(
  { parts }: Parts<Scorecard>,
  measures: readonly KnownMeasure[],
  columns: KnownColumns | undefined,
): readonly Finding[] {
  return [
    ...repeated(
      parts.map(({ path, value }) => ({ path: [...path, "name"], value: value.name })),
      "name",
    ),
    ...parts.flatMap((part) => [
      ...bandFindings(part),
      ...componentFindings(part, measures),
      ...limitFindings(part, columns),
    ]),
  ];
}

/** The first scorecard that applies to an account is used; the last one applies to all remaining accounts. */
export function appliesToFindings(
  { parts }: Parts<Scorecard>,
  columns: KnownColumns | undefined,
): readonly Finding[] {
  const last = parts.at(-1);
  return parts.flatMap((part): readonly Finding[] => {
    const path = [...part.path, "applies_to"];
    const found = part.value.applies_to;
    if (found === undefined && part !== last) {
      const reason = "only the last scorecard may omit applies_to: the ones after this would never apply";
      return [{ path, found, expected: "applies_to", reason }];
    }
    return columns === undefined ? [] : predicateFindings(path, found, columns);
  });
}

function bandFindings({ path, value: { bands } }: Part<Scorecard>): readonly Finding[] {
  if (bands.green > bands.yellow) return [];
  return [
    {
      path: [...path, "bands", "yellow"],
      found: bands.yellow,
      expected: `less than green, which is ${bands.green}`,
    },
  ];
}

function componentFindings(
  { path, value }: Part<Scorecard>,
  measures: readonly KnownMeasure[],
): readonly Finding[] {
  const components = Object.entries(value.components);
  if (components.length === 0)
    return [{ path: [...path, "components"], found: undefined, expected: "at least one component" }];
  const scored = components.flatMap(([component, { measures: own }]) =>
    Object.entries(own).map(([name, measure]) => ({
      name,
      measure,
      path: [...path, "components", component, "measures", name],
    })),
  );
  const empty = components.filter(([, { measures: own }]) => Object.keys(own).length === 0);
  return [
    ...empty.map(([name]) => ({
      path: [...path, "components", name, "measures"],
      found: undefined,
      expected: "at least one measure",
    })),
    ...scored.flatMap(({ name, measure, path: at }, index): readonly Finding[] => {
      const twin = scored.slice(0, index).find((earlier) => earlier.name === name);
      if (twin !== undefined) {
        const reason = `${name} is already used in ${formatPath(twin.path)}`;
        return [{ path: at, found: name, isKey: true, expected: "another measure", reason }];
      }
      const known = measures.find((each) => each.name === name);
      if (known !== undefined) return pointFindings([...at, "points"], measure.points, known);
      const names = measures.map((each) => each.name);
      const expected = `a measure: ${names.join(", ")}`;
      return [{ path: at, found: name, isKey: true, expected, nearest: nearest(name, names) }];
    }),
  ];
}

function pointFindings(
  path: Path,
  points: ScoredMeasure["points"],
  { name, valueKind }: KnownMeasure,
): readonly Finding[] {
  if (Array.isArray(points) !== (valueKind === "number")) {
    const expected =
      valueKind === "number"
        ? `breakpoints [value, points], because ${name} is a number`
        : `words and their points`;
    return [{ path, found: points, expected }];
  }
  if (!Array.isArray(points)) return [];
  return points.flatMap(([value], index) => {
    const before = points[index - 1]?.[0];
    if (before === undefined || value > before) return [];
    return [
      { path: [...path, index, 0], found: value, expected: `more than ${before}, the breakpoint before it` },
    ];
  });
}

function limitFindings(
  { path, value: { caps, floors } }: Part<Scorecard>,
  columns: KnownColumns | undefined,
): readonly Finding[] {
  const limits = [
    ...floors.map((limit, index) => ({ limit, at: [...path, "floors", index] })),
    ...caps.map((limit, index) => ({ limit, at: [...path, "caps", index] })),
  ];
  const names = limits.map(({ limit, at }) => ({ path: [...at, "name"], value: limit.name }));
  const predicates = limits.flatMap(({ limit, at }) =>
    columns === undefined ? [] : predicateFindings([...at, "when"], limit.when, columns),
  );
  return [...repeated(names, "name"), ...predicates];
}
