import { expect, test } from "vitest";
import { unreadLines } from "../../lib/reports/unread-words.ts";

/** What the report says of cells of a field of numbers with such a text. */
const hintOf = (word: string, reason = "not a number", declared: string | null = null) => {
  const [, line = ""] = unreadLines([
    {
      ...{ source: "billing", stream: "invoices", field: "amount", reason },
      ...{ isRejected: true, cells: 2, words: [word], meanings: null, declared },
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
      ...{ isRejected: false, cells: 2, words: ["Chat \ufffd"], meanings: null, declared: null },
    },
  ]);
  expect(line).toBe('  desk.tickets channel: 2 cells keep the rest, lost character ("Chat \ufffd")');
});

test("of a field whose format the mapping declares, the report says that the texts do not fit it", () => {
  const misfit = (form: string) => `. The field is read with ${form}, which they do not fit`;
  expect(hintOf("13.31.2024", "not a date")).toBe(". Set format");
  expect(hintOf("13.31.2024", "not a date", "format DD.MM.YYYY")).toBe(misfit("format DD.MM.YYYY"));
  expect(hintOf("1.5", "not a number", "number 1.234,56")).toBe(misfit("number 1.234,56"));
  expect(hintOf("1.5", "out of bounds", "number 1.234,56")).toBe("");
});
