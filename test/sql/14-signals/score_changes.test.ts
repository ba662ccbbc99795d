import { describe, expect, test } from "vitest";
import { Scorecard } from "../../../lib/config/schema.ts";
import type { GivenRow } from "../../support/given.ts";
import { type Change, changesOf, type Others, type Side, wasOn } from "./changed.ts";

/** Value = points. */
const even = [
  [0, 0],
  [100, 100],
];
/** Short names of cases, and the measures that stand for them. */
const measureOf = { a: "active_days_28d", b: "csat_90d", d: "usage_trend_28d" } as const;
type Short = keyof typeof measureOf;

interface Scored {
  readonly weight?: number;
  readonly fallback?: number;
  readonly points?: readonly (readonly [number, number])[];
}

interface Component {
  readonly weight?: number;
  readonly combine?: string;
  readonly measures: Partial<Record<Short, Scored>>;
}

const card = (name: string, components: Readonly<Record<string, Component>>): Scorecard =>
  Scorecard.parse({
    name,
    components: Object.fromEntries(
      Object.entries(components).map(([component, { weight = 1, combine, measures }]) => [
        component,
        {
          weight,
          combine,
          measures: Object.fromEntries(
            Object.entries(measures).map(([short, { weight: own = 1, fallback, points = even }]) => [
              measureOf[short as Short],
              {
                ...{ weight: own, points },
                ...(fallback === undefined ? {} : { when_missing: { points: fallback } }),
              },
            ]),
          ),
        },
      ]),
    ),
  });

const one = (measures: Component["measures"], name = "standard", combine?: string): Scorecard =>
  card(name, { use: { measures, ...(combine === undefined ? {} : { combine }) } });

type Values = Partial<Record<Short, number | string>>;
const side = (scorecard: Scorecard, values: Values, more: Partial<Side> = {}): Side => ({
  scorecard,
  measures: Object.fromEntries(
    Object.entries(values).map(([short, value]) => [measureOf[short as Short], value]),
  ),
  ...more,
});

const short = (measure: unknown) =>
  Object.entries(measureOf).find(([, name]) => name === measure)?.[0] ?? measure;

const sinceTheRunBefore = async (change: Change, others: Others = {}) =>
  (await changesOf([change], others)).filter(({ horizon_days }) => horizon_days === 0);

/** The rows since the run before as `cause measure (reason) points`, and the score's two values. */
async function told(change: Change): Promise<{ score: string; rows: string[] }> {
  const rows = await sinceTheRunBefore(change);
  const [first] = rows;
  const fixed = (value: unknown) => String(Number(Number(value).toFixed(4)));
  const sum = rows.reduce((total, { points }) => total + Number(points), 0);
  expect(Math.abs(sum - (Number(first?.score_to ?? 0) - Number(first?.score_from ?? 0)))).toBeLessThan(1e-9);
  return {
    score: first === undefined ? "" : `${fixed(first.score_from)} → ${fixed(first.score_to)}`,
    rows: rows
      .map(({ cause, measure, reason, points }) =>
        [cause, ...(measure === null ? [] : [short(measure)]), ...(reason === null ? [] : [`(${reason})`])]
          .concat(Number(points) > 0 ? `+${fixed(points)}` : fixed(points))
          .join(" "),
      )
      .toSorted(),
  };
}

const ab = one({ a: {}, b: {} });
const a = one({ a: {} });
const lowest = one({ a: {}, b: {} }, "standard", "lowest");
const stale = "source_stale";
const anotherScoring = { scoring: "s2" };

