import { type KnownMeasure, lensColumn, lensColumns, scoreColumns } from "../../config/columns.ts";
import type { Scorecard, ScoredMeasure, Step } from "../../config/schema.ts";
import type { KnownColumns } from "../../dialect/expression.ts";
import { nearest } from "../../nearest.ts";
import { isSteps } from "../../scoring/scorecard-rows.ts";
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

/** Of the main score and of each lens, the first scorecard that applies is used; the last is for the rest. */
export function appliesToFindings(
  { parts }: Parts<Scorecard>,
  columns: KnownColumns | undefined,
): readonly Finding[] {
  const byLens = Map.groupBy(parts, ({ value }) => value.lens);
  const onlyLenses = parts.length > 0 && !byLens.has(undefined);
  const [first] = parts;
  const reason = "every scorecard has a lens: the main score needs one without";
  const missing =
    onlyLenses && first !== undefined
      ? [{ path: [...first.path, "lens"], found: first.value.lens, expected: "no lens", reason }]
      : [];
  return [...missing, ...[...byLens.values()].flatMap((own) => appliesToOf(own, columns))];
}

export const lensNames = ({ parts }: Parts<Scorecard>): ReadonlySet<string> =>
  new Set(parts.flatMap(({ value: { lens } }) => (lens === undefined ? [] : [lens])));

/** Conditions of alerts and routes name the score of a lens by columns such as adoption_score. */
export function lensFindings(
  { parts }: Parts<Scorecard>,
  inputs: KnownColumns | undefined,
): readonly Finding[] {
  return parts.flatMap(({ path, value: { lens } }): readonly Finding[] => {
    const taken = Object.keys(lensColumns)
      .map((column) => lensColumn(lens ?? "", column))
      .find((column) => inputs?.has(column) === true || column in scoreColumns);
    if (lens === undefined || taken === undefined) return [];
    const reason = `its column ${taken} is an attribute, a measure, or a column of accounts or scores`;
    return [{ path: [...path, "lens"], found: lens, expected: "another name", reason }];
  });
}

/** Of the scorecards of one lens, or of the main score. */
function appliesToOf(
  parts: readonly Part<Scorecard>[],
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
    ...components
      .filter(([, { measures: own }]) => {
        const weights = Object.values(own).map(({ weight }) => weight);
        return weights.length > 0 && weights.every((weight) => weight === 0);
      })
      .map(([name]) => ({
        path: [...path, "components", name, "measures"],
        found: 0,
        expected: "a measure with a weight above 0",
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
  { name, words }: KnownMeasure,
): readonly Finding[] {
  if (Array.isArray(points) !== (words === undefined)) {
    const expected =
      words === undefined
        ? `breakpoints [value, points], or steps, because ${name} is a number`
        : `the words ${words.join(", ")} and their points`;
    return [{ path, found: points, expected }];
  }
  if (!Array.isArray(points)) return wordFindings(path, points, words ?? []);
  if (isSteps(points)) return stepFindings(path, points);
  return points.flatMap(([value], index) => {
    const before = points[index - 1]?.[0];
    if (before === undefined || value > before) return [];
    return [
      { path: [...path, index, 0], found: value, expected: `more than ${before}, the breakpoint before it` },
    ];
  });
}

/** Every word of the measure has points, and no other word. */
function wordFindings(
  path: Path,
  points: Readonly<Record<string, number>>,
  words: readonly string[],
): readonly Finding[] {
  const given = new Map(Object.keys(points).map((word) => [word.toLowerCase(), word]));
  const known = new Set(words.map((word) => word.toLowerCase()));
  const expected = `a word of the measure: ${words.join(", ")}`;
  return [
    ...[...given]
      .filter(([word]) => !known.has(word))
      .map(([, word]) => ({
        ...{ path: [...path, word], found: word, isKey: true, expected },
        nearest: nearest(word, words),
      })),
    ...words
      .filter((word) => !given.has(word.toLowerCase()))
      .map((word) => ({ path: [...path, word], found: undefined, expected: `points of the word ${word}` })),
  ];
}

/** Each step ends above the one before it, and the last is for the rest. */
function stepFindings(path: Path, steps: readonly Step[]): readonly Finding[] {
  const endOf = ({ up_to, below }: Step): number | undefined => up_to ?? below;
  return steps.flatMap((step, index): readonly Finding[] => {
    const at = [...path, index];
    const isLast = index === steps.length - 1;
    if (isLast && endOf(step) !== undefined)
      return [
        { path: at, found: step, expected: "points alone: the last step is for the rest of the values" },
      ];
    if (isLast) return [];
    if ((step.up_to === undefined) === (step.below === undefined))
      return [{ path: at, found: step, expected: "up_to or below, one of them, where the step ends" }];
    const [end = 0, before] = [endOf(step), steps[index - 1]];
    const least = before === undefined ? undefined : endOf(before);
    if (least === undefined || end > least) return [];
    return [
      {
        path: [...at, step.up_to === undefined ? "below" : "up_to"],
        found: end,
        expected: `more than ${least}, where the step before it ends`,
      },
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
