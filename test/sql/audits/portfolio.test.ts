import { describe, expect, test } from "vitest";
import type { Row } from "../../../lib/warehouse/warehouse.ts";
import { accountMonth, portfolioOf } from "../../portfolio/portfolio.ts";
import { badRowsOf } from "../../support/audit.ts";
import type { GivenRow } from "../../support/given.ts";

const asOf = "2024-06-30";
const account_months = [
  accountMonth("a", { start_mrr: 100, expansion: 20, fx: 3 }),
  accountMonth("b", { start_mrr: 50, churned: 50 }),
  accountMonth("c", { new: 30.55 }),
  { account_id: "d", month: "2024-06-01", was_customer: true, is_customer: true },
];
const accounts = [
  { account_id: "a", is_scored: true, mrr: 123, arr: 1476 },
  { account_id: "c", is_scored: true, mrr: 30.55, arr: 366.6 },
  { account_id: "d", is_scored: true },
];
const cut = (dimension: string, values: readonly string[]) =>
  ["a", "c", "d"].map((account_id, index) => ({
    account_id,
    dimension,
    dimension_value: values[index] ?? "",
  }));
const account_dimensions = [...cut("all", ["all", "all", "all"]), ...cut("plan", ["A", "B", "B"])];
const portfolio = await portfolioOf({ account_months, accounts, account_dimensions }, { asOf });

const changed = (metric: string, change: GivenRow, dimension = "all"): Row[] =>
  portfolio.map((row) =>
    row.metric === metric && row.dimension === dimension ? { ...row, ...change } : row,
  );

describe("the portfolio is the sum of its accounts", () => {
  const found = async (
    portfolio_metrics: readonly GivenRow[],
    given: Readonly<Record<string, readonly GivenRow[]>> = {},
  ) => {
    const rows = await badRowsOf("portfolio_recomputes_from_its_base", {
      ...{ asOf, previous: "2024-06-29" },
      given: { portfolio_metrics, account_months, accounts, ...given },
    });
    return rows.map(({ metric, dimension }) => `${metric} by ${dimension}`);
  };

  test("passes: accounts with unknown prices are left out", async () => {
    expect(await found(portfolio)).toEqual([]);
  });

  test("passes: an account is credited more than it pays", async () => {
    const months = [...account_months, accountMonth("n", { start_mrr: -10, expansion: 4 })];
    const known = [...accounts, { account_id: "n", is_scored: true, mrr: -6, arr: -72 }];
    const dimensions = [
      ...account_dimensions,
      ...["all", "plan"].map((dimension) => ({ account_id: "n", dimension, dimension_value: dimension })),
    ];
    const given = { account_months: months, accounts: known };
    const published = await portfolioOf({ ...given, account_dimensions: dimensions }, { asOf });
    expect(await found(published, given)).toEqual([]);
  });

  test("passes: an account expands in the month in which revenue was reassigned to it", async () => {
    const months = [...account_months, accountMonth("n", { start_mrr: 0, reassigned: 10, expansion: 4 })];
    const known = [...accounts, { account_id: "n", is_scored: true, mrr: 14, arr: 168 }];
    const dimensions = [
      ...account_dimensions,
      ...["all", "plan"].map((dimension) => ({ account_id: "n", dimension, dimension_value: dimension })),
    ];
    const given = { account_months: months, accounts: known };
    const published = await portfolioOf({ ...given, account_dimensions: dimensions }, { asOf });
    expect(await found(published, given)).toEqual([]);
  });

  test.each([
    ["another sum", changed("mrr_new", { value: 30 }), ["mrr_new by all"]],
    ["cells that leave out an account", changed("mrr_start", { value: 10 }, "plan"), ["mrr_start by plan"]],
    [
      "a missing metric",
      portfolio.filter(({ metric }) => metric !== "mrr_end"),
      ["mrr_end by all", "mrr_end by plan"],
    ],
    ["another rate", changed("grr", { value: 0.7 }), ["grr by all"]],
    ["another churn", changed("logo_churn", { value: 0.5 }), ["logo_churn by all"]],
    ["another number of accounts", changed("accounts", { value: 4 }), ["accounts by all"]],
    ["another revenue", changed("arr", { value: 1842 }), ["arr by all"]],
  ])("a breach: %s", async (_, rows, bad) => {
    expect(await found(rows)).toEqual(bad);
  });

  test("passes: a closed month is not calculated again", async () => {
    const finished = { period: "month", period_start: "2024-06-01", is_complete: true };
    const carried = changed("mrr_new", { value: 30 });
    expect(await found(carried, { history_portfolio_metrics: [finished] })).toEqual([]);
  });
});

describe("metrics of the portfolio are typed", () => {
  const found = async (portfolio_metrics: readonly GivenRow[]) => {
    const run = { asOf, given: { portfolio_metrics } };
    const rows = await badRowsOf("portfolio_metrics_are_typed", run);
    return rows.map(({ metric }) => metric);
  };

  test("passes: they are", async () => {
    expect(await found(portfolio)).toEqual([]);
  });

  test.each([
    ["no value and no reason", changed("grr", { value: null, reason: null })],
    ["a value and a reason for having none", changed("grr", { reason: "empty_denominator" })],
    ["not a number", changed("grr", { value: "NaN" })],
    ["an infinite value", changed("grr", { value: "Infinity" })],
    ["an interval that is not a number", changed("grr", { ci_low: "NaN", ci_high: 1 })],
    ["an interval with one end only", changed("grr", { ci_low: 0.1 })],
    ["an interval with swapped ends", changed("grr", { ci_low: 0.2, ci_high: 0.1 })],
    [
      "a numerator that should be suppressed",
      changed("grr", { value: null, reason: "small_sample", is_suppressed: true }),
    ],
    ["suppressed without saying so", changed("grr", { value: null, reason: "small_sample" })],
  ])("a breach: %s", async (_, rows) => {
    expect(await found(rows)).toEqual(["grr"]);
  });

  test("a breach: a duplicate", async () => {
    const grr = portfolio.filter(({ metric, dimension }) => metric === "grr" && dimension === "all");
    expect(await found([...grr, ...grr])).toEqual(["grr", "grr"]);
  });
});

test("a dimension that the portfolio is not split by is named", async () => {
  const shown_dimensions = [{ dimension: "all", dimension_value: "all" }];
  const given = { shown_dimensions, account_dimensions };
  expect(await badRowsOf("dimensions_are_shown", { asOf, given })).toEqual([
    { dimension: "plan", dimension_values: 2 },
  ]);
});
