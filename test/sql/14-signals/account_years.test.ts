import { describe, expect, test } from "vitest";
import { type GivenRow, pick, rowsOf } from "../../support/given.ts";
import { generatedModels as models } from "../../support/merge.ts";
import { mergeRows } from "../13-changes/months.ts";
import { cells, segments } from "./dimensions.ts";

const began = (account_id: string, more: GivenRow = {}): GivenRow => ({
  ...{ account_id, as_of_date: "2023-06-30", month: "2023-06-01", start_mrr: 100, was_customer: true },
  ...more,
});
const price = (account_id: string, mrr: number | null, more: GivenRow = {}): GivenRow => ({
  ...{ account_id, currency: "USD", mrr_in_currency: mrr },
  ...more,
});
const merges = (mergedInto: Readonly<Record<string, string>>) =>
  mergeRows({ accounts: Object.entries(mergedInto).map(([id, into]) => ({ id, mergedInto: into })) });

interface Given {
  readonly asOf: string;
  readonly past: readonly GivenRow[];
  readonly openings?: readonly GivenRow[];
  readonly running?: readonly GivenRow[];
  readonly months?: readonly GivenRow[];
  readonly merged?: Readonly<Record<string, string>>;
}

const years = ({ asOf, past, openings = [], running = [], months = [], merged = {} }: Given) =>
  rowsOf("account_years", {
    asOf,
    models,
    given: {
      settings: [{ currency: "USD", revenue_from: "subscriptions" }],
      account_merges: merges(merged),
      period_rates: [
        { period_start: "2023-06-01", currency: "USD", rate: 1 },
        { period_start: "2023-06-01", currency: "EUR", rate: 1.5 },
        { period_start: "2024-06-01", currency: "EUR", rate: 2 },
      ],
      history_account_months: past,
      account_months: months.map((month) => ({ month: `${asOf.slice(0, 7)}-01`, ...month })),
      month_openings: openings.map((opening) => ({ month: `${asOf.slice(0, 7)}-01`, ...opening })),
      subscriptions: running.map((each) => ({ is_active: true, ...each })),
    },
  });

describe("the 12 months up to the last complete one", () => {
  test("end with the previous month, whose end is the start of this one", async () => {
    const rows = await years({
      asOf: "2024-06-08",
      past: [began("a"), began("b"), began("left"), began("free", { start_mrr: 0 })],
      openings: [price("a", 70), price("a", 20, { currency: "EUR" }), price("b", null), price("came", 10)],
      months: [
        { account_id: "a", start_mrr: 110, was_customer: true },
        { account_id: "b", start_mrr: null, was_customer: true },
        { account_id: "came", start_mrr: 10, was_customer: true },
        { account_id: "free", start_mrr: 0, was_customer: true, is_customer: false },
      ],
    });
    expect(rows.map((row) => [row.period_start, row.period_end])[0]).toEqual(["2023-06-01", "2024-05-31"]);
    expect(pick(rows, "account_id", "start_mrr", "end_mrr_at_start_rates", "is_customer")).toEqual([
      { account_id: "a", start_mrr: 100, end_mrr_at_start_rates: 100, is_customer: true },
      { account_id: "b", start_mrr: 100, end_mrr_at_start_rates: null, is_customer: true },
      { account_id: "free", start_mrr: 0, end_mrr_at_start_rates: 0, is_customer: true },
      { account_id: "left", start_mrr: 100, end_mrr_at_start_rates: 0, is_customer: false },
    ]);
  });

  test("end today on the last day of a month", async () => {
    const rows = await years({
      asOf: "2024-05-31",
      past: [began("a")],
      running: [price("a", 40), price("a", 90, { is_active: false })],
      months: [{ account_id: "a", start_mrr: 40, end_mrr: 40, was_customer: true, is_customer: true }],
    });
    expect(pick(rows, "account_id", "period_end", "end_mrr_at_start_rates", "is_customer")).toEqual([
      { account_id: "a", period_end: "2024-05-31", end_mrr_at_start_rates: 40, is_customer: true },
    ]);
  });

  test("start from the newest partition of their first month, and without one there is too little history", async () => {
    const past = [
      began("a", { start_mrr: 1, as_of_date: "2023-06-29" }),
      began("a", { start_mrr: 2 }),
      began("a", { start_mrr: 3, month: "2023-05-01" }),
    ];
    expect(pick(await years({ asOf: "2024-06-08", past }), "start_mrr")).toEqual([{ start_mrr: 2 }]);
    for (const as_of_date of ["2023-05-31", "2023-07-01"])
      expect(await years({ asOf: "2024-06-08", past: [began("a", { as_of_date })] })).toEqual([]);
  });

  test("count accounts that were merged since as one", async () => {
    const rows = await years({
      asOf: "2024-06-08",
      past: [began("a"), began("b", { start_mrr: 50 })],
      openings: [price("a", 100), price("b", 20)],
      months: [{ account_id: "a", start_mrr: 120, was_customer: true }],
      merged: { b: "a" },
    });
    expect(pick(rows, "account_id", "start_mrr", "end_mrr_at_start_rates")).toEqual([
      { account_id: "a", start_mrr: 150, end_mrr_at_start_rates: 120 },
    ]);
  });
});

test("the dimensions of a year are those at the start of its first month, the account's own before a merged one's", async () => {
  const at = { as_of_date: "2023-06-30", month: "2023-06-01" };
  const rows = await rowsOf("year_dimensions", {
    asOf: "2024-06-08",
    given: {
      account_merges: merges({ x: "a", y: "b" }),
      history_month_dimensions: [
        ...cells("a", "Big", at),
        ...cells("a", "Older", { ...at, as_of_date: "2023-06-29" }),
        ...cells("a", "May", { ...at, month: "2023-05-01" }),
        ...cells("x", "Small", at),
        ...cells("y", "Mid", at),
      ],
    },
  });
  expect(segments(rows)).toEqual(["a Big", "b Mid"]);
});
