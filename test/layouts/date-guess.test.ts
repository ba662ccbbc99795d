import { expect, test } from "vitest";
import { guessDates } from "../../lib/layouts/date-guess.ts";

const guess = (...texts: string[]) => guessDates(new Map(texts.map((text) => [text, 1])));

test.each<[string, string | undefined, string[]]>([
  ["ISO dates", undefined, ["2026-05-01", "2026-05-14"]],
  ["Salesforce's times", undefined, ["2026-03-01T09:12:44.000+0000"]],
  ["a day over 12 comes first", "DD/MM/YYYY", ["01/05/2026", "14/05/2026"]],
  ["a day over 12 comes second", "MM/DD/YYYY", ["01/05/2026", "05/14/2026"]],
  ["one digit where it is enough", "D.M.YYYY", ["1.5.2026", "14.5.2026"]],
  ["a clock of 12 hours", "M/D/YYYY h:mm A", ["5/14/2026 1:30 PM", "5/1/2026 9:05 AM"]],
  ["seconds since 1970", "epoch_seconds", ["1714521600", "1767356823"]],
  ["milliseconds since 1970", "epoch_milliseconds", ["1714521600000"]],
  ["days in one number", "YYYYMMDD", ["20260514", "20260501"]],
  ["English months", "D MMM YYYY", ["1 May 2026", "14 Jun 2026"]],
])("%s", (_, format, texts) => {
  expect(guess(...texts)).toMatchObject({ format, fitting: texts.length, rival: undefined });
});

test("day or month first is open while no value is over 12", () => {
  expect(guess("01/05/2026", "02/05/2026")).toMatchObject({ format: "DD/MM/YYYY", rival: "MM/DD/YYYY" });
});

test("a few dates written in another way do not count", () => {
  expect(guess("14/05/2026", "15/05/2026", "2026-05-16")).toMatchObject({
    format: "DD/MM/YYYY",
    fitting: 2,
    filled: 3,
  });
});

test.each([[["12", "7"]], [["Alpha", "2026-05-01", "Beta"]], [[]], [["1.234", "99.5"]]])(
  "%j are no dates",
  (texts) => {
    expect(guess(...texts)).toBeUndefined();
  },
);
