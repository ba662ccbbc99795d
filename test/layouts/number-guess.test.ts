import { expect, test } from "vitest";
import { guessNumbers } from "../../lib/layouts/number-guess.ts";

const guess = (...texts: string[]) => guessNumbers(new Map(texts.map((text) => [text, 1])));

test("digits with a decimal point are read as they are", () => {
  expect(guess("1", "2.5", "-3")).toMatchObject({ number: undefined, fitting: 3, isUnclear: false });
});

test("numbers with a decimal comma are declared by an example", () => {
  expect(guess("4,5", "3", "2,5")).toMatchObject({ number: "1.234,56", fitting: 3 });
});

test("thousands and signs of currencies are part of the form", () => {
  expect(guess("1.250,00 €", "900,50 €")?.number).toBe("1.234,56");
  expect(guess("$1,250.00", "$900.50")?.number).toBe("1,234.56");
});

test.each([
  ["1 234,56", "1 250,00"],
  ["1'234.56", "1'250.00 CHF"],
])("%s is the form of %s", (form, text) => {
  expect(guess(text, "12")?.number).toBe(form);
});

test("a thousand or one is a question", () => {
  expect(guess("€1.250", "€1.300")?.isUnclear).toBe(true);
});

test("so it is without a sign of a currency, unless other numbers have other decimals", () => {
  expect(guess("1.250", "1.300", "900")).toMatchObject({ number: undefined, isUnclear: true });
  expect(guess("1.250", "1.3", "900")).toMatchObject({ number: undefined, isUnclear: false });
  expect(guess("0.125", "0.250")).toMatchObject({ number: undefined, isUnclear: false });
});

test("beside 1.234,56 it is a thousand", () => {
  expect(guess("1.234,56", "1.234", "12.5")).toMatchObject({
    number: "1.234,56",
    fitting: 2,
    isUnclear: false,
  });
});

test("a few texts among numbers are not read, and mostly texts are no numbers", () => {
  expect(guess("4", "5", "?")).toMatchObject({ fitting: 2, filled: 3 });
  expect(guess("a", "b", "5")).toBeUndefined();
});
