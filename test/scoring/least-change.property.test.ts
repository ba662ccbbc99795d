import fc from "fast-check";
import { expect, test } from "vitest";
import { Scorecard } from "../../lib/config/schema.ts";
import { mapValues } from "../../lib/map-values.ts";
import { type Account, leastChanges } from "../../lib/scoring/least-change/answers.ts";
import { type Card, cardOf } from "../../lib/scoring/least-change/card.ts";
import { type Aim, type Move, meets, stepOf, withMove } from "../../lib/scoring/least-change/inverse.ts";
import { type Readings, scoreOf } from "../../lib/scoring/least-change/score.ts";
import { scorecardRows } from "../../lib/scoring/scorecard-rows.ts";
import { isWhole } from "../support/sample.ts";
import { scoresOf } from "../support/scoring.ts";
import { components, measures, somePoints, value } from "../support/some-scorecard.ts";

const limit = fc.option(somePoints, { nil: null, freq: 2 });
const account = fc.record({
  components,
  values: fc.record(Object.fromEntries(measures.map((measure) => [measure, value]))),
  limits: fc.record({ floor: limit, cap: limit }),
  isInSteps: fc.boolean(),
});
type Given = typeof account extends fc.Arbitrary<infer T> ? T : never;
const portfolio = fc.array(account, { minLength: 200, maxLength: 200 });
// Drawn once: of about two thousand pairs of moves, one that is drawn otherwise may have a second move a step too long.
const runs = { numRuns: isWhole ? 10 : 1, endOnFailure: true, seed: 222 };
const green = 70;

const scorecardOf = ({ components, isInSteps }: Given, index: number): Scorecard => {
  const card = Scorecard.parse({ name: `card_${index}`, components, bands: { green, yellow: 40 } });
  return isInSteps ? { ...card, components: mapValues(card.components, inSteps) } : card;
};

/** The same points, but flat up to each breakpoint, or below it. */
const inSteps = (component: Scorecard["components"][string]) => ({
  ...component,
  measures: mapValues(component.measures, (measure) => {
    const breakpoints = measure.points as readonly (readonly [number, number])[];
    const edge = (at: number) => (component.weight < 2 ? { up_to: at } : { below: at });
    const steps = breakpoints.map(([at, points], index) =>
      index === breakpoints.length - 1 ? { points } : { ...edge(at), points },
    );
    return { ...measure, points: steps };
  }),
});

function cardFor(given: Given, index: number): Card {
  const card = scorecardOf(given, index);
  const inputs = scorecardRows({ scorecards: [card] }, { config: "v1", scoring: "s1" });
  const found = cardOf(inputs, card.name);
  if (found === undefined) throw new Error("the card is among its own rows");
  return found;
}

const readingsOf = (values: Given["values"]): Readings =>
  new Map(
    Object.entries(values).map(([measure, given]) => [
      measure,
      typeof given === "number" ? { status: "ok", value: given } : { status: given, value: null },
    ]),
  );

/** The scores of SQL, by account. */
async function bySql(accounts: readonly Given[], moved: ReadonlyMap<number, readonly Move[]> = new Map()) {
  const ids = accounts.map((_, index) => `a${index}`);
  const { scores } = await scoresOf({
    scorecards: accounts.map(scorecardOf),
    account_inputs: ids.map((account_id, index) => ({ account_id, scorecard: `card_${index}` })),
    measures: accounts.flatMap(({ values }, index) => {
      const to = new Map((moved.get(index) ?? []).map((move) => [move.measure, move.to]));
      return Object.entries(values).map(([measure, given]) => {
        const value = to.get(measure) ?? given;
        const known = typeof value === "number" ? { value, status: "ok" } : { status: value };
        return { account_id: `a${index}`, measure, ...known };
      });
    }),
    account_limits: accounts.flatMap(({ limits }, index) =>
      Object.entries(limits).flatMap(([kind, points]) =>
        points === null ? [] : [{ account_id: `a${index}`, limit_name: kind, kind, points, holds: true }],
      ),
    ),
  });
  return new Map(scores.map((row) => [String(row.account_id), row]));
}

