import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Row } from "../../../lib/warehouse/warehouse.ts";
import { accountMonth, settings } from "../../portfolio/portfolio.ts";
import { type GivenRow, rowsOf } from "../../support/given.ts";

const asOf = "2024-06-30";
const month = "2024-06-01";

/** A number of accounts or responses and its hits: one value of the dimension `sample`. */
type Share = readonly [hits: number, trials: number];

const sampleOf = (account_id: string, index: number, rest: GivenRow = {}): GivenRow => ({
  ...{ account_id, dimension: "sample", dimension_value: String(index) },
  ...rest,
});
const shownOf = (samples: readonly unknown[]): GivenRow[] =>
  samples.map((_, index) => ({ dimension: "sample", dimension_value: String(index) }));

/** The metric's rows by sample, in their order. */
async function metricOf(
  family: string,
  metric: string,
  given: Readonly<Record<string, readonly GivenRow[]>>,
): Promise<readonly Row[]> {
  const rows = await rowsOf(family, { asOf, given });
  return rows
    .filter((row) => row.metric === metric)
    .toSorted((a, b) => Number(a.dimension_value) - Number(b.dimension_value));
}

/** One account per trial; `isHit` distinguishes the first ones. */
const eachTrial = <T>(
  shares: readonly Share[],
  row: (account: string, isHit: boolean, index: number) => T,
): T[] =>
  shares.flatMap(([hits, trials], index) =>
    Array.from({ length: trials }, (_, trial) => row(`${index}-${trial}`, trial < hits, index)),
  );

const monthDimensions = (shares: readonly Share[]): GivenRow[] =>
  eachTrial(shares, (account, _, index) => sampleOf(account, index, { month }));

const renewalsOf = (shares: readonly Share[], is_billing_period: boolean) => ({
  settings: [settings],
  shown_dimensions: shownOf(shares),
  month_dimensions: monthDimensions(shares),
  due_terms: eachTrial(shares, (account_id, is_renewed) => ({
    ...{ account_id, due_on: "2024-06-02", is_billing_period, is_renewed, is_decided: true },
  })),
});

/** Input that gives these shares, by metric with a Wilson interval. */
const shareMetrics: Readonly<Record<string, (shares: readonly Share[]) => Promise<readonly Row[]>>> = {
  logo_churn: (shares) =>
    metricOf("month_metrics", "logo_churn", {
      settings: [settings],
      shown_dimensions: shownOf(shares),
      month_dimensions: monthDimensions(shares),
      account_months: eachTrial(shares, (account, isHit) =>
        accountMonth(account, { start_mrr: 1, churned: isHit ? 1 : 0 }),
      ),
    }),
  renewal_rate: (shares) => metricOf("month_metrics", "renewal_rate", renewalsOf(shares, false)),
  billing_period_renewal_rate: (shares) =>
    metricOf("month_metrics", "billing_period_renewal_rate", renewalsOf(shares, true)),
  logo_churn_12m: (shares) =>
    metricOf("year_metrics", "logo_churn_12m", {
      shown_dimensions: shownOf(shares),
      year_dimensions: eachTrial(shares, (account, _, index) => sampleOf(account, index)),
      account_years: eachTrial(shares, (account_id, isHit) => ({
        ...{ account_id, was_customer: true, is_customer: !isHit },
      })),
    }),
  response_rate: (shares) =>
    metricOf("day_metrics", "response_rate", {
      shown_dimensions: shownOf(shares),
      account_dimensions: shares.map((_, index) => sampleOf(`a${index}`, index)),
      accounts: shares.map((_, index) => ({ account_id: `a${index}`, is_scored: true })),
      account_feedback: shares.map(([answered_invitations, invitations], index) => ({
        ...{ account_id: `a${index}`, invitations, answered_invitations },
      })),
    }),
  csat_5: (shares) =>
    metricOf("day_metrics", "csat_5", {
      shown_dimensions: shownOf(shares),
      account_dimensions: shares.map((_, index) => sampleOf(`a${index}`, index)),
      account_csat: shares.map(([positive_answers, answers], index) => ({
        ...{ account_id: `a${index}`, scale_max: 5, answers, positive_answers },
      })),
    }),
};

