import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { numberExamples, numberFormat } from "../../../lib/config/number-format.ts";
import { currencyCodes } from "../../../lib/words/currencies.ts";
import { stagedRows } from "../../support/raw.ts";
import { seed } from "../../support/sample.ts";

const invoices = (mapping: Readonly<Record<string, unknown>>) => ({
  entity: "invoices" as const,
  fields: { invoice_id: "id", account_id: "a", issued_on: "on", amount: { field: "n", ...mapping } },
});

/** The amount of each invoice, or why it cannot be read. */
async function amounts(mapping: Readonly<Record<string, unknown>>, texts: readonly (string | number)[]) {
  const landed = texts.map((n, index) => ({
    id: `i${index}`,
    record: { id: `i${index}`, a: "1", on: "2024-05-01", n },
  }));
  const rows = await stagedRows(invoices(mapping), landed);
  const byId = new Map(rows.map((row) => [row.record_id, row.reject_reason ?? row.amount]));
  return texts.map((_, index) => byId.get(`i${index}`));
}

const unread = "not a number: amount";

describe("a number is read in the form that the mapping declares by an example", () => {
  test.each<[string, (string | number)[], (number | string)[]]>([
    [
      "1.234,56",
      ["1.234,56", "1.234.567,8", "1234,56", "12", "1.234", ",5"],
      [1234.56, 1234567.8, 1234.56, 12, 1234, 0.5],
    ],
    [
      "1.234,56",
      ["1.5", "0.123", "1234.567", "1.23.456", "1,2,3", "1.234.56", "1,234.56"],
      Array(7).fill(unread),
    ],
    [
      "1,234.56",
      ["1,234.56", "1,234", "1234.5", ".5", "12,34.5", "1.234,56"],
      [1234.56, 1234, 1234.5, 0.5, unread, unread],
    ],
    [
      "1 234,56",
      ["1 234,56", "1\u00a0234,56", "1\u202f234\u202f567,89", "1  234", "12 34", "1234,5"],
      [1234.56, 1234.56, 1234567.89, unread, unread, 1234.5],
    ],
    ["1 234.56", ["1 234.56", "1,234.56"], [1234.56, unread]],
    ["1'234.56", ["1'234.56", "1\u2019234.56", "1'23"], [1234.56, 1234.56, unread]],
    ["1'234,56", ["1'234,56"], [1234.56]],
    ["1234,56", ["1234,56", "1.234,56", "1 234,56", "12.5"], [1234.56, unread, unread, unread]],
    ["1234.56", ["1234.56", "$ 49", "1,234"], [1234.56, 49, unread]],
  ])("%s: %j", async (number, texts, expected) => {
    expect(await amounts({ number }, texts)).toEqual(expected);
  });

  test("currencies and blanks around a number are dropped, and other words are not", async () => {
    const texts = [
      "€ 12,50",
      "12,50 €",
      "EUR 12,50",
      " 12,50\u00a0EUR ",
      "CHF 1.200,00",
      "Fr. 12,50",
      "12,50 kr.",
      "US$12,50",
      "12,50 zł",
      "R$ 12,50",
    ];
    expect(await amounts({ number: "1.234,56" }, texts)).toEqual([
      12.5,
      12.5,
      12.5,
      12.5,
      1200,
      ...Array(5).fill(12.5),
    ]);
    const others = [
      "5 MIO",
      "5 TSD",
      "5 k€",
      "12 %",
      "ca. 12",
      "12 EUR/Monat",
      "EUR 12 EUR",
      "kr.12",
      "1e3",
      "€",
    ];
    expect(await amounts({ number: "1.234,56" }, others)).toEqual(others.map(() => unread));
  });

  test("a point after a word is never taken for a decimal sign", async () => {
    expect(
      await amounts({ number: "1,234.56" }, ["kr.12", "Fr.12.50", "kr. 12.50", "$.50", ".50 $"]),
    ).toEqual([unread, unread, 12.5, unread, 0.5]);
  });

  test("a number in brackets, or with a minus on either side, is negative, and one with two is none", async () => {
    const negative = [
      "-12,50",
      "\u221212,50",
      "12,50-",
      "(12,50)",
      "( € 12,50 )",
      "-€12,50",
      "€-12,50",
      "12,50- EUR",
      "12,50 EUR -",
    ];
    expect(await amounts({ number: "1.234,56" }, negative)).toEqual(negative.map(() => -12.5));
    expect(
      await amounts({ number: "1.234,56" }, ["+12,50", "-12,50-", "(-12,50)", "--12", "(12,50", "12-5"]),
    ).toEqual([12.5, ...Array(5).fill(unread)]);
  });

  test("empty cells are empty, and numbers of the mapping itself are not read in the form", async () => {
    const mapping = { number: "1.234,56", default: 1.234, values: { gratis: 0, pauschal: 99.5 } };
    expect(await amounts(mapping, ["", "n/a", "gratis", "pauschal"])).toEqual([1.23, 1.23, 0, 99.5]);
    expect(await amounts({ number: "1.234,56" }, ["", "-"])).toEqual(["missing amount", "missing amount"]);
  });
});

test("a whole number is read in the form too, and a bad cell is told as the export wrote it", async () => {
  const employees = { field: "n", number: "1.234,56" };
  const rows = await stagedRows({ entity: "accounts", fields: { account_id: "id", employees } }, [
    { id: "1", record: { id: "1", n: "1.234" } },
    { id: "2", record: { id: "2", n: "1.234,00" } },
    { id: "3", record: { id: "3", n: "1.234,5" } },
    { id: "4", record: { id: "4", n: "-1.234" } },
  ]);
  const read = rows.map(({ record_id, employees, cell_problems }) => [record_id, employees, cell_problems]);
  expect(read.toSorted()).toEqual([
    ["1", 1234, null],
    ["2", 1234, null],
    ["3", null, "employees\tnot a whole number\t1.234,5"],
    ["4", null, "employees\tout of bounds\t-1.234"],
  ]);
});

test.each(numberExamples)(
  "what is written as %s is read back, with any currency and sign",
  async (number) => {
    const format = numberFormat(number);
    const written = fc
      .tuple(
        fc.integer({ min: 0, max: 999_999_999_999 }),
        fc.boolean(),
        fc.constantFrom("", "€ ", "USD ", "$", "kr. "),
        fc.constantFrom("?", "-?", "?-", "(?)"),
      )
      .map(([cents, isGrouped, currency, sign]) => {
        const [whole = "", decimals = ""] = (cents / 100).toFixed(2).split(".");
        const thousands = isGrouped ? (format?.thousands ?? "") : "";
        const digits = whole.replace(/\B(?=(?:\d{3})+$)/g, thousands);
        const text = sign.replace("?", () => `${currency}${digits}${format?.decimal}${decimals}`);
        return { text, value: (sign === "?" ? cents : 0 - cents) / 100 };
      });
    const drawn = fc.sample(written, { numRuns: 50, seed });
    const read = await amounts(
      { number },
      drawn.map(({ text }) => text),
    );
    expect(read.map((value, index) => `${drawn[index]?.text} is ${Number(value) + 0}`)).toEqual(
      drawn.map(({ text, value }) => `${text} is ${value + 0}`),
    );
  },
);

test("no abbreviation of a multitude is a currency", () => {
  expect(
    currencyCodes.filter((code) => ["MIO", "MRD", "TSD", "MLN", "PCS", "STK", "BIO", "MIL"].includes(code)),
  ).toEqual([]);
});
