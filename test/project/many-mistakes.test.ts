import { expect, test } from "vitest";
import { parseConfig, RejectedConfig } from "../../lib/project/load.ts";
import { shopYaml } from "../support/shop.ts";

function rejection(text: string): RejectedConfig {
  try {
    parseConfig(text);
  } catch (error) {
    if (error instanceof RejectedConfig) return error;
    throw error;
  }
  throw new Error("the config is valid");
}

const shop = shopYaml.trim();
/** The line of `name: name` in the fields of the accounts, from 1. */
const line = shop.split("\n").findIndex((each) => each.trim() === "name: name") + 1;
const changed = (change: (text: string) => string): string =>
  shop
    .split("\n")
    .map((each, index) => (index === line - 1 ? change(each) : each))
    .join("\n");

test.each([
  ["a tab", (text: string) => text.replace(/^ +/, "\t"), line, "found a tab, expected spaces"],
  ["a missing colon", (text: string) => text.replace(":", ""), line, "found a line without a colon"],
  ["no space after a colon", (text: string) => text.replace(": ", ":"), line, "found a line without a colon"],
  ["too few spaces", (text: string) => text.slice(1), line, "indented differently"],
  // Deeper lines belong to the value above them.
  ["too many spaces", (text: string) => `  ${text}`, line - 1, "indented differently"],
  ["an open quote", (text: string) => text.replace(": ", ': "'), line, "Missing closing"],
])("%s is one mistake, in its line", (_slip, change, expectedLine, words) => {
  const { problems, message } = rejection(changed(change));
  expect(problems).toMatchObject([{ file: "bellwether.yaml", line: expectedLine }]);
  expect(problems[0]?.column).toBeGreaterThan(0);
  expect(message).toContain(words);
  expect(message.split("\n")).toHaveLength(1);
});

/** The shop with this many more entries, of the same kind of mistake each, in the fields of its accounts. */
const wrongFields = (count: number, entry: (nth: number) => string): string =>
  changed((text) =>
    [text, ...Array.from({ length: count }, (_, nth) => `          ${entry(nth)}`)].join("\n"),
  );

test("two thousand mistakes of one kind are one message, with their number and the first places", () => {
  const { problems, message } = rejection(wrongFields(2_000, (nth) => `wrong_${nth}: x`));
  expect(problems).toHaveLength(2_000);
  const [first, second, ...others] = message.split("\n");
  expect(first).toContain(`bellwether.yaml:${line + 1}:11`);
  expect(first).toContain('found key "wrong_0", expected a field of accounts');
  expect(second).toBe(
    `  and 1,999 more mistakes of this kind, at ${[2, 3, 4, 5, 6].map((nth) => `${line + nth}:11`).join(", ")}, …`,
  );
  expect(others).toEqual([]);
});

test("a few mistakes of one kind are shown each", () => {
  expect(rejection(wrongFields(5, (nth) => `wrong_${nth}: x`)).message.split("\n")).toHaveLength(5);
});

/** CPU, not the clock: other processes may run beside the test. */
function cpuOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

test.each([
  ["unknown fields", (nth: number) => `wrong_${nth}: x`],
  ["values of another type", (nth: number) => `wrong_${nth}: 7`],
])("the time per mistake does not grow with their number: %s", (_kind, entry) => {
  const perMistake = (count: number) => cpuOf(() => rejection(wrongFields(count, entry))) / count;
  perMistake(500);
  const [few, many] = [perMistake(500), perMistake(8_000)];
  // Quadratic time would be sixteen times as much for each.
  expect(many / few).toBeLessThan(4);
});
