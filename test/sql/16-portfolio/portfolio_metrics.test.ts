import { describe, expect, test } from "vitest";
import { accountMonth, metricOf, portfolioOf, settings } from "../../portfolio/portfolio.ts";
import { type GivenRow, pick } from "../../support/given.ts";

const lastDay = { asOf: "2024-06-30", previous: "2024-06-29" };
const of = (dimension: string, values: Readonly<Record<string, string>>, rest: GivenRow = {}): GivenRow[] =>
  Object.entries(values).map(([account_id, dimension_value]) => ({
    ...{ account_id, dimension, dimension_value },
    ...rest,
  }));
const june = { month: "2024-06-01" };
const shown = { reason: null, is_suppressed: false };

describe("a month", () => {
  const account_months = [
    accountMonth("stays", { start_mrr: 100, expansion: 20, fx: 5 }),
    accountMonth("shrinks", { start_mrr: 100, contraction: 40 }),
    accountMonth("leaves", { start_mrr: 50, churned: 50 }),
    accountMonth("comes", { new: 30 }),
    accountMonth("returns", { reactivated: 10 }),
    accountMonth("gives", { start_mrr: 70, reassigned: -70, is_customer: true }),
    accountMonth("takes", { start_mrr: 5, reassigned: 70 }),
  ];
  const plans = { stays: "A", shrinks: "A", leaves: "B", gives: "A", takes: "B", comes: "B", returns: "B" };
  const given = {
    account_months,
    month_dimensions: of("plan", plans, june),
    account_dimensions: of("plan", { ...plans, stays: "C" }),
  };

  test("keeps its cohort's revenue: gross without expansion, net with it, both without exchange rates and reassignments", async () => {
    const rows = await portfolioOf(given, lastDay);
    expect(metricOf(rows, { metric: "grr" })).toMatchObject({
      ...{ value: 235 / 325, numerator: 235, denominator: 325, sample_size: 5, unit: "share", ...shown },
      ...{ period: "month", period_start: "2024-06-01", period_end: "2024-06-30", is_complete: true },
    });
    expect(metricOf(rows, { metric: "nrr" })).toMatchObject({ value: 255 / 325 });
    expect(metricOf(rows, { metric: "gross_mrr_churn" })).toMatchObject({ value: 90 / 325 });
    expect(metricOf(rows, { metric: "net_mrr_churn" })).toMatchObject({ value: 70 / 325 });
    expect(metricOf(rows, { metric: "logo_churn" })).toMatchObject({ value: 1 / 5, sample_size: 5 });
    expect(metricOf(rows, { metric: "quick_ratio" })).toMatchObject({ value: 60 / 90, unit: "ratio" });
    expect(metricOf(rows, { metric: "arpa" })).toMatchObject({ value: 65, unit: "currency" });
    expect(metricOf(rows, { metric: "cltv" }).value).toBeCloseTo((65 * 0.8) / 0.2, 9);
    expect(metricOf(rows, { metric: "logo_churn_annualised" }).value).toBeCloseTo(1 - 0.8 ** 12, 12);
  });

  test("counts an account in its cell at the start, and has a cell for every value of today", async () => {
    const rows = await portfolioOf(given, lastDay);
    const starts = rows.filter(({ metric, dimension }) => metric === "mrr_start" && dimension === "plan");
    expect(pick(starts, "dimension_value", "value")).toEqual([
      { dimension_value: "A", value: 270 },
      { dimension_value: "B", value: 55 },
      { dimension_value: "C", value: 0 },
    ]);
    expect(metricOf(rows, { metric: "grr", dimension: "plan", value: "C" })).toMatchObject({
      ...{ value: null, sample_size: 0, reason: "empty_denominator", is_suppressed: false },
    });
  });

  test("has cells that add up to `all`, including accounts without a value", async () => {
    const { comes: _, shrinks: __, ...known } = plans;
    const rows = await portfolioOf({ ...given, month_dimensions: of("plan", known, june) }, lastDay);
    const movements = rows.filter(({ metric }) => String(metric).startsWith("mrr_"));
    const sums = (dimension: string) =>
      Object.fromEntries(
        [...Map.groupBy(movements, ({ metric }) => metric)].map(([metric, cells]) => [
          metric,
          cells
            .filter((cell) => cell.dimension === dimension)
            .reduce((sum, { value }) => sum + Number(value), 0),
        ]),
      );
    expect(sums("plan")).toEqual(sums("all"));
    expect(sums("all")).toMatchObject({ mrr_start: 325, mrr_new: 30, mrr_reassigned: 0, mrr_end: 300 });
    expect(metricOf(rows, { metric: "mrr_new", dimension: "plan", value: "(none)" })).toMatchObject({
      value: 30,
    });
  });

  test("leaves out test and internal accounts", async () => {
    const accounts = [{ account_id: "leaves", lifecycle: "internal" }];
    const rows = await portfolioOf({ ...given, accounts }, lastDay);
    expect(metricOf(rows, { metric: "logo_churn" })).toMatchObject({ value: 0, sample_size: 4 });
    expect(metricOf(rows, { metric: "mrr_churned" })).toMatchObject({ value: 0 });
  });

  test("is shown so far before it closes", async () => {
    const rows = await portfolioOf(given, { asOf: "2024-06-10", previous: "2024-06-09" });
    expect(metricOf(rows, { metric: "grr" })).toMatchObject({ period_end: "2024-06-10", is_complete: false });
  });

  test("is calculated once when it closes, and carried unchanged", async () => {
    const past = { metric: "grr", dimension: "all", dimension_value: "all", period: "month", unit: "share" };
    const history_portfolio_metrics = [
      { ...past, period_start: "2024-05-01", value: 0.5, is_complete: true },
      { ...past, period_start: "2024-06-01", value: 0.6, is_complete: true },
      { ...past, period_start: "2024-07-01", value: 0.7, is_complete: false },
      { ...past, period: "day", period_start: "2024-07-01", value: 1, is_complete: true },
    ];
    const july = accountMonth("stays", { month: "2024-07-01", start_mrr: 100, churned: 100 });
    const rows = await portfolioOf(
      { ...given, account_months: [...account_months, july], history_portfolio_metrics },
      { asOf: "2024-07-02", previous: "2024-07-01" },
    );
    const months = rows.filter(({ metric, dimension }) => metric === "grr" && dimension === "all");
    expect(pick(months, "period_start", "value", "is_complete")).toEqual([
      { period_start: "2024-05-01", value: 0.5, is_complete: true },
      { period_start: "2024-06-01", value: 0.6, is_complete: true },
      { period_start: "2024-07-01", value: 0, is_complete: false },
    ]);
    const recounted = rows.filter(({ metric, period }) => metric === "nrr" && period === "month");
    expect(new Set(recounted.map(({ period_start }) => period_start))).toEqual(new Set(["2024-07-01"]));
  });

  test("exists even without a run in it, and without accounts", async () => {
    const rows = await portfolioOf(given, { asOf: "2024-08-03", previous: "2024-06-28" });
    const months = rows.filter(({ metric, dimension }) => metric === "mrr_end" && dimension === "all");
    expect(pick(months, "period_start", "value", "is_complete")).toEqual([
      { period_start: "2024-06-01", value: 300, is_complete: true },
      { period_start: "2024-07-01", value: 0, is_complete: true },
      { period_start: "2024-08-01", value: 0, is_complete: false },
    ]);
  });

  test("that was not calculated when it closed is calculated by the next run", async () => {
    const rows = await portfolioOf(given, { asOf: "2024-07-03", previous: "2024-06-28" });
    expect(metricOf(rows, { metric: "grr", ...june })).toMatchObject({ value: 235 / 325, is_complete: true });
    expect(metricOf(rows, { metric: "grr" })).toMatchObject({ period_start: "2024-07-01", value: null });
  });
});