const cases: readonly (readonly [string, Change, string, readonly string[]])[] = [
  [
    "1 · a fallback on both days moves nothing",
    {
      was: side(one({ a: {}, b: { fallback: 50 } }), { a: 80, b: "no_response" }),
      is: side(one({ a: {}, b: { fallback: 50 } }), { a: 40, b: "no_response" }),
    },
    "65 → 45",
    ["behaviour a -20"],
  ],
  [
    "2 · a measure that goes missing with a fallback stays in what both days know",
    {
      was: side(one({ a: {}, b: { fallback: 50 } }), { a: 80, b: 90 }),
      is: side(one({ a: {}, b: { fallback: 50 } }), { a: 40, b: "no_response" }),
    },
    "85 → 45",
    ["availability b (no_response) -20", "behaviour a -20"],
  ],
  [
    "3 · a source goes stale",
    { was: side(ab, { a: 80, b: 40 }), is: side(ab, { a: 80, b: stale }) },
    "60 → 80",
    ["availability b (stale) +20"],
  ],
  [
    "4 · a source goes stale while the other measure falls",
    { was: side(ab, { a: 80, b: 90 }), is: side(ab, { a: 40, b: stale }) },
    "85 → 40",
    ["availability b (stale) -5", "behaviour a -40"],
  ],
  [
    "5 · two measures leave, one high, one low",
    {
      was: side(one({ a: {}, b: {}, d: {} }), { a: 60, b: 100, d: 20 }),
      is: side(one({ a: {}, b: {}, d: {} }), { a: 60, b: stale, d: stale }),
    },
    "60 → 60",
    ["availability b (stale) -13.3333", "availability d (stale) +13.3333"],
  ],
  [
    "6 · a component leaves with its only measure",
    {
      was: side(card("standard", { use: { weight: 3, measures: { a: {} } }, say: { measures: { b: {} } } }), {
        a: 80,
        b: 20,
      }),
      is: side(card("standard", { use: { weight: 3, measures: { a: {} } }, say: { measures: { b: {} } } }), {
        a: 80,
        b: stale,
      }),
    },
    "65 → 80",
    ["availability b (stale) +15"],
  ],
  [
    "7 · nothing is known on both days",
    { was: side(ab, { a: 80, b: stale }), is: side(ab, { a: stale, b: 30 }) },
    "80 → 30",
    ["availability b (back) -50"],
  ],
  [
    "8 · of the new scorecard nothing was known then",
    {
      was: side(one({ a: {} }, "onboarding"), { a: 80, b: stale }),
      is: side(one({ b: {} }), { a: 80, b: 30 }),
      ruled: "onboarding",
    },
    "80 → 30",
    ["scorecard -50"],
  ],
  [
    "9 · the account moves and its values change",
    {
      was: side(
        one(
          {
            a: {
              points: [
                [0, 0],
                [10, 90],
              ],
            },
          },
          "onboarding",
        ),
        { a: 10, b: 60 },
      ),
      is: side(
        one({
          a: {
            points: [
              [0, 0],
              [20, 100],
            ],
          },
          b: {},
        }),
        { a: 5, b: 60 },
      ),
      ruled: "onboarding",
    },
    "90 → 42.5",
    ["behaviour a -12.5", "scorecard -35"],
  ],
  [
    "10 · the config adds a measure that was published then",
    { was: side(a, { a: 80, b: 40 }), is: side(ab, { a: 80, b: 40 }, anotherScoring) },
    "80 → 60",
    ["config -20"],
  ],
  [
    "11 · the config adds a measure that was not",
    {
      was: side(a, { a: 80 }),
      is: side(ab, { a: 80, b: 40 }, anotherScoring),
      redefined: ["csat_90d"],
    },
    "80 → 60",
    ["config b -20"],
  ],
  [
    "12 · the config removes a measure",
    { was: side(ab, { a: 80, b: 40 }), is: side(a, { a: 80, b: 40 }, anotherScoring) },
    "60 → 80",
    ["config +20"],
  ],
  [
    "13 · a cap begins to hold",
    { was: side(a, { a: 76.8 }), is: side(a, { a: 76.2 }, { cap: 39 }) },
    "76.8 → 39",
    ["behaviour a -0.6", "cap (c) -37.2"],
  ],
  [
    "14 · a cap holds on both days",
    { was: side(a, { a: 71 }, { cap: 39 }), is: side(a, { a: 66 }, { cap: 39 }) },
    "39 → 39",
    ["behaviour a -5", "cap (c) +5"],
  ],
  [
    "15 · the config adds a cap that holds",
    {
      was: side(a, { a: 80 }),
      is: side(a, { a: 80 }, { cap: 39, ...anotherScoring }),
      anew: { cap: 39 },
    },
    "80 → 39",
    ["config -41"],
  ],
  [
    "16 · a floor and a cap hold on both days",
    { was: side(a, { a: 30 }, { floor: 45, cap: 39 }), is: side(a, { a: 32 }, { floor: 45, cap: 39 }) },
    "39 → 39",
    ["behaviour a +2", "floor (f) -2"],
  ],
  [
    "17 · an override over a cap",
    { was: side(a, { a: 71 }, { cap: 39 }), is: side(a, { a: 66 }, { cap: 39, override: 75 }) },
    "39 → 75",
    ["behaviour a -5", "cap (c) +5", "override +36"],
  ],
  [
    "18 · an override expires",
    { was: side(a, { a: 71 }, { override: 90 }), is: side(a, { a: 66 }) },
    "90 → 66",
    ["behaviour a -5", "override -19"],
  ],
  [
    "19 · the lowest falls: those that set it now",
    { was: side(lowest, { a: 50, b: 70 }), is: side(lowest, { a: 80, b: 20 }) },
    "50 → 20",
    ["behaviour b -30"],
  ],
  [
    "20 · the lowest rises: those that set it then",
    { was: side(lowest, { a: 50, b: 70 }), is: side(lowest, { a: 90, b: 60 }) },
    "50 → 60",
    ["behaviour a +10"],
  ],
  [
    "21 · the lowest falls, tied: in equal parts",
    { was: side(lowest, { a: 50, b: 50 }), is: side(lowest, { a: 30, b: 30 }) },
    "50 → 30",
    ["behaviour a -10", "behaviour b -10"],
  ],
  [
    "22 · the lowest leaves",
    { was: side(lowest, { a: 20, b: 70 }), is: side(lowest, { a: stale, b: 70 }) },
    "20 → 70",
    ["availability a (stale) +50"],
  ],
  [
    "23 · a measure without weight says nothing",
    {
      was: side(one({ a: {}, b: { weight: 0 } }), { a: 80, b: 10 }),
      is: side(one({ a: {}, b: { weight: 0 } }), { a: 70, b: 90 }),
    },
    "80 → 70",
    ["behaviour a -10"],
  ],
  [
    "24 · the config triples a weight on the day that a source goes stale",
    {
      was: side(ab, { a: 80, b: 40 }),
      is: side(one({ a: { weight: 3 }, b: {} }), { a: 80, b: stale }, anotherScoring),
    },
    "60 → 80",
    ["availability b (stale) +10", "config +10"],
  ],
  [
    "25 · the config triples a weight under a cap that holds",
    {
      was: side(ab, { a: 80, b: 60 }, { cap: 39 }),
      is: side(one({ a: {}, b: { weight: 3 } }), { a: 80, b: 60 }, { cap: 39, ...anotherScoring }),
    },
    "",
    [],
  ],
  [
    "26 · a held value comes back",
    { was: side(ab, { a: 80, b: 80 }), is: side(ab, { a: 80, b: 20 }) },
    "80 → 50",
    ["behaviour b -30"],
  ],
  [
    "27 · a source comes back after its values left",
    { was: side(ab, { a: 80, b: stale }), is: side(ab, { a: 80, b: 20 }) },
    "80 → 50",
    ["availability b (back) -30"],
  ],
  [
    "28 · a cap that was carried is known not to hold",
    { was: side(a, { a: 71 }, { cap: 39 }), is: side(a, { a: 71 }) },
    "39 → 71",
    ["cap (c) +32"],
  ],
  [
    "29 · coverage falls below its floor as a measure leaves",
    { was: side(ab, { a: 80, b: 0 }), is: side(ab, { a: 60, b: stale }) },
    "40 → 60",
    ["availability b (stale) +40", "behaviour a -20"],
  ],
  [
    "30 · a key is matched to another account",
    { was: side(ab, { a: 0, b: 50 }), is: side(ab, { a: 60, b: 50 }), rematched: ["active_days_28d"] },
    "25 → 55",
    ["availability a (matched) +30"],
  ],
];

