import { describe, expect, test } from "vitest";
import { type GivenRow, rowsOf } from "../../support/given.ts";
import { generatedModels as models, recordsAfter } from "../../support/merge.ts";
import { stagedRows } from "../../support/raw.ts";

const asOf = "2024-05-10";
const settings = [{ currency: "USD" }];

const record = (id: string, more: GivenRow): GivenRow => ({
  ...{ source: "billing", record_id: id, account_key: "billing:1", known_on: "2024-01-01", amount: 100 },
  ...{ issued_on: "2024-04-01", due_on: "2024-05-01", is_paid_on_mapped: false },
  ...more,
});

const summarize = ({ invoice_id, status, amount_owed, is_billed, is_overdue }: GivenRow) => [
  invoice_id,
  [
    status ?? "?",
    `owes ${amount_owed ?? "?"}`,
    ...(is_billed === true ? [] : [is_billed === null ? "billed?" : "not billed"]),
    ...(is_overdue === false ? [] : [is_overdue === null ? "overdue?" : "overdue"]),
  ].join(", "),
];

async function invoicesOf(invoices_records: readonly GivenRow[], given = {}) {
  const rows = await rowsOf("invoices", { asOf, models, given: { settings, invoices_records, ...given } });
  return Object.fromEntries(rows.map(summarize));
}

test("an invoice is overdue if it is open, past due and positive", async () => {
  expect(
    await invoicesOf([
      record("open", { status: "open" }),
      record("due today", { status: "open", due_on: asOf }),
      record("draft", { status: "draft" }),
      record("void", { status: "void" }),
      record("written off", { status: "uncollectible" }),
      record("paid", { status: "paid" }),
      record("of nothing", { status: "open", amount: 0 }),
      record("credit note", { status: "open", amount: -40 }),
    ]),
  ).toEqual({
    open: "open, owes 100, overdue",
    "due today": "open, owes 100",
    draft: "draft, owes 0, not billed",
    void: "void, owes 0, not billed",
    "written off": "uncollectible, owes 0",
    paid: "paid, owes 0",
    "of nothing": "open, owes 0",
    "credit note": "open, owes -40",
  });
});

test("the balance of an invoice is the amount owed, and a balance of 0 is paid, whatever the status", async () => {
  expect(
    await invoicesOf([
      record("in part", { status: "open", balance: 30 }),
      record("by its payments", { status: "open", amount_paid: 60 }),
      record("balance first", { status: "open", balance: 30, amount_paid: 0 }),
      record("nothing left", { status: "open", balance: 0 }),
      record("paid all", { status: "open", amount_paid: 100 }),
      record("overpaid", { status: "open", amount_paid: 120 }),
      record("used credit note", { status: "open", amount: -40, balance: 0 }),
      record("credit left", { status: "open", amount: -40, balance: 15 }),
      record("draft of nothing", { status: "draft", balance: 0 }),
      record("no status, some left", { balance: 5 }),
      record("no status, none left", { balance: 0 }),
    ]),
  ).toEqual({
    "in part": "open, owes 30, overdue",
    "by its payments": "open, owes 40, overdue",
    "balance first": "open, owes 30, overdue",
    "nothing left": "paid, owes 0",
    "paid all": "paid, owes 0",
    overpaid: "paid, owes 0",
    "used credit note": "paid, owes 0",
    "credit left": "open, owes -15",
    "draft of nothing": "draft, owes 0, not billed",
    "no status, some left": "open, owes 5, overdue",
    "no status, none left": "paid, owes 0",
  });
});

test("a future payment hides the status and balance that reflect it", async () => {
  const later = { paid_on: "2024-05-11", is_paid_on_mapped: true };
  expect(
    await invoicesOf([
      record("1", { status: "paid", balance: 0, ...later }),
      record("2", { amount_paid: 100, ...later }),
      record("3", { status: "void", ...later }),
      record("4", { status: "uncollectible", paid_on: asOf, is_paid_on_mapped: true }),
    ]),
  ).toEqual({
    1: "open, owes 100, overdue",
    2: "open, owes 100, overdue",
    3: "void, owes 0, not billed",
    4: "paid, owes 0",
  });
});

test("without a status an invoice is open until paid if payments are mapped, and otherwise unknown", async () => {
  const unknown = { cell_problems: "status\tunknown word\tvermoedelijk" };
  expect(
    await invoicesOf([
      record("1", { is_paid_on_mapped: true }),
      record("2", {}),
      record("not due", { due_on: "2024-06-01" }),
      record("credit note", { amount: -5 }),
      record("of an unknown word", { is_paid_on_mapped: true, ...unknown }),
      record("of an unknown word, paid", { paid_on: asOf, is_paid_on_mapped: true, ...unknown }),
      record("of an unknown word, none left", { balance: 0, ...unknown }),
    ]),
  ).toEqual({
    1: "open, owes 100, overdue",
    2: "?, owes ?, overdue?",
    "not due": "?, owes ?",
    "credit note": "?, owes 0",
    "of an unknown word": "?, owes ?, billed?, overdue?",
    "of an unknown word, paid": "paid, owes 0",
    "of an unknown word, none left": "paid, owes 0",
  });
});

test("the amount owed is in the reporting currency, like the amount", async () => {
  const exchange_rates = [{ currency: "EUR", rate_on: "2024-01-01", rate: 1.1 }];
  expect(
    await invoicesOf(
      [
        record("1", { status: "open", currency: "EUR", balance: 30 }),
        record("2", { status: "open", currency: "CHF" }),
        record("3", { status: "paid", currency: "CHF" }),
      ],
      { exchange_rates },
    ),
  ).toEqual({ 1: "open, owes 33, overdue", 2: "open, owes ?, overdue", 3: "paid, owes 0" });
});

