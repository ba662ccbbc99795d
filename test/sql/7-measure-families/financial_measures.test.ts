import { describe, expect, test } from "vitest";
import { type GivenRow, pick, rowsOf } from "../../support/given.ts";

async function measuresOfOne(given: Readonly<Record<string, readonly GivenRow[]>>) {
  const own = Object.entries(given).map(([table, rows]) => [
    table,
    rows.map((row) => ({ account_id: "a1", ...row })),
  ]);
  const rows = await rowsOf("financial_measures", {
    asOf: "2024-06-30",

    given: {
      accounts: [{ account_id: "a1", is_scored: true }],
      settings: [{ currency: "USD" }],
      ...Object.fromEntries(own),
    },
  });
  return Object.fromEntries(
    pick(rows, "measure", "value", "sample_size", "absence").map(({ measure, ...rest }) => [measure, rest]),
  );
}

const paid = (due_on: string, paid_on: string | null) => ({
  ...{ due_on, paid_on, status: "paid", is_overdue: false, amount_in_currency: 50, amount_owed: 0 },
});
const overdue = (due_on: string, days_overdue: number) => ({
  ...{ due_on, days_overdue, status: "open", is_overdue: true, amount_in_currency: 50, amount_owed: 50 },
});
const creditNote = (amount_owed: number) => ({
  ...{ due_on: "2024-06-01", status: "open", is_overdue: false, amount_in_currency: -80, amount_owed },
});

describe("overdue invoices", () => {
  test("are counted as the days of the oldest", async () => {
    const { invoices_overdue_days } = await measuresOfOne({
      invoices: [overdue("2024-06-01", 29), overdue("2024-06-20", 10), paid("2023-01-01", "2024-01-01")],
    });
    expect(invoices_overdue_days).toEqual({ value: 29, sample_size: 2, absence: null });
  });

  test("are a true zero when there are none", async () => {
    const { invoices_overdue_days } = await measuresOfOne({});
    expect(invoices_overdue_days).toEqual({ value: 0, sample_size: 0, absence: null });
  });
});

test("open credit notes that cover everything overdue leave nothing owed, and smaller ones all of it", async () => {
  const invoices = [overdue("2024-06-01", 29), overdue("2024-06-20", 10)];
  const daysWith = async (...more: readonly GivenRow[]) =>
    (await measuresOfOne({ invoices: [...invoices, ...more] })).invoices_overdue_days;
  expect(await daysWith(creditNote(-100))).toMatchObject({ value: 0, sample_size: 0 });
  expect(await daysWith(creditNote(-40), creditNote(-59.99))).toMatchObject({ value: 29, sample_size: 2 });
  const unpriced = { ...overdue("2024-06-10", 20), amount_owed: null };
  expect(await daysWith(creditNote(-500), unpriced)).toMatchObject({ value: 29, sample_size: 3 });
  const unknownPayment = { due_on: "2024-01-01", is_overdue: null, days_overdue: null };
  expect(await daysWith(creditNote(-100), unknownPayment)).toMatchObject({
    value: null,
    absence: "not_applicable",
  });
});

test("overdue invoices are not_applicable if one is due with unknown payment, unless another is overdue", async () => {
  const unknownPayment = { due_on: "2024-01-01", is_overdue: null, days_overdue: null };
  const { invoices_overdue_days } = await measuresOfOne({ invoices: [unknownPayment] });
  expect(invoices_overdue_days).toMatchObject({ value: null, absence: "not_applicable" });
  const beside = await measuresOfOne({ invoices: [unknownPayment, paid("2024-06-20", "2024-06-20")] });
  expect(beside.invoices_overdue_days).toMatchObject({ value: null, absence: "not_applicable" });
  const one = await measuresOfOne({ invoices: [unknownPayment, overdue("2024-06-20", 10)] });
  expect(one.invoices_overdue_days).toMatchObject({ value: 10, sample_size: 1 });
});

describe("the late payment rate", () => {
  test("is the share of invoices due that were paid late or are overdue", async () => {
    const { late_payment_rate_180d } = await measuresOfOne({
      invoices: [
        paid("2024-06-01", "2024-06-01"),
        paid("2024-05-01", "2024-05-02"),
        paid("2024-01-02", "2024-01-02"),
        overdue("2024-06-10", 20),
        paid("2024-06-03", "2024-06-01"),
        { due_on: "2024-03-01", status: "uncollectible", is_overdue: false, amount_in_currency: 50 },
      ],
    });
    expect(late_payment_rate_180d).toEqual({ value: 0.5, sample_size: 6, absence: null });
  });

  test("leaves out invoices that are not due yet, old, draft, void, credit notes, or paid on an unknown day", async () => {
    const { late_payment_rate_180d } = await measuresOfOne({
      invoices: [
        { due_on: "2024-06-30", status: "open", is_overdue: false },
        paid("2024-01-01", "2024-02-01"),
        { due_on: "2024-06-01", paid_on: "2024-06-05", status: "void", is_overdue: false },
        { due_on: "2024-06-01", status: "draft", is_overdue: false, amount_in_currency: 50 },
        { ...paid("2024-06-01", "2024-06-05"), amount_in_currency: -50 },
        paid("2024-06-01", null),
      ],
    });
    expect(late_payment_rate_180d).toEqual({ value: null, sample_size: 0, absence: "not_applicable" });
  });
});

