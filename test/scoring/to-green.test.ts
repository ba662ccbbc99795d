import { describe, expect, test } from "vitest";
import { Scorecard } from "../../lib/config/schema.ts";
import { cardOf } from "../../lib/scoring/least-change/card.ts";
import { stepOf } from "../../lib/scoring/least-change/inverse.ts";
import type { Reading } from "../../lib/scoring/least-change/score.ts";
import {
  type GreenQuestion,
  type ScoredAccount,
  ScoresDiffer,
  toGreen,
} from "../../lib/scoring/least-change/to-green.ts";
import { scorecardRows } from "../../lib/scoring/scorecard-rows.ts";

const scorecard = Scorecard.parse({
  name: "standard",
  components: {
    usage: {
      weight: 60,
      measures: {
        days: {
          points: [
            [0, 0],
            [20, 100],
          ],
        },
        seats: {
          points: [
            [0, 0],
            [1, 100],
          ],
        },
      },
    },
    care: {
      weight: 40,
      measures: {
        pulse: {
          points: [
            [1, 0],
            [5, 100],
          ],
        },
        plan: { points: { gold: 100, basic: 20 } },
      },
    },
  },
  bands: { green: 70, yellow: 40 },
  coverage_floor: 0.5,
  caps: [
    { name: "overdue", when: "invoices_overdue_days > 45", at_most: 39 },
    { name: "new", when: "lifecycle = 'onboarding'", at_most: 90 },
  ],
  floors: [{ name: "daily", when: "days > 18", at_least: 50 }],
});
const inputs = scorecardRows({ scorecards: [scorecard] }, { config: "v1", scoring: "s1" });
const [card] = [cardOf(inputs, "standard")].filter((each) => each !== undefined);

const ok = (value: number): Reading => ({ status: "ok", value });
const missing = (status: string): Reading => ({ status, value: null });

/** An account with 10 active days, half of its seats, a pulse of 4 and the plan basic: 50, 50, 75 and 20 points. */
const readings = {
  days: ok(10),
  seats: ok(0.5),
  pulse: ok(4),
  plan: { status: "ok", value: null, points: 20 },
};
const reach = { low: 0, high: 20 };
const movable = [
  { measure: "days", unit: "days", reach, deciles: [5, 15] },
  { measure: "seats", unit: "share", reach: { low: 0, high: 1 }, deciles: [0.2, 0.8] },
  { measure: "plan", unit: "", reach: null, deciles: [] },
];

function asked(
  more: Partial<Record<string, Reading>> = {},
  account: Partial<ScoredAccount> = {},
  of: Partial<GreenQuestion> = {},
) {
  const score = account.score ?? account.computed_score ?? 49;
  if (card === undefined) throw new Error("the card is among its own rows");
  return toGreen({
    card,
    readings: new Map(Object.entries({ ...readings, ...more } as Record<string, Reading>)),
    movable,
    account: {
      ...{ score, computed_score: score, floored_score: score, band: "yellow", coverage: 1 },
      ...{ floor_rule: null, cap_rule: null, ...account },
    },
    ...of,
  });
}

test("the nearest single changes come first, in whole steps, and no word is proposed", () => {
  // 0.3 · 50 + 0.3 · 50 + 0.2 · 75 + 0.2 · 20 = 49; the 1 that is wanted of 70 is 21 points, or 70 of a measure.
  expect(asked({ days: ok(16) }, { computed_score: 58 })).toMatchObject({
    kind: "answers",
    needed: 12,
    answers: [[{ measure: "seats", from: 0.5, to: 0.9, distance: 0.4 }]],
  });
});

test("two together, when none alone is enough", () => {
  const answer = asked();
  expect(answer).toMatchObject({ kind: "answers", needed: 21 });
  if (answer.kind !== "answers") return;
  for (const moves of answer.answers)
    expect(moves.map(({ measure }) => measure).toSorted()).toEqual(["days", "seats"]);
});

test("nothing that fewer than one in twenty reach is proposed", () => {
  const near = movable.map((each) => ({
    ...each,
    reach: { low: 0, high: each.measure === "days" ? 12 : 0.6 },
  }));
  expect(asked({}, {}, { movable: near })).toMatchObject({ kind: "nothing_near", needed: 21, best: 79 });
});

test("a held value is not moved, and marks an answer that rests on it", () => {
  const held = asked({ days: { status: "held", value: 16 } }, { computed_score: 58 });
  expect(held).toMatchObject({ kind: "answers", held: ["days"], answers: [[{ measure: "seats" }]] });
  expect(asked({ seats: { status: "held", value: 0.5 } }, {})).toMatchObject({ kind: "nothing_near" });
});

