import { expect, test } from "vitest";
import { type GivenRow, pick, rowsOf } from "../../support/given.ts";
import { generatedModels as models } from "../../support/merge.ts";

const run = { asOf: "2024-05-10", models };
const settings = [{ currency: "USD" }];
const known = { source: "billing", account_key: "billing:1", known_on: "2024-01-01" };

const rate = (currency: string, rate_on: string, value: number | null, more: GivenRow = {}): GivenRow => ({
  ...{ source: "bank", record_id: `${currency}:${rate_on}`, known_on: "2024-01-01" },
  ...{ currency, rate_on, rate: value },
  ...more,
});
const rates = (records: readonly GivenRow[]) =>
  rowsOf("exchange_rates", {
    ...run,
    given: {
      streams: ["bank", "broker"].map((source, index) => ({
        ...{ source, entity: "exchange_rates", source_position: index + 1 },
      })),
      exchange_rates_records: records,
    },
  });

test("a rate applies from its day until the next rate's, and future rates are unknown", async () => {
  const rows = await rates([
    rate("eur", "2024-05-01", 1.1),
    rate("EUR", "2024-05-09", 1.2),
    rate("EUR", "2024-05-11", 1.3),
    rate("CHF", "2024-05-09", 1.05, { known_on: "2024-05-11" }),
    rate("SEK", "2024-05-09", null),
  ]);
  expect(pick(rows, "currency", "rate_on", "until_on", "rate")).toEqual([
    { currency: "EUR", rate_on: "2024-05-01", until_on: "2024-05-09", rate: 1.1 },
    { currency: "EUR", rate_on: "2024-05-09", until_on: null, rate: 1.2 },
  ]);
});

test("of two sources with a rate for one day the first in the config wins", async () => {
  const rows = await rates([
    rate("EUR", "2024-05-01", 9.9, { source: "broker" }),
    rate("EUR", "2024-05-01", 1.1),
    rate("EUR", "2024-05-02", 1.2, { source: "broker" }),
  ]);
  expect(pick(rows, "source", "rate")).toEqual([
    { source: "bank", rate: 1.1 },
    { source: "broker", rate: 1.2 },
  ]);
});

const exchange_rates = [
  { currency: "EUR", rate_on: "2024-04-01", until_on: "2024-05-01", rate: 1.1 },
  { currency: "EUR", rate_on: "2024-05-01", until_on: null, rate: 1.255 },
  { currency: "JPY", rate_on: "2024-05-01", until_on: null, rate: 1e300 },
];

test("a subscription is converted at the newest rate, and without a price or a rate has a reason", async () => {
  const priced = (record_id: string, mrr: string | null, currency: string | null): GivenRow => ({
    ...{ ...known, record_id, mrr, currency, started_on: "2024-01-01" },
  });
  const rows = await rowsOf("subscriptions", {
    ...run,
    given: {
      settings,
      exchange_rates,
      subscriptions_records: [
        priced("1", "100", " eur"),
        priced("2", "100", null),
        priced("3", "100", "USD"),
        priced("4", "100", "CHF"),
        priced("5", null, "CHF"),
        priced("6", "100", "JPY"),
        priced("7", "0", "EUR"),
      ],
    },
  });
  const found = pick(rows, "subscription_id", "mrr", "mrr_in_currency", "currency", "mrr_absence");
  expect(found.map((row) => Object.values(row).join(" "))).toEqual([
    "1 125.5 100 EUR ",
    "2 100 100 USD ",
    "3 100 100 USD ",
    "4  100 CHF no_rate",
    "5   CHF no_price",
    "6  100 JPY no_rate",
    "7 0 0 EUR ",
  ]);
});

test("an invoice is converted at the rate of its day", async () => {
  const issued = (record_id: string, issued_on: string, currency: string | null): GivenRow => ({
    ...{ ...known, record_id, issued_on, currency, amount: "10.01" },
  });
  const rows = await rowsOf("invoices", {
    ...run,
    given: {
      settings,
      exchange_rates,
      invoices_records: [
        issued("1", "2024-04-30", "EUR"),
        issued("2", "2024-05-01", "EUR"),
        issued("3", "2024-03-31", "EUR"),
        issued("4", "2024-05-01", null),
        issued("5", "2024-05-01", "CHF"),
      ],
    },
  });
  const found = pick(rows, "invoice_id", "amount", "amount_in_currency", "currency");
  expect(found.map((row) => Object.values(row).join(" "))).toEqual([
    "1 11.01 10.01 EUR",
    "2 12.56 10.01 EUR",
    "3  10.01 EUR",
    "4 10.01 10.01 USD",
    "5  10.01 CHF",
  ]);
});