describe("a rate with a reason instead of a value", () => {
  const churnOf = (accounts: number, lost: number) =>
    Array.from({ length: accounts }, (_, index) =>
      accountMonth(`a${index}`, { start_mrr: 10, churned: index < lost ? 10 : 0 }),
    );

  test("of fewer accounts than min_sample is suppressed, and sums are not", async () => {
    const rows = await portfolioOf(
      { account_months: churnOf(4, 1), settings: [{ ...settings, min_sample: 5 }] },
      lastDay,
    );
    const none = { value: null, numerator: null, denominator: null, ci_low: null, ci_high: null };
    for (const metric of ["logo_churn", "logo_churn_annualised", "grr", "arpa", "quick_ratio"])
      expect(metricOf(rows, { metric })).toMatchObject({
        ...{ ...none, sample_size: 4, reason: "small_sample", is_suppressed: true },
      });
    expect(metricOf(rows, { metric: "mrr_churned" })).toMatchObject({ value: 10, ...shown });
  });

  test("of fewer churned accounts than min_sample has no lifetime value, however many were retained", async () => {
    const of = async (accounts: number, lost: number) => {
      const given = { account_months: churnOf(accounts, lost), settings: [{ ...settings, min_sample: 5 }] };
      const rows = await portfolioOf(given, lastDay);
      return ["cltv", "cltv_capped_60m"].map((metric) => metricOf(rows, { metric }));
    };
    const suppressed = (sample_size: number) => ({
      ...{ value: null, ci_low: null, numerator: null, sample_size, reason: "small_sample" },
      is_suppressed: true,
    });
    expect(await of(100, 4)).toMatchObject([suppressed(4), suppressed(4)]);
    expect(await of(400, 4)).toMatchObject([suppressed(4), { value: 10 * 0.8 * 60, sample_size: 400 }]);
    expect(await of(100, 5)).toMatchObject([
      { sample_size: 5, ...shown },
      { sample_size: 5, ...shown },
    ]);
  });

  test("of few churned accounts has a lifetime value with a wide interval, the inverse of churn's", async () => {
    const rows = await portfolioOf({ account_months: churnOf(100, 5) }, lastDay);
    const churn = metricOf(rows, { metric: "logo_churn" });
    const cltv = metricOf(rows, { metric: "cltv" });
    expect(cltv.value).toBeCloseTo(160, 9);
    expect(cltv.ci_low).toBeCloseTo(8 / Number(churn.ci_high), 9);
    expect(cltv.ci_high).toBeCloseTo(8 / Number(churn.ci_low), 9);
    const capped = metricOf(rows, { metric: "cltv_capped_60m" });
    expect(capped).toMatchObject({ value: cltv.value, ci_low: cltv.ci_low });
    expect(capped.ci_high).toBeLessThanOrEqual(8 * 60);
  });

  test("without churn has no lifetime value, except one capped at 60 months", async () => {
    const rows = await portfolioOf({ account_months: churnOf(10, 0) }, lastDay);
    expect(metricOf(rows, { metric: "cltv" })).toMatchObject({ value: null, reason: "no_churn" });
    expect(metricOf(rows, { metric: "cltv_capped_60m" }).value).toBeCloseTo(10 * 0.8 * 60, 9);
    expect(metricOf(rows, { metric: "quick_ratio" })).toMatchObject({ reason: "empty_denominator" });
    expect(metricOf(rows, { metric: "logo_churn" })).toMatchObject({ value: 0, ci_low: 0, ...shown });
  });

  test("is capped only if customers stay longer", async () => {
    const rows = await portfolioOf({ account_months: churnOf(10, 5) }, lastDay);
    expect(metricOf(rows, { metric: "cltv_capped_60m" }).value).toBe(
      metricOf(rows, { metric: "cltv" }).value,
    );
  });

  test("has no lifetime value without a margin in the config", async () => {
    const rows = await portfolioOf(
      { account_months: churnOf(10, 1), settings: [{ ...settings, gross_margin: null }] },
      lastDay,
    );
    const unknown = { value: null, reason: "no_gross_margin" };
    expect(metricOf(rows, { metric: "cltv" })).toMatchObject(unknown);
    expect(metricOf(rows, { metric: "cltv_capped_60m" })).toMatchObject(unknown);
  });

  test("leaves out accounts with unknown prices, and says so; without known prices it has no value", async () => {
    const unknown = { account_id: "x", month: "2024-06-01", was_customer: true, is_customer: true };
    const partly = await portfolioOf({ account_months: [...churnOf(9, 1), unknown] }, lastDay);
    const incomplete = { reason: "unknown_prices", sample_size: 9 };
    expect(metricOf(partly, { metric: "grr" })).toMatchObject({ value: 80 / 90, ...incomplete });
    expect(metricOf(partly, { metric: "mrr_end" })).toMatchObject({ value: 80, ...incomplete });
    expect(metricOf(partly, { metric: "logo_churn" })).toMatchObject({ value: 0.1, ...shown });
    const wholly = await portfolioOf({ account_months: [unknown] }, lastDay);
    for (const metric of ["grr", "mrr_start", "mrr_end", "arpa", "cltv"])
      expect(metricOf(wholly, { metric })).toMatchObject({ value: null, reason: "unknown_prices" });
  });

  test("of a company without customers has a reason and no value", async () => {
    const rows = await portfolioOf({}, { asOf: "2024-06-03" });
    const rates = rows.filter(({ unit }) => unit === "share" || unit === "ratio" || unit === "points");
    expect(new Set(rates.map(({ reason }) => reason))).toEqual(
      new Set(["empty_denominator", "too_little_history"]),
    );
    expect(rates.every(({ value, ci_low }) => value === null && ci_low === null)).toBe(true);
    expect(metricOf(rows, { metric: "accounts" })).toMatchObject({ value: 0, ...shown });
    expect(metricOf(rows, { metric: "mrr_end" })).toMatchObject({ value: 0, ...shown });
  });
});