describe.each(Object.entries(shareMetrics))("the Wilson interval of %s", (_, rowsOfShares) => {
  // R. G. Newcombe (1998), Two-sided confidence intervals for the single proportion, table I, method 3.
  const printed = [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ] as const;

  test("equals Newcombe's, also mirrored for the complementary share", async () => {
    const mirrored = printed.map(
      ([hits, trials, low, high]) => [trials - hits, trials, 1 - high, 1 - low] as const,
    );
    const cases = [...printed, ...mirrored];
    const rows = await rowsOfShares(cases.map(([hits, trials]) => [hits, trials]));
    expect(rows).toHaveLength(cases.length);
    for (const [index, [hits, trials, low, high]] of cases.entries()) {
      expect(rows[index]).toMatchObject({ numerator: hits, denominator: trials });
      expect(rows[index]?.ci_low).toBeCloseTo(low, 4);
      expect(rows[index]?.ci_high).toBeCloseTo(high, 4);
    }
  });

  test("ends at 0 and 1 for none and all, and is missing for an empty sample", async () => {
    const [none, all, empty] = await rowsOfShares([
      [0, 3],
      [3, 3],
      [0, 0],
    ]);
    expect([none?.ci_low, all?.ci_high]).toEqual([0, 1]);
    expect(empty).toMatchObject({ value: null, ci_low: null, ci_high: null });
  });
});

test.each(["response_rate", "csat_5"])(
  "the interval of %s contains the share, within 0 and 1",
  async (metric) => {
    const shares = fc.sample(
      fc
        .integer({ min: 1, max: 1_000_000 })
        .chain((trials) => fc.tuple(fc.integer({ min: 0, max: trials }), fc.constant(trials))),
      500,
    );
    const rows = (await shareMetrics[metric]?.(shares)) ?? [];
    expect(rows).toHaveLength(shares.length);
    for (const [index, [hits, trials]] of shares.entries()) {
      const { low, high } = { low: Number(rows[index]?.ci_low), high: Number(rows[index]?.ci_high) };
      expect(low).toBeGreaterThanOrEqual(0);
      expect(low).toBeLessThanOrEqual(hits / trials + 1e-12);
      expect(high).toBeGreaterThanOrEqual(hits / trials - 1e-12);
      expect(high).toBeLessThanOrEqual(1);
    }
  },
);

describe("the adjusted Wald interval of an NPS", () => {
  const npsOf = (given: readonly (readonly [promoters: number, detractors: number, answers: number])[]) =>
    metricOf("day_metrics", "nps", {
      shown_dimensions: shownOf(given),
      account_dimensions: given.map((_, index) => sampleOf(`a${index}`, index)),
      accounts: given.map((_, index) => ({ account_id: `a${index}`, is_scored: true })),
      account_feedback: given.map(([promoters, detractors, answers], index) => ({
        ...{ account_id: `a${index}`, promoters, detractors, answers },
      })),
    });

  test("equals the one calculated by hand", async () => {
    // 4 promoters and 1 detractor of 7 are 4.75 and 1.75 of 10: 0.3 net, variance 0.65 - 0.09, of 10.
    const [ends, few] = await npsOf([
      [4, 1, 7],
      [1, 0, 1],
    ]);
    const spread = 1.959963984540054 * Math.sqrt((0.65 - 0.09) / 10);
    expect(ends?.ci_low).toBeCloseTo(100 * (0.3 - spread), 9);
    expect(ends?.ci_high).toBeCloseTo(100 * (0.3 + spread), 9);
    expect(few?.ci_low).toBeGreaterThan(-100);
    expect(few?.ci_high).toBeLessThan(100);
  });

  test("stays within -100 and 100", async () => {
    const answers = fc
      .sample(fc.tuple(fc.nat(300), fc.nat(300), fc.nat(300)), 300)
      .filter(([p, d, o]) => p + d + o > 0);
    const rows = await npsOf(answers.map(([p, d, o]) => [p, d, p + d + o]));
    expect(rows).toHaveLength(answers.length);
    for (const { ci_low, ci_high } of rows) {
      expect(Number(ci_low)).toBeGreaterThanOrEqual(-100);
      expect(Number(ci_high)).toBeLessThanOrEqual(100);
      expect(Number(ci_low)).toBeLessThanOrEqual(Number(ci_high));
    }
  });
});