describe("the change of monthly revenue", () => {
  const running = { paid_from: "2023-01-01", ended_on: null, is_active: true };

  test("compares today's subscriptions with those of 90 days ago", async () => {
    const { mrr_change_90d } = await measuresOfOne({
      subscriptions: [
        { ...running, exact_mrr: 100 },
        { ...running, exact_mrr: 25, paid_from: "2024-04-02" },
        { ...running, exact_mrr: 60, ended_on: "2024-05-01", is_active: false },
        { ...running, exact_mrr: 40, paid_from: "2024-04-01" },
        { ...running, exact_mrr: 999, ended_on: "2024-04-01", is_active: false },
      ],
    });
    expect(mrr_change_90d).toEqual({ value: (165 - 200) / 200, sample_size: 4, absence: null });
  });

  const then = (subscription_id: string, mrr_in_currency: number, more: GivenRow = {}): GivenRow => ({
    ...{ source: "billing", subscription_id, mrr_in_currency, currency: "USD", as_of_date: "2024-04-02" },
    ...more,
  });
  const now = (subscription_id: string, exact_mrr: number, more: GivenRow = {}): GivenRow => ({
    ...{
      ...running,
      source: "billing",
      subscription_id,
      exact_mrr,
      mrr_in_currency: exact_mrr,
      currency: "USD",
    },
    ...more,
  });

  test("compares with the price known on that day, if there was a run", async () => {
    const { mrr_change_90d } = await measuresOfOne({
      subscriptions: [now("s1", 200), now("s2", 100)],
      history_subscriptions: [
        then("s1", 700),
        then("s1", 500, { as_of_date: "2024-04-05" }),
        then("s1", 900, { as_of_date: "2024-03-30" }),
      ],
    });
    expect(mrr_change_90d).toMatchObject({ value: (300 - 800) / 800 });
  });

  test("does not count a changed exchange rate as a changed price", async () => {
    const { mrr_change_90d } = await measuresOfOne({
      subscriptions: [now("s1", 120, { mrr_in_currency: 100, currency: "EUR" })],
      history_subscriptions: [then("s1", 100, { currency: "EUR", exact_mrr: 90 })],
    });
    expect(mrr_change_90d).toMatchObject({ value: 0 });
  });

  test("is -1 if everything ended", async () => {
    const { mrr_change_90d } = await measuresOfOne({
      subscriptions: [{ ...running, exact_mrr: 100, ended_on: "2024-06-30", is_active: false }],
    });
    expect(mrr_change_90d).toMatchObject({ value: -1 });
  });

  test.each([
    ["no subscription ran", [{ ...running, exact_mrr: 10, paid_from: "2024-05-01" }]],
    ["it was free", [{ ...running, exact_mrr: 0 }]],
    [
      "a price is unknown",
      [
        { ...running, exact_mrr: null },
        { ...running, exact_mrr: 10 },
      ],
    ],
    ["there is no subscription", []],
  ])("is not_applicable if %s", async (_, subscriptions) => {
    const { mrr_change_90d } = await measuresOfOne({ subscriptions });
    expect(mrr_change_90d).toMatchObject({ value: null, absence: "not_applicable" });
  });
});

describe("the rate of renewals kept", () => {
  const term = (is_renewed: boolean, more: GivenRow = {}) => ({
    ...{ due_on: "2024-06-01", is_renewed, is_decided: true, is_billing_period: false },
    ...more,
  });

  test("is the share of the terms that came due in 365 days", async () => {
    const { renewals_kept_rate } = await measuresOfOne({
      due_terms: [
        term(true, { due_on: "2024-06-30" }),
        term(true),
        term(false, { due_on: "2023-07-02" }),
        term(true, { account_id: "a2" }),
        term(false, { due_on: "2023-07-01" }),
        term(true, { due_on: "2024-07-01" }),
        term(true, { due_on: "2024-02-01" }),
      ],
    });
    expect(renewals_kept_rate).toEqual({ value: 0.75, sample_size: 4, absence: null });
  });

  test("leaves out billing periods, and terms that may still be renewed", async () => {
    const { renewals_kept_rate } = await measuresOfOne({
      due_terms: [
        term(true),
        term(true, { is_billing_period: true }),
        term(false, { due_on: "2024-06-20", is_decided: false }),
      ],
    });
    expect(renewals_kept_rate).toEqual({ value: 1, sample_size: 1, absence: null });
  });

  test("is a true zero without renewals, and not_applicable without due terms", async () => {
    const lost = await measuresOfOne({ due_terms: [term(false)] });
    expect(lost.renewals_kept_rate).toEqual({ value: 0, sample_size: 1, absence: null });
    const none = await measuresOfOne({});
    expect(none.renewals_kept_rate).toEqual({ value: null, sample_size: 0, absence: "not_applicable" });
  });
});