describe("renewals", () => {
  const term = (
    account_id: string | null,
    due_on: string,
    is_renewed: boolean,
    exact_mrr: number | null,
  ) => ({
    ...{ account_id, due_on, is_renewed, exact_mrr, is_billing_period: false, is_decided: is_renewed },
  });
  const rowsOn = (asOf: string, given: Record<string, readonly GivenRow[]>, previous?: string) =>
    portfolioOf(
      {
        accounts: [
          { account_id: "a", lifecycle: "active" },
          { account_id: "b", lifecycle: "churned" },
          { account_id: "test", lifecycle: "internal" },
        ],
        month_dimensions: of("plan", { a: "A", b: "B" }, june),
        account_dimensions: of("plan", { a: "A", b: "B" }),
        ...given,
      },
      { asOf, ...(previous === undefined ? {} : { previous }) },
    );
  const due_terms = [
    term("a", "2024-06-30", true, 10),
    term("b", "2024-06-01", false, 30),
    term("b", "2024-06-02", true, null),
    term("test", "2024-06-02", false, 90),
    term(null, "2024-06-02", false, 90),
    term("a", "2024-07-01", true, 90),
    { ...term("a", "2024-06-15", true, 70), is_billing_period: true },
    { ...term("b", "2024-06-16", false, 70), is_billing_period: true },
  ];

  test("cover the terms that came due in the month, by count and by revenue, with billing periods apart", async () => {
    const rows = await rowsOn("2024-06-30", { due_terms });
    expect(metricOf(rows, { metric: "renewal_rate" })).toMatchObject({
      value: 2 / 3,
      sample_size: 3,
      ...shown,
    });
    expect(metricOf(rows, { metric: "renewal_rate_arr" })).toMatchObject({
      ...{ value: 0.25, numerator: 120, denominator: 480, sample_size: 2, reason: "unknown_prices" },
    });
    expect(metricOf(rows, { metric: "renewal_rate", dimension: "plan", value: "B" })).toMatchObject({
      value: 0.5,
    });
    expect(metricOf(rows, { metric: "billing_period_renewal_rate" })).toMatchObject({
      value: 0.5,
      sample_size: 2,
    });
  });

  test("are recalculated until the grace of the month's terms is over, then carried", async () => {
    const open = await rowsOn("2024-06-30", { due_terms });
    const june = { month: "2024-06-01" };
    expect(metricOf(open, { metric: "renewal_rate", ...june })).toMatchObject({ is_complete: false });
    expect(metricOf(open, { metric: "terms_undecided", ...june })).toMatchObject({ value: 1 });
    expect(metricOf(open, { metric: "mrr_end", ...june })).toMatchObject({ is_complete: true });

    const renewedLate = due_terms.map((each) => ({ ...each, is_renewed: true, is_decided: true }));
    const given = { due_terms: renewedLate, history_portfolio_metrics: open };
    const still = await rowsOn("2024-07-29", given, "2024-06-30");
    expect(metricOf(still, { metric: "renewal_rate", ...june })).toMatchObject({
      ...{ value: 1, period_end: "2024-06-30", is_complete: false },
    });
    expect(metricOf(still, { metric: "renewal_rate", ...june, dimension: "plan", value: "B" })).toMatchObject(
      {
        value: 1,
      },
    );
    const over = await rowsOn("2024-07-30", { ...given, history_portfolio_metrics: still }, "2024-07-29");
    expect(metricOf(over, { metric: "renewal_rate", ...june })).toMatchObject({
      value: 1,
      is_complete: true,
    });

    const carried = { due_terms: [], history_portfolio_metrics: over };
    const later = await rowsOn("2024-08-01", carried, "2024-07-30");
    expect(metricOf(later, { metric: "renewal_rate", ...june })).toMatchObject({ value: 1, sample_size: 3 });
    expect(metricOf(later, { metric: "renewal_rate", month: "2024-07-01" })).toMatchObject({ value: null });
  });
});

