import { describe, expect, test } from "vitest";
import { type GivenRow, pick, rowsOf } from "../../support/given.ts";
import { generatedModels as models } from "../../support/merge.ts";

const account_identity = [{ account_key: "crm:1", account_id: "1" }];
const record = (id: string, more: GivenRow): GivenRow => ({
  source: "crm",
  record_id: id,
  account_key: "crm:1",
  known_on: "2024-01-01",
  ...more,
});
const settings = [{ currency: "EUR" }];
const priced = ["subscriptions", "invoices"];
const rows = (table: string, records: readonly GivenRow[], asOf = "2024-05-10") =>
  rowsOf(table, {
    asOf,
    models,
    given: {
      [`${table}_records`]: records,
      account_identity,
      ...(priced.includes(table) ? { settings } : {}),
    },
  });

test("a record that is deleted, unknown yet or dated later is absent, and one of an unknown account is not", async () => {
  const found = await rows("tickets", [
    record("1", { created_at: "2024-05-10 23:59:59" }),
    record("2", { created_at: "2024-05-01 00:00:00", deleted_on: "2024-05-02" }),
    record("3", { created_at: "2024-05-01 00:00:00", known_on: "2024-05-11" }),
    record("4", { created_at: "2024-05-11 00:00:00" }),
    record("5", { created_at: "2024-05-01 00:00:00", account_key: "crm:404" }),
  ]);
  expect(pick(found, "ticket_id", "account_id")).toEqual([
    { ticket_id: "1", account_id: "1" },
    { ticket_id: "5", account_id: null },
  ]);
});

describe("tickets", () => {
  const ticket = (id: string, more: GivenRow) =>
    record(id, { created_at: "2024-05-01 09:00:00", is_solved_at_mapped: true, ...more });

  test("a ticket in an export of day D that is solved on D+3 is open on D and solved on D+3", async () => {
    const records = [ticket("1", { solved_at: "2024-05-13 10:00:00", status: "solved" })];
    const columns = ["solved_at", "status", "is_open"] as const;
    expect(pick(await rows("tickets", records, "2024-05-10"), ...columns)).toEqual([
      { solved_at: null, status: "open", is_open: true },
    ]);
    expect(pick(await rows("tickets", records, "2024-05-13"), ...columns)).toEqual([
      { solved_at: "2024-05-13 10:00:00", status: "solved", is_open: false },
    ]);
  });

  test("is_open comes from the status, else from solved_at, and without either is unknown", async () => {
    const found = await rows("tickets", [
      ticket("1", { status: "pending" }),
      ticket("2", { status: "closed" }),
      ticket("3", { status: "open", solved_at: "2024-05-02 10:00:00" }),
      ticket("4", { solved_at: "2024-05-02 10:00:00" }),
      ticket("5", {}),
      ticket("6", { is_solved_at_mapped: false }),
      ticket("7", { status: "deleted" }),
    ]);
    expect(pick(found, "ticket_id", "status", "is_open")).toEqual([
      { ticket_id: "1", status: "pending", is_open: true },
      { ticket_id: "2", status: "closed", is_open: false },
      { ticket_id: "3", status: "open", is_open: true },
      { ticket_id: "4", status: "solved", is_open: false },
      { ticket_id: "5", status: "open", is_open: true },
      { ticket_id: "6", status: null, is_open: null },
      { ticket_id: "7", status: "deleted", is_open: false },
    ]);
  });

  test("a status with an unknown word makes is_open unknown, unless the ticket was solved", async () => {
    const cell_problems = "reopens\tnot a whole number\tx\nstatus\tunknown word\tGeparkt";
    const found = await rows("tickets", [
      ticket("1", { cell_problems }),
      ticket("2", { cell_problems, solved_at: "2024-05-02 10:00:00" }),
      ticket("3", { cell_problems: "reopens\tnot a whole number\tstatus" }),
    ]);
    expect(pick(found, "ticket_id", "status", "is_open")).toEqual([
      { ticket_id: "1", status: null, is_open: null },
      { ticket_id: "2", status: "solved", is_open: false },
      { ticket_id: "3", status: "open", is_open: true },
    ]);
  });
});