describe("in the terms of", () => {
  const dates = { issued: "2024-04-01", due: "2024-05-01" };
  const fields = {
    ...{ invoice_id: "id", account_id: "customer", issued_on: "issued", due_on: "due" },
    ...{ amount: "total", status: "status" },
  };
  const systems: Readonly<
    Record<string, { fields?: object; rows: readonly (readonly [object, expected: string])[] }>
  > = {
    Stripe: {
      fields: { balance: { sql: "cast(amount_remaining as double) / 100" } },
      rows: [
        [{ status: "draft", amount_remaining: 10000 }, "draft, owes 0, not billed"],
        [{ status: "open", amount_remaining: 10000 }, "open, owes 100, overdue"],
        [{ status: "open", amount_remaining: 2500 }, "open, owes 25, overdue"],
        [{ status: "paid", amount_remaining: 0 }, "paid, owes 0"],
        [{ status: "uncollectible", amount_remaining: 10000 }, "uncollectible, owes 0"],
        [{ status: "void", amount_remaining: 10000 }, "void, owes 0, not billed"],
      ],
    },
    Chargebee: {
      fields: { balance: "amount_due" },
      rows: [
        [{ status: "payment_due", amount_due: 100 }, "open, owes 100, overdue"],
        [{ status: "not_paid", amount_due: 40 }, "open, owes 40, overdue"],
        [{ status: "posted", amount_due: 0 }, "paid, owes 0"],
        [{ status: "voided", amount_due: 0 }, "void, owes 0, not billed"],
        [{ status: "pending", amount_due: 100 }, "draft, owes 0, not billed"],
      ],
    },
    Recurly: {
      fields: { balance: "balance" },
      rows: [
        [{ state: "past_due", balance: 100 }, "open, owes 100, overdue"],
        [{ state: "processing", balance: 100 }, "open, owes 100, overdue"],
        [{ state: "paid", balance: 0 }, "paid, owes 0"],
        [{ state: "voided", balance: 100 }, "void, owes 0, not billed"],
      ],
    },
    Zuora: {
      fields: { balance: "Balance" },
      rows: [
        [{ Status: "Posted", Balance: "100.00" }, "open, owes 100, overdue"],
        [{ Status: "Posted", Balance: "0.00" }, "paid, owes 0"],
        [{ Status: "Draft", Balance: "100.00" }, "draft, owes 0, not billed"],
        [{ Status: "Canceled", Balance: "100.00" }, "void, owes 0, not billed"],
      ],
    },
    Xero: {
      fields: { balance: "AmountDue" },
      rows: [
        [{ Status: "AUTHORISED", AmountDue: 60 }, "open, owes 60, overdue"],
        [{ Status: "SUBMITTED", AmountDue: 100 }, "draft, owes 0, not billed"],
        [{ Status: "PAID", AmountDue: 0 }, "paid, owes 0"],
        [{ Status: "DELETED", AmountDue: 0 }, "void, owes 0, not billed"],
      ],
    },
    QuickBooks: {
      fields: { balance: "Balance" },
      rows: [
        [{ Balance: 100 }, "open, owes 100, overdue"],
        [{ Balance: 0 }, "paid, owes 0"],
        [{ Status: "Voided", Balance: 0 }, "void, owes 0, not billed"],
      ],
    },
    NetSuite: {
      fields: { balance: "amountremaining" },
      rows: [
        [{ status: "Open", amountremaining: 100 }, "open, owes 100, overdue"],
        [{ status: "Paid In Full", amountremaining: 0 }, "paid, owes 0"],
        [{ status: "Pending Approval", amountremaining: 100 }, "draft, owes 0, not billed"],
        [{ status: "Voided", amountremaining: 0 }, "void, owes 0, not billed"],
      ],
    },
    "a system of its own": {
      rows: [
        [{ status: "gestundet" }, "?, owes ?, billed?, overdue?"],
        [{ status: "" }, "?, owes ?, overdue?"],
      ],
    },
  };

  test.each(Object.entries(systems))("%s", async (_, { fields: more = {}, rows }) => {
    const landed = rows.map(([invoice], index) => {
      const { state, Status, ...others } = invoice as { state?: string; Status?: string };
      const status = state === undefined && Status === undefined ? {} : { status: state ?? Status };
      const id = String(index);
      const common = { id, customer: "1", total: "100", ...dates };
      return { id, record: { ...common, ...others, ...status }, landed: "2024-05-02" };
    });
    const staged = await stagedRows({ entity: "invoices", fields: { ...fields, ...more } }, landed);
    const [records = []] = await recordsAfter("invoices", [{ on: asOf, staged }]);
    expect(await invoicesOf(records)).toEqual(
      Object.fromEntries(rows.map(([, expected], index) => [String(index), expected])),
    );
  });
});

test("an invoice with an unreadable due date is not due from its issue date", async () => {
  expect(
    await invoicesOf([
      record("none said", { status: "open", due_on: null }),
      record("unreadable", { status: "open", due_on: null, cell_problems: "due_on\tnot a date\tsoon" }),
      record("unreadable, paid", { status: "paid", due_on: null, cell_problems: "due_on\tnot a date\tsoon" }),
    ]),
  ).toEqual({
    "none said": "open, owes 100, overdue",
    unreadable: "open, owes 100, overdue?",
    "unreadable, paid": "paid, owes 0",
  });
});
