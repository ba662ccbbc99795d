import { expect, test } from "vitest";
import { rowsOf } from "../../support/given.ts";

const rates = [
  { currency: "EUR", rate_on: "2024-05-31", until_on: "2024-06-01", rate: 1.1 },
  { currency: "EUR", rate_on: "2024-06-01", until_on: null, rate: 1.2 },
  { currency: "USD", rate_on: "2024-01-01", until_on: null, rate: 7 },
];

test("a period has the rate of the day before it, an older period the earliest rate, and the reporting currency 1", async () => {
  const rows = await rowsOf("period_rates", {
    asOf: "2024-06-30",
    given: { settings: [{ currency: "USD" }], exchange_rates: rates },
  });
  expect(rows.map((row) => `${row.period_start} ${row.currency} ${row.rate}`)).toEqual([
    "2023-07-01 EUR 1.1",
    "2023-07-01 USD 1",
    "2024-05-01 EUR 1.1",
    "2024-05-01 USD 1",
    "2024-06-01 EUR 1.1",
    "2024-06-01 USD 1",
  ]);
});