describe("refusals", () => {
  test("an account that is not scored", () => {
    expect(asked({}, { score: null, computed_score: null })).toEqual({ kind: "not_scored" });
  });

  test("too little is known: the missing measures that would do, by weight", () => {
    const given = {
      days: missing("source_stale"),
      seats: missing("no_response"),
      pulse: missing("not_applicable"),
    };
    expect(asked(given, { computed_score: 20, band: "insufficient_data", coverage: 0.25 })).toEqual({
      kind: "insufficient_data",
      coverage: 0.25,
      needed: 0.5,
      missing: [{ measure: "days", coverage: 0.375 }],
    });
  });

  test("a cap below green must lift, and what follows is said", () => {
    const capped = { computed_score: 39, floored_score: 79, cap_rule: "overdue" };
    expect(asked({ days: ok(20), seats: ok(1) }, capped)).toMatchObject({
      kind: "capped",
      cap: { name: "overdue", points: 39, holdsWhen: "invoices_overdue_days > 45" },
      without: 79,
      beneath: { kind: "is_green", spare: 9 },
    });
    expect(
      asked({ days: ok(16) }, { computed_score: 39, floored_score: 58, cap_rule: "overdue" }),
    ).toMatchObject({
      kind: "capped",
      beneath: { kind: "answers", needed: 12 },
    });
  });

  test("a cap above green hinders nothing", () => {
    expect(asked({ days: ok(16) }, { computed_score: 58, cap_rule: "new" })).toMatchObject({
      kind: "answers",
    });
  });

  test("a score set by hand: the answer is for the one beneath it", () => {
    const set = { score: 75, computed_score: 58, floored_score: 58, band: "green" };
    expect(asked({ days: ok(16) }, set)).toMatchObject({
      kind: "overridden",
      computed: 58,
      beneath: { kind: "answers", needed: 12 },
    });
  });

  test("green already: what is to spare, and what would cost it", () => {
    const green = asked({ days: ok(20), seats: ok(1) }, { computed_score: 79, band: "green" });
    expect(green).toMatchObject({
      kind: "is_green",
      spare: 9,
      costs: [
        { measure: "seats", from: 1, to: 0.69 },
        { measure: "days", from: 20, to: 13 },
      ],
    });
  });

  test("rows that do not give the published score give no answer", () => {
    expect(() => asked({}, { computed_score: 50 })).toThrow(ScoresDiffer);
  });
});

describe("points in steps", () => {
  const stepped = (points: readonly object[]): GreenQuestion["card"] => {
    const tickets = Scorecard.parse({
      name: "tickets",
      components: { care: { weight: 1, measures: { open: { points } } } },
      bands: { green: 70, yellow: 40 },
    });
    const found = cardOf(
      scorecardRows({ scorecards: [tickets] }, { config: "v1", scoring: "s1" }),
      "tickets",
    );
    if (found === undefined) throw new Error("the card is among its own rows");
    return found;
  };
  const open = { measure: "open", unit: "tickets", reach: { low: 0, high: 20 }, deciles: [] };
  const fewer = (points: readonly object[]) =>
    asked(
      {},
      { computed_score: 10 },
      {
        card: stepped(points),
        readings: new Map([["open", ok(9)]]),
        movable: [open],
      },
    );

  test("up to a value: the value itself is enough", () => {
    expect(fewer([{ up_to: 5, points: 90 }, { up_to: 10, points: 10 }, { points: 0 }])).toMatchObject({
      answers: [[{ from: 9, to: 5 }]],
    });
  });

  test("below a value: one less is needed", () => {
    expect(fewer([{ below: 5, points: 90 }, { below: 10, points: 10 }, { points: 0 }])).toMatchObject({
      answers: [[{ from: 9, to: 4 }]],
    });
  });

  test("with one edge alone", () => {
    expect(fewer([{ up_to: 5, points: 90 }, { points: 10 }])).toMatchObject({
      answers: [[{ from: 9, to: 5 }]],
    });
  });
});

test("a measure is told in steps of its own", () => {
  const curve = (from: number, to: number) => ({
    ...{ measure: "m", component: "c", componentWeight: 1, combine: "weighted_mean" as const, weight: 1 },
    ...{ fallbackPoints: null, isOfWords: false },
    stretches: [{ from, to, pointsFrom: 0, pointsTo: 100 }],
  });
  expect(stepOf(curve(0, 1), "share")).toBe(0.01);
  expect(stepOf(curve(0, 5), "tickets")).toBe(1);
  expect(stepOf(curve(0, 1), "tickets per seat")).toBe(0.1);
  expect(stepOf(curve(2, 9), "rating 0-10")).toBe(0.1);
  expect(stepOf(curve(8, 120), "hours")).toBe(1);
  expect(stepOf(curve(0, 50_000), "")).toBe(1);
});
