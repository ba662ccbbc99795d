import fc from "fast-check";
import { expect, test } from "vitest";
import { adjustedWald, type Interval, wilson } from "../../lib/portfolio/intervals.ts";
import type { Row } from "../../lib/warehouse/warehouse.ts";
import { overGivenRows } from "../support/given.ts";

/** The ends of an interval for each row of numbers. */
async function endsOf(
  { low, high }: Interval,
  names: string,
  given: readonly (readonly number[])[],
): Promise<Row[]> {
  const rows = given.map((numbers, index) => `(${[index, ...numbers].map((n) => `${n}e0`).join(", ")})`);
  const sql = `select ${low} as low, ${high} as high from (values ${rows.join(", ")}) as v (i, ${names}) order by i`;
  const sorted = await overGivenRows(
    { sql: `select row_number() over () as i, * from (${sql}) as s`, origin: "test" },
    { asOf: "2024-06-30" },
  );
  return sorted;
}

// R. G. Newcombe (1998), Two-sided confidence intervals for the single proportion, table I, method 3.
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])("the Wilson interval of %s in %s is the one that Newcombe prints", async (hits, trials, low, high) => {
  const [ends] = await endsOf(wilson("hits", "trials"), "hits, trials", [[hits, trials]]);
  expect(ends?.low).toBeCloseTo(low, 4);
  expect(ends?.high).toBeCloseTo(high, 4);
});

test("a share's interval holds the share, and keeps within 0 and 1", async () => {
  const shares = fc.sample(
    fc
      .integer({ min: 1, max: 1_000_000 })
      .chain((trials) => fc.tuple(fc.integer({ min: 0, max: trials }), fc.constant(trials))),
    500,
  );
  const ends = await endsOf(wilson("hits", "trials"), "hits, trials", shares);
  for (const [index, [hits, trials]] of shares.entries()) {
    const { low, high } = { low: Number(ends[index]?.low), high: Number(ends[index]?.high) };
    expect(low).toBeGreaterThanOrEqual(0);
    expect(low).toBeLessThanOrEqual(hits / trials + 1e-12);
    expect(high).toBeGreaterThanOrEqual(hits / trials - 1e-12);
    expect(high).toBeLessThanOrEqual(1);
  }
});

test("the adjusted Wald interval of an NPS is the one that is worked out by hand", async () => {
  // 4 promoters and 1 detractor of 7 are 4.75 and 1.75 of 10: 0.3 net, variance 0.65 - 0.09, of 10.
  const [ends, few] = await endsOf(adjustedWald("p", "d", "n"), "p, d, n", [
    [4, 1, 7],
    [1, 0, 1],
  ]);
  const spread = 1.959963984540054 * Math.sqrt((0.65 - 0.09) / 10);
  expect(ends?.low).toBeCloseTo(100 * (0.3 - spread), 9);
  expect(ends?.high).toBeCloseTo(100 * (0.3 + spread), 9);
  expect(few?.low).toBeGreaterThan(-100);
  expect(few?.high).toBeLessThan(100);
});

test("the adjusted Wald interval of an NPS keeps within -100 and 100", async () => {
  const answers = fc
    .sample(fc.tuple(fc.nat(300), fc.nat(300), fc.nat(300)), 300)
    .filter(([p, d, o]) => p + d + o > 0);
  const ends = await endsOf(
    adjustedWald("p", "d", "n"),
    "p, d, n",
    answers.map(([p, d, o]) => [p, d, p + d + o]),
  );
  for (const { low, high } of ends) {
    expect(Number(low)).toBeGreaterThanOrEqual(-100);
    expect(Number(high)).toBeLessThanOrEqual(100);
    expect(Number(low)).toBeLessThanOrEqual(Number(high));
  }
});