test("a contact with an unreadable end date is neither active nor gone", async () => {
  const found = await rows("contacts", [
    record("1", {}),
    record("2", { left_on: "2024-05-01" }),
    record("3", { cell_problems: "left_on\tnot a date\t31.31.2024" }),
    record("4", { cell_problems: "is_champion\tnot a boolean\tleft_on" }),
  ]);
  expect(pick(found, "contact_id", "is_active")).toEqual([
    { contact_id: "1", is_active: true },
    { contact_id: "2", is_active: false },
    { contact_id: "3", is_active: null },
    { contact_id: "4", is_active: true },
  ]);
});

test("a pulse with an unreadable expiry has no value", async () => {
  const touchpoint = (id: string, more: GivenRow) =>
    record(id, { occurred_at: "2024-05-01 09:00:00", pulse: 4, ...more });
  const found = await rows("touchpoints", [
    touchpoint("1", {}),
    touchpoint("2", { cell_problems: "pulse_expires_on\tnot a date\tsoon" }),
    touchpoint("3", { cell_problems: "kind\tunknown word\tx" }),
  ]);
  expect(pick(found, "touchpoint_id", "pulse")).toEqual([
    { touchpoint_id: "1", pulse: 4 },
    { touchpoint_id: "2", pulse: null },
    { touchpoint_id: "3", pulse: 4 },
  ]);
});

test("a subscription's new end date is known only once it is announced", async () => {
  const subscription = (id: string, more: GivenRow) => record(id, { started_on: "2024-01-01", ...more });
  const found = await rows("subscriptions", [
    subscription("1", { ended_on: "2024-06-01" }),
    subscription("2", { ended_on: "2024-06-01", cancel_notice_on: "2024-05-10" }),
    subscription("3", { ended_on: "2024-06-01", cancel_notice_on: "2024-05-11" }),
    subscription("4", { ended_on: "2024-05-10" }),
    subscription("5", { started_on: "2024-05-12" }),
  ]);
  expect(pick(found, "subscription_id", "ended_on", "cancel_notice_on", "is_active")).toEqual([
    { subscription_id: "1", ended_on: null, cancel_notice_on: null, is_active: true },
    { subscription_id: "2", ended_on: "2024-06-01", cancel_notice_on: "2024-05-10", is_active: true },
    { subscription_id: "3", ended_on: null, cancel_notice_on: null, is_active: true },
    { subscription_id: "4", ended_on: "2024-05-10", cancel_notice_on: null, is_active: false },
  ]);
});

describe("the end of a subscription", () => {
  const subscription = (id: string, more: GivenRow) =>
    record(id, { started_on: "2024-01-01", is_outline: false, ...more });

  test("on the day before the account's next contract starts is a last day, so that the account does not churn for a day", async () => {
    const records = [
      subscription("1", { ended_on: "2024-05-10" }),
      subscription("2", { started_on: "2024-05-11" }),
      subscription("elsewhere", { ended_on: "2024-05-10", account_key: "crm:2" }),
      subscription("two days before", { ended_on: "2024-05-09" }),
    ];
    const ends = async (asOf: string) =>
      pick(await rows("subscriptions", records, asOf), "subscription_id", "ended_on", "is_active");
    expect(await ends("2024-05-10")).toEqual([
      { subscription_id: "1", ended_on: null, is_active: true },
      { subscription_id: "elsewhere", ended_on: "2024-05-10", is_active: false },
      { subscription_id: "two days before", ended_on: "2024-05-09", is_active: false },
    ]);
    expect(await ends("2024-05-11")).toContainEqual({
      subscription_id: "1",
      ended_on: "2024-05-11",
      is_active: false,
    });
  });

  test("that a source gives in advance is the end of the term, if it has no other", async () => {
    const found = await rows("subscriptions", [
      subscription("1", { ended_on: "2024-06-01" }),
      subscription("2", { ended_on: "2024-06-01", renewal_on: "2024-05-20" }),
      subscription("3", { ended_on: "2024-05-10" }),
      subscription("known later", { ended_on: "2024-06-01", is_outline: true }),
    ]);
    expect(pick(found, "subscription_id", "ended_on", "renewal_on")).toEqual([
      { subscription_id: "1", ended_on: null, renewal_on: "2024-06-01" },
      { subscription_id: "2", ended_on: null, renewal_on: "2024-05-20" },
      { subscription_id: "3", ended_on: "2024-05-10", renewal_on: null },
      { subscription_id: "known later", ended_on: null, renewal_on: null },
    ]);
  });
});