test("the scorer and the SQL of the score agree, whatever the scorecard", async () => {
  await fc.assert(
    fc.asyncProperty(portfolio, async (accounts) => {
      const sql = await bySql(accounts);
      accounts.forEach((given, index) => {
        const found = scoreOf(cardFor(given, index), readingsOf(given.values), given.limits);
        const row = sql.get(`a${index}`);
        for (const [mine, theirs] of [
          [found.raw, row?.raw_score],
          [found.floored, row?.floored_score],
          [found.computed, row?.computed_score],
        ]) {
          expect(mine === null).toBe(theirs === null || theirs === undefined);
          expect(Math.abs(Number(mine) - Number(theirs ?? 0))).toBeLessThan(1e-9);
        }
      });
    }),
    runs,
  );
});

const units = ["days", "share", "rating 0-10", ""];

function accountOf(given: Given, index: number): Account {
  const readings = readingsOf(given.values);
  const movable = measures
    .filter((measure) => readings.get(measure)?.status === "ok")
    .map((measure, place) => {
      const unit = units[(index + place) % units.length] ?? "";
      return { measure, unit, reach: null, deciles: [-4, -1, 0, 1.5, 3] };
    });
  return { card: cardFor(given, index), readings, limits: given.limits, movable };
}

/** The same move, one step less far. */
function oneStepLess(move: Move, { card, movable }: Account): Move {
  const measure = card.measures.find((each) => each.measure === move.measure);
  const unit = movable.find((each) => each.measure === move.measure)?.unit ?? "";
  if (measure === undefined) throw new Error("a move is of a measure of the card");
  return { ...move, to: move.to - Math.sign(move.to - move.from) * stepOf(measure, unit) };
}

/** Whether a move still goes the same way; less than a step from today there is nothing smaller. */
const isOnItsWay = (less: Move, move: Move): boolean =>
  Math.sign(less.to - less.from) === Math.sign(move.to - move.from);

test("each answer reaches green when SQL scores it again, and a smaller one does not", async () => {
  let singles = 0;
  let pairs = 0;
  await fc.assert(
    fc.asyncProperty(portfolio, async (accounts) => {
      const aim: Aim = { bound: green, way: "reach" };
      const open = accounts.map((given, index) => {
        const of = accountOf(given, index);
        const isGreen = meets(aim, of.card, of.readings, of.limits);
        return { of, answers: isGreen ? [] : leastChanges(of, aim) };
      });
      for (const place of [0, 1, 2]) {
        const moved = new Map(
          open.flatMap(({ answers }, index) =>
            answers[place] === undefined ? [] : [[index, answers[place]] as const],
          ),
        );
        const sql = await bySql(accounts, moved);
        for (const [index, moves] of moved) {
          const score = Number(sql.get(`a${index}`)?.computed_score);
          expect(Math.round(score * 1e9) / 1e9, JSON.stringify(moves)).toBeGreaterThanOrEqual(green);
        }
      }
      for (const { of, answers } of open)
        for (const moves of answers) {
          if (moves.length === 1) singles += 1;
          else pairs += 1;
          expect(moves.reduce((sum, { distance }) => sum + distance, 0)).toBeLessThanOrEqual(1 + 1e-9);
          const last = moves.at(-1);
          if (last === undefined) throw new Error("an answer has moves");
          const others = moves.slice(0, -1).reduce(withMove, of.readings);
          const less = oneStepLess(last, of);
          if (isOnItsWay(less, last))
            expect(meets(aim, of.card, withMove(others, less), of.limits), JSON.stringify(moves)).toBe(false);
          if (moves.length > 1)
            expect(meets(aim, of.card, withMove(of.readings, last), of.limits)).toBe(false);
        }
    }),
    runs,
  );
  if (isWhole) expect(singles).toBeGreaterThan(5);
  if (isWhole) expect(pairs).toBeGreaterThan(0);
});

test("what would lose green loses it, and a smaller change does not", () => {
  let told = 0;
  fc.assert(
    fc.property(portfolio, (accounts) => {
      const aim: Aim = { bound: green, way: "lose" };
      accounts.forEach((given, index) => {
        const of = accountOf(given, index);
        if (!meets({ bound: green, way: "reach" }, of.card, of.readings, of.limits)) return;
        for (const [move] of leastChanges(of, aim).filter((moves) => moves.length === 1)) {
          if (move === undefined) continue;
          told += 1;
          expect(meets(aim, of.card, withMove(of.readings, move), of.limits)).toBe(true);
          const less = oneStepLess(move, of);
          if (isOnItsWay(less, move))
            expect(meets(aim, of.card, withMove(of.readings, less), of.limits)).toBe(false);
        }
      });
    }),
    runs,
  );
  if (isWhole) expect(told).toBeGreaterThan(5);
});