test("12-month rates compare the end points, at the exchange rates and in the dimensions of their start", async () => {
  const year = (account_id: string, start_mrr: number | null, end: number | null, is_customer = true) => ({
    ...{ account_id, start_mrr, end_mrr_at_start_rates: end, was_customer: true, is_customer },
  });
  const rows = await portfolioOf(
    {
      account_years: [year("a", 100, 150), year("b", 100, 60), year("c", 50, 0, false), year("d", null, 9)],
      year_dimensions: of("plan", { a: "A", b: "A", c: "B", d: "B" }),
      account_dimensions: of("plan", { a: "B" }),
    },
    { asOf: "2024-06-15" },
  );
  const period = { period_start: "2023-06-01", period_end: "2024-05-31", is_complete: true };
  expect(metricOf(rows, { metric: "grr_12m" })).toMatchObject({
    ...{ value: 160 / 250, sample_size: 3, reason: "unknown_prices", ...period },
  });
  expect(metricOf(rows, { metric: "nrr_12m" })).toMatchObject({ value: 210 / 250 });
  expect(metricOf(rows, { metric: "logo_churn_12m" })).toMatchObject({
    value: 0.25,
    sample_size: 4,
    ...shown,
  });
  expect(metricOf(rows, { metric: "nrr_12m", dimension: "plan", value: "A" })).toMatchObject({ value: 1.05 });
});