test("an invoice is paid once its payment has arrived, and overdue from the day after its due date", async () => {
  const invoice = (id: string, more: GivenRow) =>
    record(id, {
      issued_on: "2024-04-01",
      due_on: "2024-05-01",
      amount: "10.00",
      is_paid_on_mapped: true,
      ...more,
    });
  const found = await rows("invoices", [
    invoice("1", { paid_on: "2024-05-10", status: "Open" }),
    invoice("2", { paid_on: "2024-05-11", status: "paid" }),
    invoice("3", { status: "paid" }),
    invoice("4", { due_on: "2024-05-10" }),
    invoice("5", { due_on: null }),
    invoice("6", { status: "void" }),
    invoice("7", { status: "open" }),
    invoice("8", { is_paid_on_mapped: false }),
    invoice("9", { issued_on: "2024-05-11" }),
  ]);
  expect(pick(found, "invoice_id", "due_on", "paid_on", "status", "is_overdue", "days_overdue")).toEqual([
    {
      invoice_id: "1",
      due_on: "2024-05-01",
      paid_on: "2024-05-10",
      status: "paid",
      is_overdue: false,
      days_overdue: 0,
    },
    {
      invoice_id: "2",
      due_on: "2024-05-01",
      paid_on: null,
      status: "open",
      is_overdue: true,
      days_overdue: 9,
    },
    {
      invoice_id: "3",
      due_on: "2024-05-01",
      paid_on: null,
      status: "paid",
      is_overdue: false,
      days_overdue: 0,
    },
    {
      invoice_id: "4",
      due_on: "2024-05-10",
      paid_on: null,
      status: "open",
      is_overdue: false,
      days_overdue: 0,
    },
    {
      invoice_id: "5",
      due_on: "2024-04-01",
      paid_on: null,
      status: "open",
      is_overdue: true,
      days_overdue: 39,
    },
    {
      invoice_id: "6",
      due_on: "2024-05-01",
      paid_on: null,
      status: "void",
      is_overdue: false,
      days_overdue: 0,
    },
    {
      invoice_id: "7",
      due_on: "2024-05-01",
      paid_on: null,
      status: "open",
      is_overdue: true,
      days_overdue: 9,
    },
    {
      invoice_id: "8",
      due_on: "2024-05-01",
      paid_on: null,
      status: null,
      is_overdue: null,
      days_overdue: null,
    },
  ]);
});

test("a future response is absent, and so is its score", async () => {
  const answer = (id: string, responded_at: string) => record(id, { responded_at, survey: "nps", score: 9 });
  const found = await rows("survey_responses", [
    answer("1", "2024-05-10 20:00:00"),
    answer("2", "2024-05-11 00:00:00"),
  ]);
  expect(pick(found, "response_id", "survey", "score")).toEqual([
    { response_id: "1", survey: "nps", score: 9 },
  ]);
});

test("usage is summed by user, feature and day, and by account and day", async () => {
  const used = {
    source: "product",
    account_key: "product:9",
    usage_date: "2024-05-09",
    landed_on: "2024-05-09",
    is_use: true,
  };
  const usage_events = [
    { ...used, user_id: "cy", events: 0, is_use: false },
    { ...used, user_id: "ann", feature: "report", events: 2, minutes: 1.5 },
    { ...used, user_id: "ann", feature: "report", events: 1, landed_on: "2024-05-10" },
    { ...used, user_id: "bob", events: 1 },
  ];
  const run = { asOf: "2024-05-10", models };
  const identity = [{ account_key: "product:9", account_id: "1" }];
  const daily = await rowsOf("usage_daily", { ...run, given: { usage_events, account_identity: identity } });
  expect(pick(daily, "account_id", "user_id", "feature", "events", "minutes", "landed_on")).toEqual([
    { account_id: "1", user_id: "ann", feature: "report", events: 3, minutes: 1.5, landed_on: "2024-05-10" },
    { account_id: "1", user_id: "bob", feature: null, events: 1, minutes: null, landed_on: "2024-05-09" },
  ]);
  expect(await rowsOf("usage_account_days", { ...run, given: { usage_events } })).toEqual([
    { account_key: "product:9", usage_date: "2024-05-09", events: 4, minutes: 1.5 },
  ]);
});
