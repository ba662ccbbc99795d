import type { Scorecard } from "../../../lib/config/schema.ts";
import { isSteps } from "../../../lib/scoring/scorecard-rows.ts";
import type { Change, Side } from "./changed.ts";

/** A measure of a scorecard, and what it combines with. */
interface Scored {
  readonly component: string;
  readonly componentWeight: number;
  readonly combine: string;
  readonly measure: string;
  readonly weight: number;
  readonly fallback: number | undefined;
  readonly points: readonly (readonly [number, number])[];
}

type Points = ReadonlyMap<string, number>;

/** The score of one scenario: shares of components in the score, and of measures in their component. */
interface Scenario {
  readonly raw: number | undefined;
  readonly components: Points;
  readonly outer: Points;
  readonly inner: Points;
}

/** The rules of attribution a second time, measure by measure, without SQL: points by `cause measure`; undefined without two scores. */
export function attributedByHand(change: Change): ReadonlyMap<string, number> | undefined {
  const { was, is, anew = was, redefined = [], rematched = [] } = change;
  const card = measuresOf(is.scorecard);
  const [points1, points4] = [pointsOf(card, was), pointsOf(card, is)];
  const isKnown = (side: Side, measure: string) => typeof side.measures[measure] === "number";
  const common = card.filter(({ measure }) => points1.has(measure) && points4.has(measure));
  const inCommon = (points: Points): Points =>
    new Map(
      common.map(({ measure, fallback = Number.NaN }) => [
        measure,
        isKnown(was, measure) && isKnown(is, measure) ? (points.get(measure) ?? Number.NaN) : fallback,
      ]),
    );
  const points = [points1, inCommon(points1), inCommon(points4), points4] as const;
  const scenarios = points.map((each) => scenario(card, each));
  const rows = new Map<string, number>();
  const add = (cause: string, more: number) => rows.set(cause, (rows.get(cause) ?? 0) + more);

  const published = limited(
    scenario(measuresOf(was.scorecard), pointsOf(measuresOf(was.scorecard), was)).raw,
    was,
  );
  const [first, last] = [limited(scenarios[0]?.raw, anew), limited(scenarios[3]?.raw, is)];
  if (published === undefined || last === undefined) return undefined;
  const isMoved =
    was.scorecard.name !== is.scorecard.name && (change.ruled ?? was.scorecard.name) !== is.scorecard.name;
  add(isMoved ? "scorecard" : "config", (first ?? last).capped - published.capped);
  const overridden = (side: Side, computed: number) => (side.override ?? computed) - computed;
  add("override", overridden(is, last.capped) - overridden(was, published.capped));
  if (first === undefined) return rows;
  add("floor", last.floored - last.raw - (first.floored - first.raw));
  add("cap", last.capped - last.floored - (first.capped - first.floored));
  for (const step of [1, 2, 3] as const)
    for (const each of card) {
      const moved = stepOf(each, step, { points, scenarios });
      const kind = step === 2 ? "behaviour" : "availability";
      const cause = redefined.includes(each.measure)
        ? "config"
        : rematched.includes(each.measure)
          ? "availability"
          : kind;
      add(`${cause} ${each.measure}`, moved);
    }
  return rows;
}

/** What a measure moves from scenario `step` to the next. */
function stepOf(
  { component, combine, measure }: Scored,
  step: 1 | 2 | 3,
  { points, scenarios }: { readonly points: readonly Points[]; readonly scenarios: readonly Scenario[] },
): number {
  const [a, b] = [scenarios[step - 1], scenarios[step]];
  const [from, to] = [points[step - 1]?.get(measure), points[step]?.get(measure)];
  if (a === undefined || b === undefined) throw new Error("four scenarios have three steps");
  const [before, after] = [a.components.get(component), b.components.get(component)];
  const outer = (step === 1 ? a : b).outer.get(component) ?? 0;
  if (combine !== "weighted_mean" && before !== undefined && after !== undefined) {
    const setters = after < before === (combine === "lowest") ? b : a;
    return outer * (setters.inner.get(measure) ?? 0) * (after - before);
  }
  if (step === 1) {
    const rest = to ?? after ?? b.raw;
    return from === undefined || rest === undefined ? 0 : outer * (a.inner.get(measure) ?? 0) * (rest - from);
  }
  if (to === undefined) return 0;
  const rest = from ?? (step === 3 ? (before ?? a.raw ?? scenarios[0]?.raw) : undefined) ?? Number.NaN;
  return outer * (b.inner.get(measure) ?? 0) * (to - rest);
}

const measuresOf = ({ components }: Scorecard): Scored[] =>
  Object.entries(components).flatMap(([component, { weight, combine, measures }]) =>
    Object.entries(measures).map(([measure, scored]) => {
      const { points } = scored;
      if (!Array.isArray(points) || isSteps(points))
        throw new Error("only breakpoints are attributed by hand");
      return {
        ...{
          component,
          componentWeight: weight,
          combine,
          measure,
          weight: scored.weight,
          points,
        },
        fallback: scored.when_missing === "ignore" ? undefined : scored.when_missing.points,
      };
    }),
  );

const pointsOf = (card: readonly Scored[], { measures }: Side): Points =>
  new Map(
    card.flatMap(({ measure, points, fallback }) => {
      const value = measures[measure];
      const found = typeof value === "number" ? interpolated(points, value) : fallback;
      return found === undefined ? [] : [[measure, found] as const];
    }),
  );

function interpolated(points: Scored["points"], value: number): number {
  const above = points.findIndex(([start]) => start > value);
  const [from, to] = [points.at(above === -1 ? -1 : above - 1), points[above]];
  if (above === 0) return points[0]?.[1] ?? Number.NaN;
  if (from === undefined || to === undefined) return from?.[1] ?? Number.NaN;
  return from[1] + ((value - from[0]) / (to[0] - from[0])) * (to[1] - from[1]);
}

function scenario(card: readonly Scored[], points: Points): Scenario {
  const counted = Map.groupBy(
    card.filter(({ measure }) => points.has(measure)),
    ({ component }) => component,
  );
  const weight = total([...counted.values()].map(([first]) => first?.componentWeight ?? 0));
  const [components, outer, inner] = [
    new Map<string, number>(),
    new Map<string, number>(),
    new Map<string, number>(),
  ];
  for (const [component, own] of counted) {
    const { combine, componentWeight } = own[0] ?? { combine: "", componentWeight: 0 };
    const at = ({ measure }: Scored) => points.get(measure) ?? Number.NaN;
    const extreme = combine === "lowest" ? Math.min(...own.map(at)) : Math.max(...own.map(at));
    const share = (each: Scored) =>
      combine === "weighted_mean" ? each.weight : Number(at(each).toFixed(9) === extreme.toFixed(9));
    const shares = total(own.map(share));
    for (const each of own) inner.set(each.measure, share(each) / shares);
    outer.set(component, componentWeight / weight);
    components.set(component, total(own.map((each) => share(each) * at(each))) / shares);
  }
  const raw =
    counted.size === 0
      ? undefined
      : total([...components].map(([component, each]) => (outer.get(component) ?? 0) * each));
  return { raw, components, outer, inner };
}

function limited(raw: number | undefined, { floor, cap }: Pick<Side, "floor" | "cap">) {
  if (raw === undefined) return undefined;
  const floored = Math.max(raw, floor ?? Number.NEGATIVE_INFINITY);
  return { raw, floored, capped: Math.min(floored, cap ?? Number.POSITIVE_INFINITY) };
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);
