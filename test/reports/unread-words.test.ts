import { expect, test } from "vitest";
import { unreadLines } from "../../lib/reports/unread-words.ts";

/** What the report says of cells of a field of numbers with such a text. */
const hintOf = (word: string, reason = "not a number") => {
  const [, line = ""] = unreadLines([
    {
      ...{ source: "billing", stream: "invoices", field: "amount", reason },
      ...{ isRejected: true, cells: 2, words: [word], meanings: null },
    },
  ]);
  return line.replace(/^.*"\)/, "");
};

const setNumber = '. Set number, by an example such as "1.234,56"';

test.each(["1.234,56", "1,200", "€ 49", "49 EUR", "1 234", "1\u00a0234,50", "(12.50)", "12-"])(
  "of unreadable numbers such as %j, the report names the setting that reads them",
  (word) => {
    expect(hintOf(word)).toBe(setNumber);
    expect(hintOf(word, "not a whole number")).toBe(setNumber);
  },
);

test.each(["many", "12.5", "12 %", "2024-05-01", "1234567890123456789012"])(
  "of %j it names none, as no form of numbers reads it",
  (word) => {
    expect(hintOf(word, "not a whole number")).toBe("");
  },
);

test("a text that lost a character is no empty cell", () => {
  const [, line] = unreadLines([
    {
      ...{ source: "desk", stream: "tickets", field: "channel", reason: "lost character" },
      ...{ isRejected: false, cells: 2, words: ["Chat \ufffd"], meanings: null },
    },
  ]);
  expect(line).toBe('  desk.tickets channel: 2 cells keep the rest, lost character ("Chat \ufffd")');
});
