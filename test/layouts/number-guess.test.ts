import { expect, test } from "vitest";
import { guessNumbers } from "../../lib/layouts/number-guess.ts";

const guess = (...texts: string[]) => guessNumbers("value", new Map(texts.map((text) => [text, 1])));

test("digits with a decimal point are read as they are", () => {
  expect(guess("1", "2.5", "-3")).toMatchObject({ sql: undefined, fitting: 3, isUnclear: false });
});

test("a decimal comma becomes a point", () => {
  expect(guess("4,5", "3", "2,5")).toMatchObject({ sql: "replace(value, ',', '.')", fitting: 3 });
});

test("thousands and signs of currencies are left out", () => {
  expect(guess("1.250,00 €", "900,50 €")?.sql).toBe(
    "replace(replace(replace(replace(value, ' ', ''), '€', ''), '.', ''), ',', '.')",
  );
  expect(guess("$1,250.00", "$900.50")?.sql).toBe("replace(replace(value, '$', ''), ',', '')");
});

test("a thousand or one is a question", () => {
  expect(guess("€1.250", "€1.300")?.isUnclear).toBe(true);
});

test("a few texts among numbers are not read, and mostly texts are no numbers", () => {
  expect(guess("4", "5", "?")).toMatchObject({ fitting: 2, filled: 3 });
  expect(guess("a", "b", "5")).toBeUndefined();
});