test.each(cases)("%s", async (_, change, score, rows) => {
  expect(await told(change)).toEqual({ score, rows });
});

test("a config change that moves no score has no row, and neither has a day without one", async () => {
  const still = { was: side(ab, { a: 80, b: 40 }), is: side(ab, { a: 80, b: 40 }) };
  expect(await told(still)).toEqual({ score: "", rows: [] });
  expect(await told({ ...still, is: { ...still.is, ...anotherScoring } })).toEqual({ score: "", rows: [] });
});

test("an edit that puts the account on another scorecard is config, not a move", async () => {
  const moved = {
    was: side(one({ a: {} }, "old"), { a: 80, b: 30 }),
    is: side(one({ b: {} }), { a: 80, b: 30 }),
  };
  expect((await told({ ...moved, ruled: "standard" })).rows).toEqual(["config -50"]);
  expect((await told({ ...moved, ruled: "old" })).rows).toEqual(["scorecard -50"]);
});

test("a row has the values and scores of both days", async () => {
  const [row] = await changesOf([{ was: side(a, { a: 80 }), is: side(a, { a: 30 }) }]);
  expect(row).toEqual({
    ...{ account_id: "a1", horizon_days: 0, from_date: wasOn, cause: "behaviour", measure: measureOf.a },
    ...{ reason: null, points: -50, value_from: 80, value_to: 30, known_from: wasOn },
    ...{ score_from: 80, score_to: 30, band_from: "green", band_to: "red" },
  });
});

