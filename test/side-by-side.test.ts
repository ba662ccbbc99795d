import { expect, test } from "vitest";
import { sideBySide } from "../lib/side-by-side.ts";

test("concurrent work returns its results in the order of the items, a few at a time", async () => {
  let atWork = 0;
  let most = 0;
  const results = await sideBySide([30, 10, 20, 0, 5], 2, async (milliseconds) => {
    atWork += 1;
    most = Math.max(most, atWork);
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    atWork -= 1;
    return 2 * milliseconds;
  });
  expect(results).toEqual([60, 20, 40, 0, 10]);
  expect(most).toBe(2);
});

test("a failing item stops no other, and all failures are thrown together", async () => {
  const done: number[] = [];
  const work = async (item: number) => {
    if (item % 2 === 1) throw new Error(`${item} is odd`);
    done.push(item);
  };
  await expect(sideBySide([1, 2, 4], 1, work)).rejects.toThrow(/^1 is odd$/);
  await expect(sideBySide([1, 2, 3, 4], 1, work)).rejects.toThrow(/1 is odd\n.*3 is odd/);
  expect(done).toEqual([2, 4, 2, 4]);
});