describe("the customers of today", () => {
  const accounts = [
    { account_id: "a", arr: 1200, seats: 10, days_to_renewal: 30, is_scored: true },
    { account_id: "b", arr: 600, seats: 4, days_to_renewal: 90, is_scored: true },
    { account_id: "c", arr: null, seats: null, days_to_renewal: 91, is_scored: true },
    { account_id: "gone", arr: 10_800, seats: 9, days_to_renewal: 1, is_scored: false },
  ];
  const bands = { a: "red", b: "green", c: "insufficient_data" };
  const given = {
    accounts,
    account_months: [accountMonth("a", { start_mrr: 100 }), accountMonth("b", { start_mrr: 50 })],
    account_dimensions: [...of("all", { a: "all", b: "all", c: "all" }), ...of("band", bands)],
    scores: [
      { account_id: "a", band: "red", score: 20 },
      { account_id: "b", band: "green", score: 80 },
      { account_id: "c", band: "insufficient_data", score: 1 },
    ],
    measures: [
      { account_id: "a", measure: "active_users_28d", value: 6, status: "ok" },
      { account_id: "b", measure: "active_users_28d", value: 5, status: "held" },
      { account_id: "c", measure: "active_users_28d", value: 70, status: "ok" },
      { account_id: "a", measure: "active_days_28d", value: 28, status: "ok" },
    ],
    account_feedback: [
      { account_id: "a", answers: 3, promoters: 1, detractors: 2, invitations: 4, answered_invitations: 3 },
      { account_id: "b", answers: 1, promoters: 1, detractors: 0, invitations: 0, answered_invitations: 0 },
      {
        account_id: "gone",
        answers: 9,
        promoters: 0,
        detractors: 9,
        invitations: 9,
        answered_invitations: 9,
      },
    ],
    account_csat: [
      { account_id: "a", scale_max: 5, answers: 4, positive_answers: 3 },
      { account_id: "b", scale_max: 10, answers: 2, positive_answers: 0 },
    ],
  };

  test("are counted with their revenue, and by band", async () => {
    const rows = await portfolioOf(given, lastDay);
    const day = { period: "day", period_start: "2024-06-30", period_end: "2024-06-30", is_complete: true };
    expect(metricOf(rows, { metric: "accounts" })).toMatchObject({
      value: 3,
      unit: "accounts",
      ...day,
      ...shown,
    });
    expect(metricOf(rows, { metric: "arr" })).toMatchObject({ value: 1800, reason: "unknown_prices" });
    expect(metricOf(rows, { metric: "arr", dimension: "band", value: "red" })).toMatchObject({
      value: 1200,
      ...shown,
    });
    expect(metricOf(rows, { metric: "accounts_at_risk" })).toMatchObject({ value: 1 });
    expect(metricOf(rows, { metric: "arr_at_risk" })).toMatchObject({ value: 1200, ...shown });
    expect(metricOf(rows, { metric: "arr_renewing_90d" })).toMatchObject({ value: 1800, ...shown });
    expect(metricOf(rows, { metric: "arr_renewing_90d_at_risk" })).toMatchObject({ value: 1200, ...shown });
    expect(metricOf(rows, { metric: "mean_score" })).toMatchObject({ value: 50, sample_size: 2 });
  });

  test("have the ARR of their prices, regardless of rounding to cents per month", async () => {
    const ids = Array.from({ length: 10 }, (_, index) => `a${index}`);
    const rows = await portfolioOf(
      {
        accounts: ids.map((account_id) => ({ account_id, mrr: 83.33, arr: 1000, is_scored: true })),
        account_months: ids.map((account_id) => accountMonth(account_id, { start_mrr: "83.3333333333" })),
        account_dimensions: of("all", Object.fromEntries(ids.map((id) => [id, "all"]))),
      },
      lastDay,
    );
    expect(metricOf(rows, { metric: "arr" })).toMatchObject({ value: 10_000, ...shown });
    expect(metricOf(rows, { metric: "mrr" }).value).toBeCloseTo(10_000 / 12, 8);
    expect(12 * Number(metricOf(rows, { metric: "mrr_start" }).value)).toBeCloseTo(10_000, 6);
  });

  test("have a seat utilisation, without accounts that have no seats", async () => {
    const rows = await portfolioOf(given, lastDay);
    expect(metricOf(rows, { metric: "adoption" })).toMatchObject({
      ...{ value: 11 / 14, sample_size: 2, period: "last_28_days", period_start: "2024-06-03" },
    });
  });

  test("have a satisfaction for each scale", async () => {
    const rows = await portfolioOf(given, lastDay);
    expect(metricOf(rows, { metric: "nps" })).toMatchObject({
      ...{ value: 0, numerator: 0, denominator: 4, sample_size: 4, unit: "points" },
      ...{ period: "last_180_days", period_start: "2024-01-03", ...shown },
    });
    expect(metricOf(rows, { metric: "nps_variance" })).toMatchObject({ value: 10_000 });
    expect(metricOf(rows, { metric: "nps_standard_error" })).toMatchObject({ value: 50 });
    expect(metricOf(rows, { metric: "response_rate" })).toMatchObject({ value: 0.75 });
    expect(metricOf(rows, { metric: "csat_5" })).toMatchObject({ value: 0.75, period_start: "2024-04-02" });
    expect(metricOf(rows, { metric: "csat_10" })).toMatchObject({ value: 0, sample_size: 2 });
    expect(metricOf(rows, { metric: "csat_10", dimension: "band", value: "red" })).toMatchObject({
      ...{ value: null, reason: "empty_denominator" },
    });
  });

  test("are not split by a dimension with a value for nearly each of them", async () => {
    const many = Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`x${index}`, `v${index}`]));
    const rows = await portfolioOf(
      {
        account_dimensions: [...of("all", { a: "all" }), ...of("number", many)],
        accounts: accounts.slice(0, 1),
      },
      lastDay,
    );
    expect(new Set(rows.map(({ dimension }) => dimension))).toEqual(new Set(["all"]));
  });
});
