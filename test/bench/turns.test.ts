import { expect, test } from "vitest";
import type { Spent } from "../../bench/spent.ts";
import { compare, countedTurns, type Turn, takeTurns, usual, whyLoaded } from "../../bench/turns.ts";

const spent = (cpu: number, wall = cpu): Spent => ({ cpu, wall, peakMegabytes: 0 });
const turn = (others: number, ...results: readonly Spent[]): Turn<Spent> => ({ others, results });
const [quiet, loaded] = [0.1, 1.5];

test("every other turn goes backwards, and results stay with their sides", async () => {
  const order: string[] = [];
  const side = (name: string) => async (at: number) => {
    order.push(name);
    return `${name}${at}`;
  };
  const turns = await takeTurns(2, [side("a"), side("b")]);
  expect(order).toEqual(["a", "b", "b", "a"]);
  expect(turns.map(({ results }) => results)).toEqual([
    ["a0", "b0"],
    ["a1", "b1"],
  ]);
});

test("sides are compared turn by turn, as the machine may change between turns", () => {
  const turns = [
    turn(quiet, spent(2, 1), spent(1, 2)),
    turn(quiet, spent(30, 10), spent(10, 20)),
    turn(quiet, spent(8, 4), spent(2, 8)),
  ];
  const { one, other, ratio } = compare(turns, 0, 1);
  expect(one).toMatchObject({ cpu: 8, wall: 4 });
  expect(other).toMatchObject({ cpu: 2, wall: 8 });
  expect(ratio.cpu).toEqual({ median: 3, low: 2.5, high: 3.5 });
  expect(ratio.wall.median).toBe(0.5);
});

test("a loaded turn does not count where most are quiet", () => {
  const turns = [turn(quiet, spent(1)), turn(loaded, spent(9)), turn(quiet, spent(2))];
  expect(countedTurns(turns)).toEqual([turns[0], turns[2]]);
  expect(whyLoaded(turns)).toBeUndefined();
});

test("where most turns are loaded all are shown, and the machine is named as the reason", () => {
  const turns = [turn(quiet, spent(1)), turn(loaded, spent(9)), turn(loaded, spent(2))];
  expect(countedTurns(turns)).toBe(turns);
  expect(whyLoaded(turns)).toBe("the machine was loaded in 2 of 3 turns");
});

test("a peak of memory counts in loaded turns as well", () => {
  const turns = [
    turn(quiet, { cpu: 1, wall: 2, peakMegabytes: 300 }),
    turn(loaded, { cpu: 9, wall: 9, peakMegabytes: 500 }),
  ];
  expect(usual(turns, 0)).toEqual({ cpu: 1, wall: 2, peakMegabytes: 500 });
});