test("reversing the two days turns every row round", async () => {
  const [was, is] = [side(ab, { a: 80, b: 90 }, { cap: 60 }), side(ab, { a: 40, b: stale })];
  const points = async (change: Change) =>
    new Map((await changesOf([change])).map((row) => [`${row.cause} ${row.measure}`, Number(row.points)]));
  const [there, back] = [await points({ was, is }), await points({ was: is, is: was })];
  expect([...there.keys()].toSorted()).toEqual([...back.keys()].toSorted());
  for (const [key, moved] of there) expect(moved + (back.get(key) ?? 0)).toBeCloseTo(0, 9);
});

describe("an account with a score on one of the days only", () => {
  test("is newly scored, or no longer", async () => {
    const scored = side(ab, { a: 80, b: stale });
    const unscored = side(ab, { a: stale, b: stale });
    expect(await sinceTheRunBefore({ was: unscored, is: scored })).toMatchObject([
      { cause: "newly_scored", points: null, score_from: null, score_to: 80 },
    ]);
    expect(await sinceTheRunBefore({ was: scored, is: unscored })).toMatchObject([
      { cause: "unscored", reason: null, points: null, score_from: 80, score_to: null },
    ]);
    expect(await changesOf([{ was: unscored, is: unscored }])).toEqual([]);
  });

  test("is said to be merged if it was", async () => {
    const merged = [{ past_id: "a1", account_id: "a2" }];
    expect(
      await sinceTheRunBefore(
        { was: side(a, { a: 80 }), is: side(a, { a: stale }) },
        { account_merges: merged },
      ),
    ).toMatchObject([{ cause: "unscored", reason: "merged" }]);
  });
});

describe("a horizon over which something but the data changed", () => {
  const weekAgo = "2024-06-22";
  const before = { account_id: "a1", scorecard: "old", scoring_version: "s1", as_of_date: weekAgo };
  const scored = {
    ...before,
    raw_score: 90,
    floored_score: 90,
    computed_score: 90,
    score: 90,
    band: "green",
  };
  const run = (as_of_date: string, cause: string, points: number | null, more: object = {}) => ({
    ...{ account_id: "a1", as_of_date, horizon_days: 0, cause, points, ...more },
  });
  const today = { was: side(a, { a: 70 }), is: side(a, { a: 60 }) };
  const weekOf = async (history_score_changes: readonly GivenRow[], then: GivenRow = scored) =>
    (await changesOf([today], { history_scores: [then], history_score_changes }))
      .filter(({ horizon_days }) => horizon_days === 7)
      .map(({ cause, measure, reason, points }) => [cause, measure, reason, points]);

  test("is the sum of its runs, by cause, measure and reason", async () => {
    expect(
      await weekOf([
        run("2024-06-25", "scorecard", -30),
        run("2024-06-26", "behaviour", 4, { measure: measureOf.a }),
        run(wasOn, "behaviour", 6, { measure: measureOf.a }),
        run(weekAgo, "behaviour", 99, { measure: measureOf.a }),
      ]),
    ).toEqual([
      // 4 and 6 of earlier runs are taken back by today's.
      ["scorecard", null, null, -30],
    ]);
  });

  test("is one row if the account had no score in between", async () => {
    expect(
      await weekOf([run("2024-06-25", "unscored", null), run("2024-06-26", "newly_scored", null)]),
    ).toEqual([["scorecard", null, null, -30]]);
  });

  test("is one row over days without changes of their own", async () => {
    expect(await weekOf([], { ...scored, scorecard: "standard", scoring_version: "s0" })).toEqual([
      ["config", null, null, -30],
    ]);
  });

  test("keeps what keys that were matched anew did, and what the customer did since", async () => {
    const same = {
      ...scored,
      scorecard: "standard",
      raw_score: 30,
      floored_score: 30,
      computed_score: 30,
      score: 30,
    };
    expect(
      await weekOf(
        [run("2024-06-25", "availability", 40, { measure: measureOf.a, reason: "matched" })],
        same,
      ),
    ).toEqual([
      ["availability", measureOf.a, "matched", 40],
      ["behaviour", measureOf.a, null, -10],
    ]);
  });
});
