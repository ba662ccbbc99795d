import { describe, expect, test } from "vitest";
import { parseDateExpression } from "../../lib/config/date-expression.ts";
import { checkFieldExpression } from "../../lib/dialect/expression.ts";
import { guessDates } from "../../lib/layouts/date-guess.ts";
import { mixedDates } from "../../lib/layouts/mixed-dates.ts";

const mixed = (...texts: string[]) => {
  const guess = guessDates(new Map(texts.map((text) => [text, 1])));
  return guess && mixedDates("Date", guess);
};

describe("a sheet in which some dates are typed in ISO 8601", () => {
  const found = mixed("14/05/2026", "01/06/2026", "2026-05-16");

  test("lands each row on its date, whatever the form", () => {
    const { dateOf } = parseDateExpression(found?.landing ?? "");
    const dates = ["14/05/2026", "2026-05-16", "soon", ""].map((text) => dateOf(() => text));
    expect(dates).toEqual(["2026-05-14", "2026-05-16", undefined, undefined]);
  });

  test("has an expression for its field that check accepts", () => {
    expect(checkFieldExpression(found?.sql ?? "").status).toBe("accepted");
  });
});

test("dates of one form need no expression", () => {
  expect(mixed("14/05/2026", "15/05/2026")).toBeUndefined();
  expect(mixed("2026-05-14")).toBeUndefined();
});
